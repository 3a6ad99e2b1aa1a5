'use client'
/** A secret, this once: to copy before it is put away for good. */
import { Check, Copy, KeyRound } from 'lucide-react'
import { useId, useState } from 'react'
import { Banner } from '#web/ui/banner.tsx'
import { Button } from '#web/ui/button.tsx'
import { Input } from '#web/ui/field.tsx'
import { useAnnouncements } from '#web/ui/live-region.tsx'
import styles from './channels-page.module.css'

type SecretBannerProps = { readonly channelName: string; readonly secret: string; readonly onDone: () => void }

export function SecretBanner({ channelName, secret, onDone }: SecretBannerProps) {
  const { say } = useAnnouncements()
  const [copied, setCopied] = useState(false)
  const id = useId()

  async function copy() {
    try {
      await navigator.clipboard.writeText(secret)
      setCopied(true)
      say('The secret is copied')
    } catch {
      // Only secure pages may use the clipboard: select it, so that the person's own keys copy it.
      const input = document.getElementById(id)
      if (input instanceof HTMLInputElement) input.select()
    }
  }

  return (
    <Banner
      tone="published"
      icon={<KeyRound />}
      role="status"
      actions={
        <>
          <Button size="small" onClick={() => void copy()}>
            {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
            {copied ? 'Copied' : 'Copy'}
          </Button>
          <Button size="small" look="quiet" onClick={onDone}>
            Done
          </Button>
        </>
      }
    >
      <b>Copy the secret of {channelName} now; it is shown once.</b>
      <Input
        id={id}
        className={styles.secret}
        aria-label={`Secret of ${channelName}`}
        readOnly
        value={secret}
        onFocus={event => event.target.select()}
      />
    </Banner>
  )
}

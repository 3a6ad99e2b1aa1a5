'use client'
/** A secret, this once: to copy before it is put away for good. */
import { KeyRound } from 'lucide-react'
import { useRef } from 'react'
import { Banner } from '#web/ui/banner.tsx'
import { Button } from '#web/ui/button.tsx'
import { CopyButton } from '#web/ui/copy-button.tsx'
import { Input } from '#web/ui/field.tsx'
import styles from './channels-page.module.css'

type SecretBannerProps = { readonly channelName: string; readonly secret: string; readonly onDone: () => void }

export function SecretBanner({ channelName, secret, onDone }: SecretBannerProps) {
  const field = useRef<HTMLInputElement>(null)
  return (
    <Banner
      tone="published"
      icon={<KeyRound />}
      role="status"
      actions={
        <>
          {/* Selected, the person's own keys copy it. */}
          <CopyButton
            size="small"
            words={secret}
            announcement="The secret is copied"
            onRefused={() => field.current?.select()}
          />
          <Button size="small" look="quiet" onClick={onDone}>
            Done
          </Button>
        </>
      }
    >
      <b>Copy the secret of {channelName} now; it is shown once.</b>
      <Input
        ref={field}
        className={styles.secret}
        aria-label={`Secret of ${channelName}`}
        readOnly
        value={secret}
        onFocus={event => event.target.select()}
      />
    </Banner>
  )
}

'use client'
/** Words to copy, like a link that is shown once. */
import { Check, Copy } from 'lucide-react'
import { useId, useState } from 'react'
import { Button } from './button.tsx'
import styles from './copy-field.module.css'
import { Input } from './field.tsx'
import { useAnnouncements } from './live-region.tsx'

type CopyFieldProps = { readonly label: string; readonly value: string }

export function CopyField({ label, value }: CopyFieldProps) {
  const { say } = useAnnouncements()
  const [copied, setCopied] = useState(false)
  const id = useId()

  async function copy() {
    try {
      await navigator.clipboard.writeText(value)
      setCopied(true)
      say(`${label} copied`)
    } catch {
      // Only secure pages may use the clipboard: select it, so that the person's own keys copy it.
      const input = document.getElementById(id)
      if (input instanceof HTMLInputElement) input.select()
    }
  }

  return (
    <div className={styles.field}>
      <Input id={id} aria-label={label} readOnly value={value} onFocus={event => event.target.select()} />
      <Button onClick={() => void copy()}>
        {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
        {copied ? 'Copied' : 'Copy'}
      </Button>
    </div>
  )
}

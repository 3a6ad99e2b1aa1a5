'use client'
/** Puts words on the clipboard, and says that they are there. */
import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { Button } from './button.tsx'
import { useAnnouncements } from './live-region.tsx'

type CopyButtonProps = {
  readonly words: string
  readonly size?: 'small'
  /** What a screen reader hears once they are copied. */
  readonly announcement?: string
  /** The browser does not let pages write there: only secure ones may. */
  readonly onRefused?: () => void
}

export function CopyButton({ words, size, announcement, onRefused }: CopyButtonProps) {
  const { say } = useAnnouncements()
  const [copied, setCopied] = useState(false)

  async function copy() {
    try {
      await navigator.clipboard.writeText(words)
      setCopied(true)
      if (announcement) say(announcement)
    } catch {
      setCopied(false)
      onRefused?.()
    }
  }

  return (
    <Button size={size} onClick={() => void copy()}>
      {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
      {copied ? 'Copied' : 'Copy'}
    </Button>
  )
}

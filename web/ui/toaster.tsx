'use client'
/** Short notes at the lower right: at most three, six seconds, held while pointed at. Never the only place of a fact. */
import { useEffect } from 'react'
import { notes, openNotes } from './toast.ts'
import styles from './toaster.module.css'
import { useLate } from './use-late.ts'

/** Comes after the page itself: no page needs it to be usable. */
export function Toaster() {
  const part = useLate(notes, false)
  const sonner = typeof part === 'object' ? part : null
  useEffect(() => {
    if (sonner) openNotes(sonner)
  }, [sonner])
  if (!sonner) return null
  return (
    <sonner.Toaster
      position="bottom-right"
      visibleToasts={3}
      duration={6000}
      gap={8}
      offset={16}
      mobileOffset={{ bottom: 76, left: 12, right: 12 }}
      containerAriaLabel="Short notes"
      toastOptions={{
        unstyled: true,
        classNames: {
          toast: styles.toast,
          title: styles.title,
          description: styles.description,
          content: styles.content,
          actionButton: styles.action,
        },
      }}
    />
  )
}

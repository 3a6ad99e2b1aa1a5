'use client'
/** Short notes at the lower right: at most three, six seconds, held while pointed at. Never the only place of a fact. */
import { type ComponentType, useEffect, useState } from 'react'
import type { ToasterProps } from 'sonner'
import styles from './toaster.module.css'

const AFTER_LOAD_MS = 1_000

/** Comes after the page itself: no page needs it to be usable. */
export function Toaster() {
  const [Sonner, setSonner] = useState<ComponentType<ToasterProps> | null>(null)
  useEffect(() => {
    const timer = setTimeout(() => {
      import('sonner').then(
        ({ Toaster: Loaded }) => setSonner(() => Loaded),
        // Offline from the start: no notes, and nothing depends on them.
        () => undefined,
      )
    }, AFTER_LOAD_MS)
    return () => clearTimeout(timer)
  }, [])
  if (!Sonner) return null
  return (
    <Sonner
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

'use client'
/** Short notes at the lower right: at most three, six seconds, held while pointed at. Never the only place of a fact. */
import { Toaster as Sonner } from 'sonner'
import styles from './toaster.module.css'

export function Toaster() {
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

'use client'
import { PageError } from '#web/features/workspace/components/page-error.tsx'
import styles from '#web/ui/whole-page.module.css'

export default function RootError(props: { readonly error: Error & { digest?: string }; readonly reset: () => void }) {
  return (
    <main className={styles.page} id="main">
      <PageError {...props} />
    </main>
  )
}

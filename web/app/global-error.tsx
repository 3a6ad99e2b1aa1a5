'use client'
import { PageError } from '#web/features/workspace/components/page-error.tsx'
import '#web/ui/tokens.css'
import styles from '#web/ui/whole-page.module.css'

/** When even the outermost layout fails, this stands in for it. */
export default function GlobalError(props: {
  readonly error: Error & { digest?: string }
  readonly reset: () => void
}) {
  return (
    <html lang="en">
      <body>
        <main className={styles.page} id="main">
          <PageError {...props} />
        </main>
      </body>
    </html>
  )
}

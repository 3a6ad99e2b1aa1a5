'use client'
/** A page that could not be made: what failed, and trying again. */
import { RefreshCw, TriangleAlert } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { startTransition } from 'react'
import { Button } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import styles from './page-error.module.css'

type PageErrorProps = { readonly error: Error & { digest?: string }; readonly reset: () => void }

export function PageError({ error, reset }: PageErrorProps) {
  const router = useRouter()
  const again = () =>
    startTransition(() => {
      router.refresh()
      reset()
    })
  return (
    <EmptyState
      level={1}
      tone="failed"
      icon={<TriangleAlert />}
      title="Could not load this page"
      actions={
        <Button onClick={again}>
          <RefreshCw aria-hidden />
          Try again
        </Button>
      }
    >
      <title>Could not load · Galley</title>
      <p>The server failed at it, or its database is not answering. What you wrote elsewhere is not touched.</p>
      {error.digest && (
        <details className={styles.details}>
          <summary>Details</summary>
          <p>
            Look for <code>{error.digest}</code> in the server’s log.
          </p>
        </details>
      )}
    </EmptyState>
  )
}

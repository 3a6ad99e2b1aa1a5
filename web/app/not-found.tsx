import { Lock } from 'lucide-react'
import { ButtonLink } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import styles from './whole-page.module.css'

/** Absent and not yours look the same, on purpose. */
export default function NotFound() {
  return (
    <main className={styles.page} id="main">
      <title>Nothing here · Galley</title>
      <EmptyState
        level={1}
        icon={<Lock />}
        title="Nothing here"
        actions={
          <>
            <ButtonLink href="/">Back to posts</ButtonLink>
            <ButtonLink href="/sign-in" look="quiet" prefetch={false}>
              Use another account
            </ButtonLink>
          </>
        }
      >
        <p>It does not exist, or you may not see it.</p>
      </EmptyState>
    </main>
  )
}

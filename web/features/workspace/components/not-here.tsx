/** What is absent and what is not yours look the same, on purpose. */
import { Lock } from 'lucide-react'
import { ButtonLink } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import styles from '#web/ui/whole-page.module.css'

export function NotHere({ title, words }: { readonly title: string; readonly words: string }) {
  return (
    <main className={styles.page} id="main">
      <title>{`${title} · Galley`}</title>
      <EmptyState
        level={1}
        icon={<Lock />}
        title={title}
        actions={
          <>
            <ButtonLink href="/">Back to posts</ButtonLink>
            <ButtonLink href="/sign-in" look="quiet">
              Use another account
            </ButtonLink>
          </>
        }
      >
        <p>{words}</p>
      </EmptyState>
    </main>
  )
}

'use client'
/** Comments of readers on all posts of the workspace: what waits first, and what was decided. */
import { can } from '#domain/contract/rights.ts'
import { PageHeader } from '#web/features/workspace/components/page-header.tsx'
import { useHere } from '#web/features/workspace/here.tsx'
import { useConnection } from '#web/realtime/hooks.ts'
import { useWaitingComments } from '../hooks.ts'
import { ReaderComments } from './reader-comments.tsx'
import styles from './readers-page.module.css'

export function ReadersPage() {
  const { workspace } = useHere()
  const waiting = useWaitingComments(workspace.id)
  const { state } = useConnection()
  return (
    <>
      <PageHeader title="Readers" />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keys too. */}
      <section className={styles.scroll} aria-labelledby="readers-title" tabIndex={0}>
        <div className={styles.inner}>
          <div>
            <h2 id="readers-title">Comments on the public site</h2>
            <p className={styles.note}>
              What readers wrote under published posts. Only what is shown is public; every decision can be changed.
            </p>
          </div>
          {can(workspace.role, 'publish') ? (
            <ReaderComments
              of={{ workspaceId: workspace.id }}
              waiting={waiting}
              changed={waiting}
              connected={state === 'live' || state === 'live_http'}
            />
          ) : (
            <p>Whoever may publish decides about them. Ask an admin of the workspace for that role.</p>
          )}
        </div>
      </section>
    </>
  )
}

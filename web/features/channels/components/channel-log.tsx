'use client'
/** What the newest attempts to send to a channel came to; what was not taken is sent again from here. */
import { useCallback, useEffect, useState } from 'react'
import type { AttemptView } from '#domain/queries/delivery-log.ts'
import { runCommand } from '#web/features/posts/api.ts'
import { Button, ButtonLink } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { StatusLabel } from '#web/ui/status-label.tsx'
import { Time } from '#web/ui/time.tsx'
import { useDeed } from '#web/use-deed.ts'
import { listAttempts } from '../api.ts'
import { attemptStatus, attemptWords } from '../format.ts'
import styles from './channel-log.module.css'

type ChannelLogProps = {
  readonly channel: { readonly id: string; readonly name: string }
  readonly onClose: () => void
}

const LOADING = 'loading'

type Answer = 'retry' | 'there' | 'absent'

export function ChannelLogDialog({ channel, onClose }: ChannelLogProps) {
  const [items, setItems] = useState<readonly AttemptView[] | null>(null)
  const { underWay, trouble, run } = useDeed()
  const load = useCallback(
    () => void run(async () => setItems(await listAttempts(channel.id)), LOADING),
    [run, channel.id],
  )
  useEffect(load, [load])

  const answer = async ({ id, post }: AttemptView, what: Answer) => {
    if (post && (await run(() => give(post, channel.id, what), id))) load()
  }

  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={`Deliveries to ${channel.name}`}
      description="The newest 200 attempts."
      actions={
        <>
          <Button onClick={load}>Look again</Button>
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        </>
      }
    >
      {trouble && (
        <p className={styles.trouble} role="alert">
          {trouble}
        </p>
      )}
      {items === null && !trouble && <Skeleton width="70%" />}
      {items?.length === 0 && <p>Nothing was sent there yet.</p>}
      <ol className={styles.log}>
        {items?.map(item => (
          <li key={item.id} className={styles.attempt}>
            <div className={styles.line}>
              <StatusLabel {...attemptStatus(item.outcome)} />
              <span className={styles.title}>{item.post ? item.post.title || 'Untitled' : 'A private post'}</span>
              <Time at={item.at} className={styles.note} />
            </div>
            <p className={styles.note}>{attemptWords(item)}</p>
            {item.post && item.replay && (
              <div className={styles.deeds}>
                {item.replay === 'retry' ? (
                  <Button
                    size="small"
                    busy={underWay === item.id}
                    disabled={underWay !== null && underWay !== item.id}
                    onClick={() => void answer(item, 'retry')}
                  >
                    Replay
                  </Button>
                ) : (
                  <>
                    <p className={styles.note}>
                      It may have it already. Look there first: sent again it comes with the same id.
                    </p>
                    <Button
                      size="small"
                      busy={underWay === item.id}
                      disabled={underWay !== null && underWay !== item.id}
                      onClick={() => void answer(item, 'there')}
                    >
                      It has it
                    </Button>
                    <Button
                      size="small"
                      busy={underWay === item.id}
                      disabled={underWay !== null && underWay !== item.id}
                      onClick={() => void answer(item, 'absent')}
                    >
                      It does not: replay
                    </Button>
                  </>
                )}
                <ButtonLink look="quiet" size="small" href={`/posts/${item.post.id}`}>
                  Open the post
                </ButtonLink>
              </div>
            )}
          </li>
        ))}
      </ol>
    </Dialog>
  )
}

/** @throws {ApiError} when something has become of it meanwhile */
async function give(post: { readonly id: string; readonly rev: number }, channelId: string, what: Answer) {
  if (what === 'retry') return runCommand(post.id, { command: 'retry', body: { channelId } }, post.rev)
  const outcome = what === 'there' ? 'published' : 'failed'
  const said = await runCommand(post.id, { command: 'confirm', body: { channelId, outcome } }, post.rev)
  return what === 'there' ? said : runCommand(post.id, { command: 'retry', body: { channelId } }, said.rev)
}

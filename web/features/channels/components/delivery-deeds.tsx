'use client'
/** What a person may do about one delivery: wait, retry what failed, say or ask what became of what is unconfirmed. */
import { type FormEvent, useState } from 'react'
import { CHANNEL_KIND_FACTS, findChannelKind } from '#domain/contract/channel-kinds.ts'
import type { FeedDelivery } from '#domain/contract/feed-shape.ts'
import type { PostState } from '#domain/contract/post-status.ts'
import type { Role } from '#domain/contract/rights.ts'
import { offerOf } from '#web/features/posts/offer.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Field } from '#web/ui/field.tsx'
import { useDeed } from '#web/use-deed.ts'
import { lookUpDelivery } from '../api.ts'
import { clockWords } from '../format.ts'
import styles from './delivery-deeds.module.css'

type Answer = {
  readonly channelId: string
  readonly outcome: 'published' | 'failed' | 'left_out'
  readonly url?: string
}

type DeliveryDeedsProps = {
  readonly postId: string
  readonly postState: PostState
  readonly delivery: FeedDelivery
  readonly role: Role
  /** While another command is under way, or without a connection. */
  readonly disabled: boolean
  readonly onRetry: (channelId: string) => void
  readonly onConfirm: (answer: Answer) => void
}

export function DeliveryDeeds(props: DeliveryDeedsProps) {
  const { delivery, postState, role, disabled, onRetry, onConfirm } = props
  const { state, nextTryAt, channelId } = delivery
  if (state === 'queued' && nextTryAt) {
    return (
      <p className={styles.note}>
        Next try {/* The server does not know the reader's zone. */}
        <time dateTime={nextTryAt} suppressHydrationWarning>
          {clockWords(nextTryAt)}
        </time>
      </p>
    )
  }
  if (state === 'failed' && offerOf('retry', postState, role).as === 'open') {
    return (
      <div className={styles.deeds}>
        <Button size="small" disabled={disabled} onClick={() => onRetry(channelId)}>
          Retry {delivery.name}
        </Button>
        {postState === 'partly_published' && offerOf('confirm', postState, role).as === 'open' && (
          <Button
            look="quiet"
            size="small"
            disabled={disabled}
            aria-label={`Leave out ${delivery.name}`}
            onClick={() => onConfirm({ channelId, outcome: 'left_out' })}
          >
            Leave it out
          </Button>
        )}
      </div>
    )
  }
  return state === 'unconfirmed' ? <Unconfirmed {...props} /> : null
}

function Unconfirmed({ postId, postState, delivery, role, disabled, onConfirm }: DeliveryDeedsProps) {
  const { channelId, name, kind } = delivery
  const [asking, setAsking] = useState(false)
  // It outlives the question: an answer that fails can be given again.
  const [url, setUrl] = useState('')
  const { busy, trouble, run } = useDeed()
  const known = findChannelKind(kind)
  const canLookUp = known !== null && CHANNEL_KIND_FACTS[known].canLookUp

  return (
    <>
      <p className={styles.note}>It may be online already, so nothing is sent again until you say so.</p>
      {trouble && (
        <p className={styles.trouble} role="alert">
          {trouble}
        </p>
      )}
      {offerOf('confirm', postState, role).as === 'open' && (
        <div className={styles.deeds}>
          {canLookUp && (
            <Button
              size="small"
              busy={busy}
              disabled={disabled}
              onClick={() => void run(() => lookUpDelivery(postId, channelId))}
            >
              Check again
            </Button>
          )}
          <Button size="small" disabled={disabled} onClick={() => setAsking(true)}>
            It is online…
          </Button>
          <Button size="small" disabled={disabled} onClick={() => onConfirm({ channelId, outcome: 'failed' })}>
            It is not
          </Button>
        </div>
      )}
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title={`It is online on ${name}`}
        description="Then it counts as published there, and is not sent again."
      >
        <LinkForm
          url={url}
          onUrl={setUrl}
          onGiven={() => {
            setAsking(false)
            onConfirm({ channelId, outcome: 'published', ...(url.trim() !== '' && { url: url.trim() }) })
          }}
        />
      </Dialog>
    </>
  )
}

type LinkFormProps = {
  readonly url: string
  readonly onUrl: (url: string) => void
  readonly onGiven: () => void
}

function LinkForm({ url, onUrl, onGiven }: LinkFormProps) {
  const give = (event: FormEvent) => {
    event.preventDefault()
    onGiven()
  }
  return (
    <form className={styles.form} onSubmit={give}>
      <Field
        label="Its address there, if you have it"
        name="url"
        type="url"
        pattern="https?://.+"
        placeholder="https://"
        autoComplete="off"
        value={url}
        onChange={event => onUrl(event.target.value)}
      />
      <div className={styles.foot}>
        <Button type="submit" look="primary">
          It is online
        </Button>
      </div>
    </form>
  )
}

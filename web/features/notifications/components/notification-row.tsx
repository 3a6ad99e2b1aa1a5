'use client'
/** One notice: unread by dot, ground and weight; opening its place reads it. */
import { Check } from 'lucide-react'
import Link from 'next/link'
import type { NotificationItem } from '#web/realtime/realtime-types.ts'
import { Avatar } from '#web/ui/avatar.tsx'
import { Button } from '#web/ui/button.tsx'
import { classes } from '#web/ui/classes.ts'
import { StatusGlyph } from '#web/ui/status-glyph.tsx'
import { Time } from '#web/ui/time.tsx'
import { lineOf, pictureOf, placeOf, sentenceParts } from '../format.ts'
import styles from './notification-row.module.css'

type NotificationRowProps = {
  readonly item: NotificationItem
  readonly onRead: (item: NotificationItem) => void
  readonly onOpen?: () => void
}

export function NotificationRow({ item, onRead, onOpen }: NotificationRowProps) {
  const unread = item.readAt === null
  const place = placeOf(item)
  const line = lineOf(item)
  const words = sentenceParts(item.title, item.actors).map(({ text, strong }, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of one sentence never change their order.
    strong ? <b key={index}>{text}</b> : text,
  )
  const open = () => {
    onRead(item)
    onOpen?.()
  }
  return (
    <li className={classes(styles.row, unread && styles.unread)} data-notification={item.id}>
      <span className={styles.dot}>{unread && <span className="vh">Unread:</span>}</span>
      <RowPicture item={item} />
      <span className={styles.words}>
        {place === null ? (
          <span>{words}</span>
        ) : (
          <Link className={styles.place} href={place} prefetch={false} onClick={open}>
            {words}
          </Link>
        )}
        {line !== '' && <span className={styles.more}>{line}</span>}
      </span>
      <Time at={item.at} className={styles.time} />
      {unread && (
        <Button
          className={styles.mark}
          look="quiet"
          size="small"
          icon
          aria-label="Mark read"
          title="Mark read (E)"
          onClick={() => onRead(item)}
        >
          <Check aria-hidden />
        </Button>
      )}
    </li>
  )
}

function RowPicture({ item }: { readonly item: NotificationItem }) {
  const picture = pictureOf(item)
  const actor = item.actors[0]
  if (picture === null && actor) return <Avatar name={actor.name} color={actor.color} decorative />
  const { glyph, tone } = picture ?? { glyph: 'queued', tone: 'draft' }
  return (
    <span className={styles.picture} data-tone={tone} aria-hidden>
      <StatusGlyph name={glyph} />
    </span>
  )
}

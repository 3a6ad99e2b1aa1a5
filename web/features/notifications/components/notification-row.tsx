'use client'
/** One row: unread by dot, ground and weight; opening its place reads it. What else can be done with it comes with the hand. */
import { Archive, ArchiveRestore, BellOff, Check, Circle } from 'lucide-react'
import { placeOf } from '#domain/contract/notice-place.ts'
import type { NotificationItem } from '#web/realtime/realtime-types.ts'
import { Avatar } from '#web/ui/avatar.tsx'
import { Button } from '#web/ui/button.tsx'
import { classes } from '#web/ui/classes.ts'
import { PageLink } from '#web/ui/page-link.tsx'
import { StatusGlyph } from '#web/ui/status-glyph.tsx'
import { Time } from '#web/ui/time.tsx'
import { lineOf, pictureOf, sentenceParts } from '../format.ts'
import styles from './notification-row.module.css'

export type RowDeeds = {
  /** Reads it, or takes that back. */
  readonly onRead: (item: NotificationItem) => void
  /** Its place is opened. */
  readonly onOpen: (item: NotificationItem) => void
  /** Archives it, or takes that back. */
  readonly onArchive: (item: NotificationItem) => void
  /** Mutes its post; not offered if left out. */
  readonly onMute?: (item: NotificationItem) => void
}

export function NotificationRow({ item, deeds }: { readonly item: NotificationItem; readonly deeds: RowDeeds }) {
  const unread = item.readAt === null
  const place = placeOf(item)
  const line = lineOf(item)
  const words = sentenceParts(item.title, item.actors).map(({ text, strong }, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of one sentence never change their order.
    strong ? <b key={index}>{text}</b> : text,
  )
  const readWord = unread ? 'Mark read' : 'Mark unread'
  const archiveWord = item.archivedAt ? 'Back to the inbox' : 'Archive'
  return (
    <li className={classes(styles.row, unread && styles.unread)} data-notification={item.id}>
      <span className={styles.dot}>{unread && <span className="vh">Unread:</span>}</span>
      <RowPicture item={item} />
      <span className={styles.words}>
        {place === null ? (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: J and K walk over every row, and E and ⌫ are for this one.
          <span className={styles.place} data-place tabIndex={0}>
            {words}
          </span>
        ) : (
          <PageLink className={styles.place} data-place href={place} onClick={() => deeds.onOpen(item)}>
            {words}
          </PageLink>
        )}
        {line !== '' && <span className={styles.more}>{line}</span>}
      </span>
      <Time at={item.at} className={styles.time} />
      <span className={styles.deeds}>
        <Button
          look="quiet"
          size="small"
          icon
          aria-label={readWord}
          title={`${readWord} (E)`}
          onClick={() => deeds.onRead(item)}
        >
          {unread ? <Check aria-hidden /> : <Circle aria-hidden />}
        </Button>
        {deeds.onMute && item.postId !== undefined && (
          <Button
            look="quiet"
            size="small"
            icon
            aria-label="Mute this post"
            title="Mute this post (M)"
            onClick={() => deeds.onMute?.(item)}
          >
            <BellOff aria-hidden />
          </Button>
        )}
        <Button
          look="quiet"
          size="small"
          icon
          aria-label={archiveWord}
          title={`${archiveWord} (⌫)`}
          onClick={() => deeds.onArchive(item)}
        >
          {item.archivedAt ? <ArchiveRestore aria-hidden /> : <Archive aria-hidden />}
        </Button>
      </span>
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

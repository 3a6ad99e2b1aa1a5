/** A row of an inbox to its person's devices: claimed before it is sent, at once or, where nobody heard of it, a round later. */
import type { Logger } from 'pino'
import type { UserId } from '#domain/contract/ids.ts'
import { placeOf } from '#domain/contract/notice-place.ts'
import { TOPIC_OF } from '#domain/contract/notice-topics.ts'
import { findFeedNotifications } from '#domain/queries/feed.ts'
import { findPreferences } from '#domain/services/notice-preferences.ts'
import type { VapidKeys } from '#domain/services/vapid-keys.ts'
import type { Db } from '#prisma/client.ts'
import type { Sender } from '../outgoing/sender.ts'
import { pushTo } from '../outgoing/web-push.ts'

export type PushOptions = {
  readonly db: Db
  readonly send: Sender
  readonly keys: VapidKeys
  readonly publicUrl: string
  readonly logger: Logger
  readonly signal: AbortSignal
}

/** What was not sent by then is no news any more. */
const LATEST_MINUTES = 10
const A_ROUND = 500

/** Sends it where it still waits, is unread, may be seen and is wanted that way. */
export async function pushNotice(options: PushOptions, notificationId: string): Promise<void> {
  const { db, keys, publicUrl, send, logger, signal } = options
  const [claimed] = await db.$queryRaw<{ userId: UserId; isLate: boolean }[]>`
    with waiting as (
      select id, "pushDueAt" from notification where id = ${notificationId}::uuid and "pushDueAt" is not null for update
    )
    update notification n set "pushDueAt" = null from waiting w where n.id = w.id
    returning n."userId", n."readAt" is not null or n."archivedAt" is not null
      or w."pushDueAt" < clock_timestamp() - make_interval(mins => ${LATEST_MINUTES}) as "isLate"`
  if (!claimed || claimed.isLate) return
  const { userId } = claimed
  const entry = (await findFeedNotifications(db, [notificationId])).get(notificationId)?.entry
  const topic = entry && TOPIC_OF[entry.kind]
  if (!entry || topic === undefined) return
  if (topic !== null && !(await findPreferences(db, userId)).topics[topic].push) return
  const devices = await db.pushSubscription.findMany({ where: { userId } })
  const { title, body = '' } = entry
  const text = JSON.stringify({ title, body, url: placeOf(entry) ?? '/inbox', tag: notificationId })
  const contact = publicUrl.startsWith('https:') ? publicUrl : `mailto:galley@${new URL(publicUrl).hostname}`
  await Promise.all(
    devices.map(async device => {
      const message = { text, topic: notificationId.replaceAll('-', '') }
      const outcome = await pushTo({ send, keys, contact }, device, message, signal)
      if (outcome === 'gone') await db.pushSubscription.deleteMany({ where: { id: device.id } })
      if (outcome !== 'sent') logger.info({ userId, outcome }, 'a push did not arrive')
    }),
  )
}

/** What a killed process, or one without this connection, left waiting. */
export async function pushLeft(options: PushOptions): Promise<void> {
  const rows = await options.db.$queryRaw<{ id: string }[]>`
    select id from notification where "pushDueAt" < clock_timestamp() - interval '10 seconds' limit ${A_ROUND}`
  for (const { id } of rows) await pushNotice(options, id)
}

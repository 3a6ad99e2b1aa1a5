/**
 * Reaching people who do not look: a mail of what has been unread for a while, and a push to their devices at once. Rows
 * say what waits, so that several nodes, and a start after a kill, send nothing twice.
 */
import type { Logger } from 'pino'
import type { DomainEvent } from '#domain/contract/events.ts'
import { createMailer } from '#domain/mail/mailer.ts'
import { vapidKeys } from '#domain/services/vapid-keys.ts'
import type { Db } from '#prisma/client.ts'
import { createAddressGuard } from '../outgoing/address-guard.ts'
import { createSender } from '../outgoing/sender.ts'
import { createMailWatch } from './mail-watch.ts'
import { pushLeft, pushNotice } from './push-notices.ts'
import { sendDigests } from './send-digests.ts'

const ROUND_MS = 60_000

type Reach = { stop(): Promise<void> }

type ReachOptions = {
  readonly db: Db
  readonly publicUrl: string
  readonly authSecret: string
  /** No mail if left out. */
  readonly smtpUrl?: string | undefined
  /** Address that mails come from. */
  readonly mailFrom: string
  /** In CIDR form. */
  readonly allowedPrivateNetworks: readonly string[]
  readonly logger: Logger
  /** Gives every event of the outbox, at least once. */
  readonly subscribe: (handler: (event: DomainEvent) => void) => () => void
}

export function startReach(options: ReachOptions): Reach {
  const { db, publicUrl, authSecret, smtpUrl, mailFrom, allowedPrivateNetworks, logger, subscribe } = options
  const stopping = new AbortController()
  const { signal } = stopping
  const mailer = smtpUrl ? createMailer(smtpUrl) : null
  const push = {
    db,
    send: createSender(createAddressGuard(allowedPrivateNetworks)),
    keys: vapidKeys(authSecret),
    publicUrl,
    logger,
    signal,
  }
  const watch = createMailWatch(db)
  let running: Promise<void> = Promise.resolve()
  const begin = () => {
    // One round after the other, however long one takes.
    running = running.then(round)
  }
  const timer = setInterval(begin, ROUND_MS)
  const unsubscribe = subscribe(event => {
    if (event.type === 'notification.changed') void quietly(() => pushNotice(push, event.notificationId))
  })
  begin()

  async function round(): Promise<void> {
    await quietly(() => pushLeft(push))
    if (!mailer || signal.aborted) return
    await quietly(async () => {
      const done = await sendDigests({ db, mailer, logger, publicUrl, authSecret, from: mailFrom, signal })
      if (done && done.people > 0) logger.info({ people: done.people }, 'unread notices went out by mail')
      await watch.after(done)
    })
  }

  async function quietly(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (!signal.aborted) logger.error({ err: error }, 'people could not be told by mail or push; the next round does')
    }
  }

  return {
    async stop() {
      stopping.abort()
      clearInterval(timer)
      unsubscribe()
      await running
      mailer?.close()
    },
  }
}

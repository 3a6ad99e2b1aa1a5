/** Work that waits for nobody's request: publishing, posts whose time has come, and the sweep that finds what was forgotten. */
import type { Logger } from 'pino'
import type { DomainEvent } from '#domain/contract/events.ts'
import type { Upkeep } from '#domain/log/upkeep.ts'
import { databaseNow } from '#domain/services/database-clock.ts'
import { forgetOld } from '#domain/services/forget-old.ts'
import { publishDue } from '#domain/services/lifecycle.ts'
import { tellOfStuck } from '#domain/services/stuck-deliveries.ts'
import { tellOfDamage } from '#domain/services/system-notices.ts'
import { keepWallTimes } from '#domain/services/wall-times.ts'
import type { Db } from '#prisma/client.ts'
import type { Channel } from './channels/channel.ts'
import { findOverdue, findWaiting, glanceAtDue, LOOK_FOR_DUE_MS } from './due.ts'
import { lookUpDelivery, type PublishContext, publishDelivery } from './publish-post.ts'
import { createQueue, type PublishJob } from './queue.ts'
import { runChannelTest } from './test-channel.ts'

const SWEEP_MS = 60_000
/** Documents that are built anew from their rows each night. */
const CHECKED_A_NIGHT = 200

export type Jobs = {
  /** Resolves when jobs are taken; rejects when the queue cannot start. */
  readonly started: Promise<void>
  /** Resolves when no job runs any more, or after 1.5 s. */
  stop(): Promise<void>
}

/** @param subscribe gives every event of the outbox, at least once */
export function startJobs({
  db,
  databaseUrl,
  publicUrl,
  authSecret,
  channels,
  upkeep,
  logger,
  subscribe,
}: {
  db: Db
  databaseUrl: string
  publicUrl: string
  authSecret: string
  channels: readonly Channel[]
  upkeep: Upkeep
  logger: Logger
  subscribe: (handler: (event: DomainEvent) => void) => () => void
}): Jobs {
  const stopping = new AbortController()
  const queue = createQueue({ databaseUrl, logger })
  const context: PublishContext = {
    db,
    channels: new Map(channels.map(channel => [channel.kind, channel])),
    logger,
    publicUrl,
    authSecret,
    signal: stopping.signal,
  }
  const timers: NodeJS.Timeout[] = []
  let looking = false
  let alarm: NodeJS.Timeout | undefined
  let unsubscribe = () => {}

  const started = start()
  // Whoever awaits it hears of a failure; until then it must not count as unhandled.
  started.catch(() => {})

  return {
    started,
    async stop() {
      stopping.abort()
      timers.forEach(clearInterval)
      clearTimeout(alarm)
      unsubscribe()
      await queue.stop()
    },
  }

  async function start(): Promise<void> {
    await queue.start(work, { 'pack-log': packLog, 'check-log': checkLog })
    if (stopping.signal.aborted) return
    unsubscribe = subscribe(event => {
      if (event.type === 'delivery.queued') void enqueue({ deliveryId: event.deliveryId })
      if (event.type === 'delivery.asked') void enqueue({ deliveryId: event.deliveryId, asked: true })
      if (event.type === 'channel.test-asked') void enqueue({ testId: event.testId })
    })
    timers.push(
      setInterval(() => void sweep(), SWEEP_MS),
      setInterval(() => void lookForDue(), LOOK_FOR_DUE_MS),
    )
    await sweep()
    await keepClocks()
    await lookForDue()
  }

  async function packLog(): Promise<void> {
    const packed = await upkeep.packOldRows()
    if (packed.documents > 0 || packed.failed > 0) logger.info(packed, 'old rows of the log are packed')
    const made = await upkeep.addStages()
    if (made > 0) logger.info({ made }, 'long histories are divided into stages')
  }

  async function checkLog(): Promise<void> {
    const { checked, damaged, unmended } = await upkeep.checkSample(CHECKED_A_NIGHT)
    logger.info({ checked, damaged: damaged.length }, 'documents were built from their rows and compared')
    for (const doc of damaged) await tellOfDamage(db, doc, !unmended.includes(doc))
  }

  async function work(job: PublishJob): Promise<void> {
    if ('testId' in job) return runChannelTest(context, job.testId)
    return job.asked ? lookUpDelivery(context, job.deliveryId) : publishDelivery(context, job.deliveryId)
  }

  /** Best effort: a delivery whose job could not be made is found by the next sweep. */
  async function enqueue(job: PublishJob): Promise<void> {
    try {
      await queue.enqueue(job)
    } catch (error) {
      logger.error({ err: error, job }, 'could not queue a job; the next sweep does')
    }
  }

  /** Rules of zones come with the runtime: they change with a start. */
  async function keepClocks(): Promise<void> {
    try {
      const moved = await keepWallTimes(db)
      if (moved.length > 0) logger.warn({ posts: moved.length }, 'zones have new rules; planned posts keep their clock')
    } catch (error) {
      logger.error({ err: error }, 'could not compare planned times with the rules of their zones; the next start does')
    }
  }

  async function lookForDue(): Promise<void> {
    if (looking) return
    looking = true
    try {
      const { now, posts, deliveries, nextMs } = await glanceAtDue(db)
      // What is due before the next look is looked for at its moment.
      if (nextMs !== null && !stopping.signal.aborted) {
        clearTimeout(alarm)
        alarm = setTimeout(() => void lookForDue(), nextMs)
      }
      if (posts) {
        const { begun, held } = await publishDue({ db }, now)
        if (begun.length > 0) logger.info({ posts: begun.length }, 'scheduled posts begin to go out')
        if (held.length > 0) logger.warn({ posts: held.length }, 'posts were due while nothing ran; people are asked')
      }
      if (deliveries) await Promise.all((await findOverdue(db, now)).map(deliveryId => enqueue({ deliveryId })))
    } catch (error) {
      if (!stopping.signal.aborted)
        logger.error({ err: error }, 'could not look for due posts; comes again in a second')
    }
    looking = false
  }

  async function sweep(): Promise<void> {
    try {
      const waiting = await findWaiting(db)
      if (waiting.length > 0) logger.info({ deliveries: waiting.length }, 'sweep queues deliveries')
      await Promise.all(waiting.map(deliveryId => enqueue({ deliveryId })))
      const stuck = await tellOfStuck(db, await databaseNow(db))
      if (stuck.length > 0)
        logger.error({ alert: true, deliveries: stuck }, 'deliveries have had no answer for minutes')
      await forgetOld(db, await databaseNow(db))
    } catch (error) {
      if (!stopping.signal.aborted) logger.error({ err: error }, 'sweep failed; it comes again in a minute')
    }
  }
}

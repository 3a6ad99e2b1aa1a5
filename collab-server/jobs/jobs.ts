/** Work that waits for nobody's request: publishing, posts whose time has come, and the sweep that finds what was forgotten. */
import type { Logger } from 'pino'
import type { DomainEvent } from '#domain/contract/events.ts'
import type { Upkeep } from '#domain/log/upkeep.ts'
import { findSiteVersionId } from '#domain/queries/public-site.ts'
import { databaseNow } from '#domain/services/database-clock.ts'
import { forgetOld } from '#domain/services/forget-old.ts'
import { publishDue } from '#domain/services/lifecycle.ts'
import type { Db } from '#prisma/client.ts'
import { createSiteChannel } from './channels/site.ts'
import { DEAD_AFTER_MS, publishDelivery } from './publish-post.ts'
import { createQueue } from './queue.ts'

const SWEEP_MS = 60_000
/** Documents that are built anew from their rows each night. */
const CHECKED_A_NIGHT = 200
/** How late a scheduled post may begin to go out. */
const LOOK_FOR_DUE_MS = 1000

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
  upkeep,
  logger,
  subscribe,
}: {
  db: Db
  databaseUrl: string
  publicUrl: string
  upkeep: Upkeep
  logger: Logger
  subscribe: (handler: (event: DomainEvent) => void) => () => void
}): Jobs {
  const stopping = new AbortController()
  const queue = createQueue({ databaseUrl, logger })
  const site = createSiteChannel({
    publicUrl,
    isLive: async (postId, versionId) => (await findSiteVersionId(db, postId)) === versionId,
  })
  const channels = new Map([[site.kind, site]])
  const timers: NodeJS.Timeout[] = []
  let looking = false
  let unsubscribe = () => {}

  const started = start()
  // Whoever awaits it hears of a failure; until then it must not count as unhandled.
  started.catch(() => {})

  return {
    started,
    async stop() {
      stopping.abort()
      timers.forEach(clearInterval)
      unsubscribe()
      await queue.stop()
    },
  }

  async function start(): Promise<void> {
    await queue.start(
      ({ deliveryId }) => publishDelivery({ db, channels, logger, signal: stopping.signal }, deliveryId),
      { 'pack-log': packLog, 'check-log': checkLog },
    )
    if (stopping.signal.aborted) return
    unsubscribe = subscribe(event => {
      if (event.type === 'delivery.queued') void enqueue(event.deliveryId)
    })
    timers.push(
      setInterval(() => void sweep(), SWEEP_MS),
      setInterval(() => void lookForDue(), LOOK_FOR_DUE_MS),
    )
    await sweep()
    await lookForDue()
  }

  async function packLog(): Promise<void> {
    const packed = await upkeep.packOldRows()
    if (packed.documents > 0 || packed.failed > 0) logger.info(packed, 'old rows of the log are packed')
  }

  async function checkLog(): Promise<void> {
    const { checked, damaged } = await upkeep.checkSample(CHECKED_A_NIGHT)
    logger.info({ checked, damaged: damaged.length }, 'documents were built from their rows and compared')
  }

  /** Best effort: a job that could not be made is made by the next sweep. */
  async function enqueue(deliveryId: string): Promise<void> {
    try {
      await queue.enqueue({ deliveryId })
    } catch (error) {
      logger.error({ err: error, deliveryId }, 'could not queue a delivery; the next sweep does')
    }
  }

  async function lookForDue(): Promise<void> {
    if (looking) return
    looking = true
    try {
      const begun = await publishDue({ db }, await databaseNow(db))
      if (begun.length > 0) logger.info({ posts: begun.length }, 'scheduled posts begin to go out')
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
      for (const deliveryId of waiting) await enqueue(deliveryId)
      await forgetOld(db, await databaseNow(db))
    } catch (error) {
      if (!stopping.signal.aborted) logger.error({ err: error }, 'sweep failed; it comes again in a minute')
    }
  }
}

/** Deliveries that should be on their way, whether or not a job for them exists. */
async function findWaiting(db: Db): Promise<string[]> {
  const deadBefore = new Date((await databaseNow(db)).getTime() - DEAD_AFTER_MS)
  const rows = await db.delivery.findMany({
    where: {
      post: { state: 'publishing' },
      OR: [{ state: 'queued' }, { state: 'publishing', updatedAt: { lt: deadBefore } }],
    },
    select: { id: true },
    orderBy: { createdAt: 'asc' },
    take: 1000,
  })
  return rows.map(({ id }) => id)
}

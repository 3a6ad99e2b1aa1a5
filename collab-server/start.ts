/**
 * The collab-server as a whole, from its parts: database, log, feed, jobs, rooms, sockets. Stops in the opposite order:
 *
 *   no new frames ─▶ what was received is committed and acknowledged (≤ 1 s) ─▶ 1012 to every tab ─▶ jobs, feed ─▶ database
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Hocuspocus } from '@hocuspocus/server'
import pg from 'pg'
import type { Logger } from 'pino'
import type { Config } from '#domain/config.ts'
import { NOTIFY } from '#domain/contract/events.ts'
import type { ImageStore } from '#domain/images/image-store.ts'
import { pause } from '#domain/keep-session.ts'
import { createKnownDatabase } from '#domain/known-database.ts'
import { createCompareBeside } from '#domain/log/compare-beside.ts'
import { requireDurableOnce } from '#domain/log/durability.ts'
import { createPostgresLog } from '#domain/log/postgres-log.ts'
import { createDb } from '#prisma/client.ts'
import type { Background } from './background.ts'
import { startFeed } from './feed/feed.ts'
import { answerOperators } from './http.ts'
import { loadBackground } from './load-background.ts'
import type { Metrics } from './metrics.ts'
import { startNotices } from './notices.ts'
import { createCollabServer } from './server.ts'
import { storeRoomsAgain } from './store-rooms-again.ts'
import { createAllowList } from './transport/allow-list.ts'
import { listen } from './transport/listen.ts'
import type { Limits } from './transport/socket.ts'
import { warmUp } from './warm-up.ts'
import { watchEventLoop } from './watchdog.ts'

const FLUSH_MS = 1_000
const ANSWER_MS = 2_000
/** After a start the processor is the people's who come, and web's, which is starting beside us. */
const BACKGROUND_AFTER_MS = 2_000
const AGAIN_MS = { first: 500, most: 10_000 }

export type StartOptions = Pick<
  Config,
  | 'host'
  | 'publicUrl'
  | 'databaseUrl'
  | 'authSecret'
  | 'collabPort'
  | 'collabPublicUrl'
  | 'allowedOrigins'
  | 'metricsToken'
> & {
  /** None if left out. */
  readonly allowedPrivateNetworks?: readonly string[]
  /** Files of pictures, for channels that send them along. */
  readonly images: ImageStore
  /** No mail if left out. */
  readonly smtpUrl?: string | undefined
  /** Address that notices come from; galley@ and the host of publicUrl if left out. */
  readonly mailFrom?: string | undefined
  readonly logger: Logger
  readonly limits?: Partial<Limits>
  readonly roundMs?: number
  readonly quietMs?: number
  /** Off in tests that need no queue. */
  readonly withJobs?: boolean
  /** From listening to the loading of what nobody waits for. */
  readonly backgroundAfterMs?: number
}

export type RunningCollab = {
  readonly port: number
  readonly hocuspocus: Hocuspocus
  readonly metrics: Metrics
  /** Resolves when jobs are taken, too, or when it is stopped before that. */
  readonly working: Promise<void>
  /**
   * Resolves when the database is not the one it began on any more, or an earlier state of it, and has again what posts
   * that are open here hold. It takes nothing more then: stop it and start it anew. SPEC UL438, UL439.
   */
  readonly outlived: Promise<void>
  readonly stop: () => Promise<void>
}

/**
 * Resolves when people can connect.
 * @throws {NotDurableError} on a Postgres that may forget what it calls stored
 */
export async function startCollab({
  logger,
  withJobs = true,
  backgroundAfterMs = BACKGROUND_AFTER_MS,
  ...config
}: StartOptions): Promise<RunningCollab> {
  const { databaseUrl } = config
  const { promise: putBack, resolve: onOther } = Promise.withResolvers<void>()
  const database = createKnownDatabase({ goesOn: false, onOther, logger })
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 6,
    // A new connection is four answers of the database: while it is slow there must be some already.
    min: 3,
    connectionTimeoutMillis: 5_000,
    application_name: 'galley-log',
    // Nothing is appended to another database: it may build on rows that are not there.
    onConnect: database.look,
  })
  // The log's statements are the same whatever their arrays hold: planning each append anew takes longer than running it.
  pool.on('connect', client => {
    client
      .query('set plan_cache_mode = force_generic_plan')
      .catch(error => logger.warn({ err: error }, 'a connection plans each statement anew'))
  })
  try {
    await requireDurableOnce(pool, process.env)
  } catch (error) {
    await pool.end()
    throw error
  }
  const db = createDb(databaseUrl)
  const compare = createCompareBeside()
  const notices = startNotices({
    databaseUrl,
    database,
    channels: [NOTIFY.log],
    logger: logger.child({ part: 'notices' }),
  })
  const log = createPostgresLog({
    pool,
    logger: logger.child({ part: 'log' }),
    compare,
    isFirstToListen: notices.isFirst,
  })
  const feed = startFeed({ db, databaseUrl, database, logger: logger.child({ part: 'feed' }) })
  const collab = createCollabServer({
    ...config,
    db,
    log,
    notices,
    logger,
    feed: feed.extension,
    subscribe: feed.subscribe,
  })
  await Promise.all([
    feed.started,
    notices.started,
    warmUp({ db, log, authSecret: config.authSecret, logger: logger.child({ part: 'warm-up' }) }),
  ])
  const listener = await listen({
    port: config.collabPort,
    host: config.host,
    allowList: createAllowList({
      publicUrl: config.publicUrl,
      collabUrl: config.collabPublicUrl,
      origins: config.allowedOrigins,
    }),
    answer: answerOperators({ metrics: collab.metrics, metricsToken: config.metricsToken, findFaults }),
    hocuspocus: collab.hocuspocus,
    limits: collab.limits,
    costs: collab.costs,
    budget: collab.budget,
    metrics: collab.metrics,
    refusals: collab.refusals,
    heldBack: collab.heldBack,
    ...(config.quietMs !== undefined && { quietMs: config.quietMs }),
  })
  const stopWatching = watchEventLoop({ metrics: collab.metrics, logger })
  const stopped = new AbortController()
  let background: Background | undefined
  const working = withJobs ? keepBackground() : Promise.resolve()
  // Whoever awaits it hears of a failure; until then it must not count as unhandled.
  working.catch(() => {})

  let stopping: Promise<void> | undefined
  return {
    port: listener.port,
    hocuspocus: collab.hocuspocus,
    metrics: collab.metrics,
    working,
    outlived: putBack.then(() => {
      listener.stopReading()
      return storeRoomsAgain({ rooms: collab.rooms.all(), databaseUrl, logger: logger.child({ part: 'put-back' }) })
    }),
    stop: () => (stopping ??= stop()),
  }

  /** A database that is away just then costs nothing but time: what was due is found when it is back. */
  async function keepBackground(): Promise<void> {
    const { signal } = stopped
    await pause(backgroundAfterMs, signal)
    const { startBackground } = await loadBackground()
    const { writeAgain } = collab
    const { damage } = collab.metrics
    for (let delayMs = AGAIN_MS.first; !signal.aborted; delayMs = Math.min(2 * delayMs, AGAIN_MS.most)) {
      background = startBackground({ ...config, db, pool, log, writeAgain, damage, logger, subscribe: feed.subscribe })
      try {
        return await background.started
      } catch (error) {
        if (signal.aborted) return
        logger.error({ err: error, delayMs }, 'nothing can be published yet; trying again')
        await background
          .stop()
          .catch(reason => logger.warn({ err: reason }, 'what had begun of it did not stop in order'))
        await pause(delayMs, signal)
      }
    }
  }

  async function findFaults(): Promise<readonly string[]> {
    const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('no answer')), ANSWER_MS).unref())
    try {
      await Promise.race([pool.query('select 1 from doc_head limit 1'), late])
      return []
    } catch (error) {
      logger.warn({ err: error }, 'not ready: the database does not answer')
      return ['database']
    }
  }

  async function stop(): Promise<void> {
    stopped.abort()
    stopWatching()
    listener.stopReading()
    await settle()
    await listener.close()
    await unloaded(collab.hocuspocus)
    await collab.stop()
    await Promise.all([feed.stop(), notices.stop(), background?.stop(), compare.close()])
    await Promise.race([Promise.all([pool.end(), db.$disconnect()]), sleep(300)])
  }

  /** Everything received has its outcome, or the time is over: then the tabs still have it. */
  async function settle(): Promise<void> {
    const end = performance.now() + FLUSH_MS
    while (collab.budget.heldBytes() > 0 && performance.now() < end) await sleep(5)
    // Acknowledgements and broadcasts of this turn go out before the close.
    await sleep(5)
  }
}

/** Rooms leave memory when their last connection is gone; what they still write on the way is not worth a long wait. */
async function unloaded(hocuspocus: Hocuspocus): Promise<void> {
  const end = performance.now() + 500
  while (hocuspocus.documents.size > 0 && performance.now() < end) await sleep(5)
}

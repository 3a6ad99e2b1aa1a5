/**
 * Everybody's events over plain HTTP: for programs, and for browsers whose network lets no websocket through.
 *
 *   outbox ─▶ reader ─▶ needsOf ─▶ fresh rows ─▶ project ─▶ one followed feed a person ─▶ all of their streams
 *
 * It reads the outbox only while somebody listens. Each stream begins with the whole feed, so that whoever comes back
 * needs no memory of where they were; SPEC CN120–CN123.
 */
import type { Logger } from 'pino'
import { AppError } from '#domain/contract/errors.ts'
import type { DomainEvent } from '#domain/contract/events.ts'
import type { UserId } from '#domain/contract/ids.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import type { KnownDatabase } from '#domain/known-database.ts'
import { type OutboxReader, startOutboxReader } from '#domain/outbox/outbox-reader.ts'
import { losesBeyond, needsOf, type OpenFeedFacts, project } from '#domain/outbox/project.ts'
import { readFresh } from '#domain/outbox/read-fresh.ts'
import { findFeed } from '#domain/queries/feed.ts'
import type { Principal } from '#domain/services/access.ts'
import type { Db } from '#prisma/client.ts'
import { createEventStream, type EventStream } from './event-stream.ts'
import { applyChanges, type Followed, followContent, snapshotOf } from './follow.ts'
import { changeFrames, firstFrames, HEARTBEAT } from './frames.ts'

export type EventHub = {
  /**
   * The body of an answer: it lives until its reader, the person's session or the server ends it.
   * @throws {AppError} rate_limited for a person with too many; restarting when this node has too many, or stops
   */
  readonly open: (principal: Principal) => Promise<ReadableStream<Uint8Array>>
  /** Ends all streams, so that each begins with the whole feed again: what they were told may not be so in another database. */
  readonly beginAnew: () => void
  /** How many streams are open. */
  readonly count: () => number
  readonly stop: () => Promise<void>
}

type Follower = {
  readonly userId: UserId
  readonly streams: Set<EventStream>
  /** Resolves when `feed` stands. */
  readonly ready: Promise<void>
  feed: Followed | null
  /** What happened while its rows were read. */
  readonly missed: DomainEvent[]
}

export type EventHubOptions = {
  readonly db: Db
  readonly databaseUrl: string
  readonly database: KnownDatabase
  readonly logger: Logger
  readonly heartbeatMs?: number
  /** After this a stream ends and its reader is asked anew who they are. */
  readonly lifeMs?: number
  /** How long the outbox is read after the last stream has ended. */
  readonly lingerMs?: number
}

export function createEventHub({
  db,
  databaseUrl,
  database,
  logger,
  heartbeatMs = 15_000,
  lifeMs = 15 * 60_000,
  lingerMs = 30_000,
}: EventHubOptions): EventHub {
  const followers = new Map<UserId, Follower>()
  let reader: OutboxReader | null = null
  let leaving: NodeJS.Timeout | undefined
  let isStopped = false

  const heartbeat = setInterval(() => {
    for (const stream of streams()) {
      if (performance.now() - stream.openedMs > lifeMs) stream.end()
      else stream.send(HEARTBEAT)
    }
  }, heartbeatMs)
  heartbeat.unref()

  function streams(): EventStream[] {
    return [...followers.values()].flatMap(follower => [...follower.streams])
  }

  async function open(principal: Principal): Promise<ReadableStream<Uint8Array>> {
    const { userId } = principal
    if (isStopped) throw new AppError('restarting')
    if ((followers.get(userId)?.streams.size ?? 0) >= LIMITS.eventStreamsPerUser) {
      throw new AppError('rate_limited', {
        message: `You have ${LIMITS.eventStreamsPerUser} streams of events open. Close one of them.`,
        details: { retryAfterSeconds: 30 },
      })
    }
    if (streams().length >= LIMITS.eventStreams) {
      throw new AppError('restarting', { message: 'Too many streams of events are open here. Try again later.' })
    }
    const follower = followers.get(userId) ?? follow(userId)
    const stream = createEventStream(principal, () => leave(follower, stream))
    follower.streams.add(stream)
    try {
      await follower.ready
    } catch (cause) {
      stream.end()
      throw new AppError('restarting', { cause })
    }
    // From here to the end nothing is awaited: no change falls between the snapshot and what follows it.
    if (follower.feed) stream.begin(firstFrames(snapshotOf(follower.feed)))
    return stream.body
  }

  function follow(userId: UserId): Follower {
    clearTimeout(leaving)
    reader ??= startOutboxReader({ databaseUrl, database, logger, handle })
    const { promise: ready, resolve, reject } = Promise.withResolvers<void>()
    const follower: Follower = { userId, streams: new Set(), ready, feed: null, missed: [] }
    followers.set(userId, follower)
    build(follower, reader.started).then(resolve, (error: unknown) => {
      logger.error({ err: error, userId }, 'a feed for a stream could not be built')
      reject(error)
    })
    return follower
  }

  /** @param listening what commits after it is heard; what committed before is in the rows */
  async function build(follower: Follower, listening: Promise<void>): Promise<void> {
    await listening
    const feed = followContent(await findFeed(db, follower.userId))
    while (follower.missed.length > 0) await take(follower.missed.splice(0), [{ follower, feed }])
    follower.feed = feed
  }

  function leave(follower: Follower, stream: EventStream): void {
    follower.streams.delete(stream)
    if (follower.streams.size > 0) return
    if (followers.get(follower.userId) === follower) followers.delete(follower.userId)
    if (followers.size > 0 || isStopped) return
    clearTimeout(leaving)
    leaving = setTimeout(() => void stopReading(), lingerMs)
    leaving.unref()
  }

  async function stopReading(): Promise<void> {
    if (followers.size > 0) return
    const ending = reader
    reader = null
    await ending?.stop()
  }

  function beginAnew(): void {
    for (const stream of streams()) stream.end()
    // How far it has read is a place in the other database.
    void reader?.stop()
    reader = null
  }

  async function handle(events: readonly DomainEvent[]): Promise<void> {
    for (const event of events) {
      if (event.type !== 'session.ended') continue
      for (const stream of streams()) if (stream.isOf(event.sessionId)) stream.end()
    }
    const standing = []
    for (const follower of followers.values()) {
      if (follower.feed) standing.push({ follower, feed: follower.feed })
      else follower.missed.push(...events)
    }
    await take(events, standing)
  }

  async function take(
    events: readonly DomainEvent[],
    standing: readonly { readonly follower: Follower; readonly feed: Followed }[],
  ): Promise<void> {
    if (standing.length === 0) return
    const facts = standing.map(({ follower, feed }) => factsOf(follower.userId, feed))
    const changes = project(events, await readFresh(db, needsOf(events, facts)), facts)
    for (const { follower, feed } of standing) {
      const own = changes.get(follower.userId)
      if (!own) continue
      const isLost = losesBeyond(own, feed.posts)
      const news = applyChanges(feed, own)
      // Whoever comes back reads anew what they had read beyond the feed.
      if (isLost) for (const stream of [...follower.streams]) stream.end()
      if (!news) continue
      const frames = changeFrames(news)
      for (const stream of [...follower.streams]) stream.send(frames)
    }
  }

  return {
    open,
    beginAnew,
    count: () => streams().length,
    async stop() {
      isStopped = true
      clearInterval(heartbeat)
      clearTimeout(leaving)
      for (const stream of streams()) stream.end()
      await reader?.stop()
    },
  }
}

function factsOf(userId: UserId, { workspaceIds }: Followed): OpenFeedFacts {
  return { userId, workspaceIds: new Set(workspaceIds) }
}

/**
 * Feeds, discussions and presence: what people see of each other's work beside its text.
 *
 *   outbox ─▶ reader ─▶ needsOf ─▶ fresh rows ─▶ project ─▶ one update for each open feed ─▶ browsers
 *   awareness of post:<id> ─▶ viewers ────────────────────────────────▲
 *
 * A feed is built from SQL when its first connection opens it and forgotten with its last one.
 */
import type { Document, Extension, Hocuspocus } from '@hocuspocus/server'
import type { Logger } from 'pino'
import { Refusal } from '#domain/contract/close-codes.ts'
import { docName, parseDocName } from '#domain/contract/doc-names.ts'
import type { DomainEvent } from '#domain/contract/events.ts'
import type { PostId, UserId, WorkspaceId } from '#domain/contract/ids.ts'
import type { KnownDatabase } from '#domain/known-database.ts'
import { startOutboxReader } from '#domain/outbox/outbox-reader.ts'
import { losesBeyond, needsOf, project } from '#domain/outbox/project.ts'
import { readFresh } from '#domain/outbox/read-fresh.ts'
import { findFeed } from '#domain/queries/feed.ts'
import type { Db } from '#prisma/client.ts'
import { isVisitor } from '../visitor.ts'
import { createDiscussions } from './discussions.ts'
import { createOpenFeed, type OpenFeed, writeChanges, writePeople } from './open-feeds.ts'
import { rotate } from './projection.ts'
import { watchViewers } from './viewers.ts'

export type Feed = {
  /** Builds `feed:` and `discussion:` documents; `presence:` documents begin empty by themselves. */
  readonly extension: Extension
  /** Resolves when events committed from now on are seen. */
  readonly started: Promise<void>
  /** Every event read on this node, in commit order, before it shows in any feed. Returns the way to end it. */
  subscribe(handler: (event: DomainEvent) => void): () => void
  stop(): Promise<void>
}

type Building = { readonly feed: OpenFeed; readonly missed: DomainEvent[] }

export function startFeed({
  db,
  databaseUrl,
  database,
  logger,
}: {
  db: Db
  databaseUrl: string
  database: KnownDatabase
  logger: Logger
}): Feed {
  const open = new Map<string, OpenFeed>()
  const building = new Map<string, Building>()
  const subscribers = new Set<(event: DomainEvent) => void>()
  /** Of posts that somebody has open. */
  const workspaceByPost = new Map<string, WorkspaceId>()
  let hocuspocus: Hocuspocus | null = null

  const viewers = watchViewers({
    findDocument: postId => hocuspocus?.documents.get(docName.post(postId as PostId)),
    onChange(postIds) {
      // One that is being built and stands already may wait for rows of what it missed: nobody tells it of these again.
      const standing = [...open.values(), ...Array.from(building.values(), ({ feed }) => feed)]
      for (const feed of standing) {
        // On a server of many teams nearly all feeds are of others: not even their documents are looked into.
        const own = postIds.filter(postId => {
          const workspaceId = workspaceByPost.get(postId)
          return !workspaceId || feed.workspaceIds.has(workspaceId)
        })
        if (own.length === 0) continue
        writePeople(feed, own, viewers.peopleIn)
        closeIfOutgrown(feed)
      }
    },
    onClosed: postId => workspaceByPost.delete(postId),
  })
  const discussions = createDiscussions({ db, logger })
  const reader = startOutboxReader({ databaseUrl, database, logger, handle })

  async function handle(events: readonly DomainEvent[]): Promise<void> {
    for (const event of events) for (const subscriber of subscribers) notify(subscriber, event)
    // A feed under construction read its rows at some moment before now: it hears of these events once it stands.
    for (const one of building.values()) one.missed.push(...events)
    await discussions.handle(events)
    await bringUpToDate(events, [...open.values()])
  }

  function notify(subscriber: (event: DomainEvent) => void, event: DomainEvent): void {
    try {
      subscriber(event)
    } catch (error) {
      logger.error({ err: error, event: event.type }, 'a subscriber of the outbox failed')
    }
  }

  async function bringUpToDate(events: readonly DomainEvent[], feeds: readonly OpenFeed[]): Promise<void> {
    if (feeds.length === 0) return
    const fresh = await readFresh(db, needsOf(events, feeds))
    const changes = project(events, fresh, feeds)
    for (const feed of feeds) {
      const own = changes.get(feed.userId)
      if (!own || feed.document.isDestroyed) continue
      const { posts } = feed
      const isLost = losesBeyond(own, { size: posts.size(), has: id => posts.get(id) !== undefined })
      writeChanges(feed, own, viewers.peopleIn)
      // A page that comes back reads anew what it had read beyond the feed.
      if (isLost) rotate(feed.document)
      else closeIfOutgrown(feed)
    }
  }

  async function build(userId: UserId, document: Document): Promise<void> {
    const one: Building = { feed: createOpenFeed(userId, document), missed: [] }
    building.set(userId, one)
    try {
      writeChanges(one.feed, [{ type: 'whole', content: await findFeed(db, userId) }], viewers.peopleIn)
      while (one.missed.length > 0) await bringUpToDate(one.missed.splice(0), [one.feed])
      one.feed.projection.settle()
      open.set(userId, one.feed)
      document.on('destroy', () => {
        if (open.get(userId) === one.feed) open.delete(userId)
      })
    } catch (error) {
      logger.error({ err: error, userId }, 'a feed could not be built')
      // Hocuspocus forgets a document that did not load, without ending its timers.
      document.destroy()
      throw new Refusal('overloaded', 'could not be built')
    } finally {
      building.delete(userId)
    }
  }

  function closeIfOutgrown(feed: OpenFeed): void {
    if (!feed.projection.hasOutgrown()) return
    logger.info({ userId: feed.userId }, 'feed has outgrown its limit')
    // It stays among the open feeds until it is unloaded: whoever comes back before that finds it live.
    rotate(feed.document)
  }

  const extension: Extension = {
    extensionName: 'feed',
    async onConfigure({ instance }) {
      hocuspocus = instance
    },
    async onLoadDocument({ documentName, document, context }) {
      const ref = parseDocName(documentName)
      if (ref?.kind === 'post' && isVisitor(context) && context.workspaceId) {
        workspaceByPost.set(ref.postId, context.workspaceId)
      }
      if (ref?.kind === 'feed') await build(ref.userId, document)
      if (ref?.kind === 'discussion') await discussions.build(ref.postId, document)
    },
    async afterLoadDocument({ documentName, document }) {
      const ref = parseDocName(documentName)
      // Straight from the document: hooks for each change cost every caret.
      if (ref?.kind === 'post') document.awareness.on('change', () => viewers.touch(ref.postId))
    },
    async afterUnloadDocument({ documentName }) {
      const ref = parseDocName(documentName)
      // Its last people are gone with it.
      if (ref?.kind === 'post') viewers.touch(ref.postId)
    },
  }

  return {
    extension,
    started: reader.started,
    subscribe(handler) {
      subscribers.add(handler)
      return () => subscribers.delete(handler)
    },
    async stop() {
      viewers.stop()
      await reader.stop()
    },
  }
}

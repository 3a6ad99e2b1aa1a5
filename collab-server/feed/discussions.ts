/**
 * `discussion:<postId>`: threads and comments of a post, live to everybody who has it open. Built from SQL when its first
 * connection opens it, kept up to date by events of the outbox, forgotten with its last connection. SPEC CM20–CM23.
 */
import type { Document } from '@hocuspocus/server'
import type { Logger } from 'pino'
import { Refusal } from '#domain/contract/close-codes.ts'
import { DISCUSSION_SHAPE, type DiscussionComment, type DiscussionThread } from '#domain/contract/discussion-shape.ts'
import type { DomainEvent } from '#domain/contract/events.ts'
import { type DiscussionContent, findDiscussion, findThreads } from '#domain/queries/discussion.ts'
import type { Db } from '#prisma/client.ts'
import { createProjection, type Entries, type Projection, rotate } from './projection.ts'

type Discussions = {
  /** Fills a document that is being opened. @throws {Refusal} overloaded */
  readonly build: (postId: string, document: Document) => Promise<void>
  /** Brings open discussions up to date. A rejection means: hand the same events on again. */
  readonly handle: (events: readonly DomainEvent[]) => Promise<void>
}

type Open = {
  readonly postId: string
  readonly document: Document
  readonly projection: Projection
  readonly threads: Entries<DiscussionThread>
  readonly comments: Entries<DiscussionComment>
  readonly meta: Entries<unknown>
}
type Building = Open & { readonly missed: DomainEvent[] }

export function createDiscussions({ db, logger }: { db: Db; logger: Logger }): Discussions {
  const open = new Map<string, Open>()
  const building = new Set<Building>()

  async function build(postId: string, document: Document): Promise<void> {
    const one = begin(postId, document)
    building.add(one)
    try {
      writeWhole(one, await findDiscussion(db, postId))
      while (one.missed.length > 0) await bringUpToDate(one.missed.splice(0), [one])
      one.projection.settle()
      open.set(postId, one)
      document.on('destroy', () => {
        if (open.get(postId) === one) open.delete(postId)
      })
    } catch (error) {
      logger.error({ err: error, postId }, 'a discussion could not be built')
      // Hocuspocus forgets a document that did not load, without ending its timers.
      document.destroy()
      throw new Refusal('overloaded', 'could not be built')
    } finally {
      building.delete(one)
    }
  }

  async function bringUpToDate(events: readonly DomainEvent[], discussions: readonly Open[]): Promise<void> {
    const renamed = events.some(event => event.type === 'user.changed')
    for (const one of discussions) {
      if (renamed) {
        writeWhole(one, await findDiscussion(db, one.postId))
        continue
      }
      const ids = events.flatMap(event =>
        event.type === 'discussion.changed' && event.postId === one.postId ? [event.threadId] : [],
      )
      if (ids.length > 0) writeThreads(one, new Set(ids), await findThreads(db, one.postId, ids))
    }
  }

  function writeWhole(one: Open, content: DiscussionContent): void {
    const held = Array.from(one.threads.shown(), ([id]) => id)
    writeThreads(one, new Set([...held, ...content.threads.keys()]), content)
  }

  return {
    build,
    async handle(events) {
      // A discussion under construction read its rows at some moment before now: it hears of these events once it stands.
      for (const one of building) one.missed.push(...events)
      await bringUpToDate(events, [...open.values()])
    },
  }

  /** Makes what the document says of these threads what the rows say, in one update. */
  function writeThreads(one: Open, ids: ReadonlySet<string>, content: DiscussionContent): void {
    if (one.document.isDestroyed) return
    const { threads, comments, meta } = one
    for (const id of ids) {
      const thread = content.threads.get(id)
      if (thread) threads.setIfChanged(id, thread)
      else threads.delete(id)
    }
    for (const [id, comment] of comments.shown()) {
      if (ids.has(comment.threadId) && !content.comments.has(id)) comments.delete(id)
    }
    for (const [id, comment] of content.comments) comments.setIfChanged(id, comment)
    meta.setIfChanged('shape', DISCUSSION_SHAPE)
    if (!meta.get('builtAt')) meta.set('builtAt', new Date().toISOString())
    one.projection.tell()
    if (!one.projection.hasOutgrown()) return
    logger.info({ postId: one.postId }, 'discussion has outgrown its limit')
    rotate(one.document)
  }
}

function begin(postId: string, document: Document): Building {
  const projection = createProjection(document)
  return {
    postId,
    document,
    projection,
    threads: projection.map('threads'),
    comments: projection.map('comments'),
    meta: projection.map('meta'),
    missed: [],
  }
}

/**
 * Losing a right ends its connections. An event names the person or the post, whose connections are then judged anew by
 * the one place that judges; a round over everybody finds what an event would have told while nobody could hear it. SPEC CN40.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Extension, Hocuspocus } from '@hocuspocus/server'
import type { Logger } from 'pino'
import { CLOSE_CODES, type CloseReason } from '#domain/contract/close-codes.ts'
import { docName, parseDocName } from '#domain/contract/doc-names.ts'
import { AppError } from '#domain/contract/errors.ts'
import type { DomainEvent } from '#domain/contract/events.ts'
import type { PostId } from '#domain/contract/ids.ts'
import type { ServerNote } from '#domain/contract/stateless.ts'
import type { OpenDocument, RequireDocument } from '#domain/services/documents.ts'
import type { Db } from '#prisma/client.ts'
import { type Held, heldBy, heldIn, readRights } from '../held-connections.ts'
import type { Metrics } from '../metrics.ts'
import { toVisitor } from '../visitor.ts'

/** With what the round itself takes, a right that ended while nobody could hear it is gone within ten seconds. */
const ROUND_MS = 8_000
/** Longer ones overflow; whatever ends later is found by a round. */
const LONGEST_TIMER_MS = 2 ** 31 - 1
/** An event that says whose doing it is may be on its way. Once a round, however many people there are. */
const EVENT_FIRST_MS = 300
/** So few at a time that keystrokes do not wait for them. */
const PEOPLE_AT_ONCE = 200

type Options = {
  readonly db: Db
  readonly requireDocument: RequireDocument
  readonly metrics: Metrics
  readonly logger: Logger
  /** Gives every event of the outbox, at least once. */
  readonly subscribe: (handler: (event: DomainEvent) => void) => () => void
  readonly roundMs?: number
}

/** Whose doing it is, and when. */
type Why = { readonly by: string; readonly at: string }

export function revoke({ db, requireDocument, metrics, logger, subscribe, roundMs = ROUND_MS }: Options): Extension {
  let hocuspocus: Hocuspocus | undefined
  let timer: NodeJS.Timeout | undefined
  let unsubscribe = () => {}
  /** What each connection stood on at the last round. */
  let known = new Map<string, string>()

  return {
    extensionName: 'revoke',
    async onConfigure({ instance }) {
      hocuspocus = instance
      unsubscribe = subscribe(event => void judgeAll(concernedBy(event), byOf(event)))
      timer = setInterval(() => void round(), roundMs)
    },
    async connected({ connection, context }) {
      const visitor = toVisitor(context)
      if (!visitor.endsAt) return
      const dueMs = Math.min(visitor.endsAt.getTime() - Date.now(), LONGEST_TIMER_MS)
      const due = setTimeout(() => void judgeAll([heldBy(connection, visitor)]), Math.max(0, dueMs))
      visitor.socket.onClose(() => clearTimeout(due))
    },
    async onDestroy() {
      clearInterval(timer)
      unsubscribe()
    },
  }

  function held(): Held[] {
    return [...(hocuspocus?.documents.values() ?? [])].flatMap(heldIn)
  }

  /** The documents of a post: every text that is written in tells so, and most of what is open is something else. */
  function heldOf(postId: PostId): Held[] {
    const names = [docName.post(postId), docName.discussion(postId)]
    return names.flatMap(name => hocuspocus?.documents.get(name) ?? []).flatMap(heldIn)
  }

  function concernedBy(event: DomainEvent): Held[] {
    switch (event.type) {
      case 'session.ended':
      case 'membership.changed':
      case 'user.changed':
        return held().filter(({ visitor }) => visitor.principal.userId === event.userId)
      // In the bin, a post is shown to no guest any more.
      case 'post.changed':
        return heldOf(event.postId as PostId).filter(({ visitor }) => visitor.principal.guest)
      case 'share-link.ended':
        return held().filter(({ visitor }) => visitor.principal.guest?.linkId === event.linkId)
      case 'access.changed':
        return heldOf(event.postId as PostId)
      default:
        return []
    }
  }

  async function round(): Promise<void> {
    try {
      const fresh = new Map<string, string>()
      const others: Held[] = []
      for (const some of inParts(held())) {
        for (const [key, rights] of await readRights(db, some)) fresh.set(key, rights)
        // Whoever is new since the last round is looked at as well: something may have ended while they came in.
        for (const one of some) {
          const now = fresh.get(one.key)
          if (now === undefined || now !== known.get(one.key)) others.push(one)
        }
      }
      if (others.length > 0) await sleep(EVENT_FIRST_MS, undefined, { ref: false })
      await judgeAll(others.filter(({ connection }) => connection.document.hasConnection(connection)))
      known = fresh
    } catch (error) {
      logger.warn({ err: error }, 'rights could not be looked at; the next round will')
    }
  }

  /** @param by whose doing it is, where that is known */
  async function judgeAll(list: readonly Held[], by: string | null = null): Promise<void> {
    if (list.length === 0) return
    const why = by === null ? Promise.resolve(null) : readWhy(by)
    const next = list.values()
    // The doorkeeper asks for all who wait by one statement.
    await Promise.all(
      Array.from({ length: PEOPLE_AT_ONCE }, async () => {
        for (const one of next) await judge(one, why)
      }),
    )
  }

  /** Told before the close, so that the page can say whose doing it is; no name holds the close up. */
  async function readWhy(by: string): Promise<Why | null> {
    try {
      const person = await db.user.findUnique({ where: { id: by }, select: { name: true } })
      return person && { by: person.name, at: new Date().toISOString() }
    } catch (error) {
      logger.warn({ err: error, userId: by }, 'who took a right away could not be looked up; the page says no name')
      return null
    }
  }

  async function judge(one: Held, why: Promise<Why | null>): Promise<void> {
    const { connection, visitor } = one
    const ref = parseDocName(connection.document.name)
    if (!ref) return
    try {
      const open = await requireDocument(visitor.principal, ref)
      if (open.readOnly !== visitor.mayOnlyRead) end(one, 'revoked', await why)
      else {
        refresh(one, open)
        // Other rights than writing may have come or gone: the page asks.
        tell(one, await why, false)
      }
    } catch (error) {
      if (error instanceof AppError && error.code === 'unauthenticated') end(one, 'unauthenticated', null)
      else if (error instanceof AppError && (error.code === 'not_found' || error.code === 'forbidden'))
        end(one, 'revoked', await why)
      // Without an answer nothing is taken away; the next round asks again.
      else logger.warn({ err: error, doc: connection.document.name }, 'a right could not be looked at')
    }
  }

  function end(one: Held, reason: CloseReason, why: Why | null): void {
    const { connection, visitor } = one
    tell(one, why, true)
    metrics.refusals.inc({ reason })
    logger.info({ reason, doc: connection.document.name, userId: visitor.principal.userId }, 'right ended')
    connection.close({ code: CLOSE_CODES[reason].code, reason })
  }
}

/** All that one person holds is in one part. */
function inParts(all: readonly Held[]): readonly (readonly Held[])[] {
  const people = [...Map.groupBy(all, ({ visitor }) => visitor.principal.userId).values()]
  return Array.from({ length: Math.ceil(people.length / PEOPLE_AT_ONCE) }, (_, part) =>
    people.slice(part * PEOPLE_AT_ONCE, (part + 1) * PEOPLE_AT_ONCE).flat(),
  )
}

function tell({ connection, postId }: Held, why: Why | null, closes: boolean): void {
  if (!why || !postId) return
  connection.sendStateless(JSON.stringify({ type: 'access_changed', ...why, closes } satisfies ServerNote))
}

/** The next presence message carries the new name and colour, and goes by the new right. */
function refresh({ connection, visitor }: Held, { user, mayComment }: OpenDocument): void {
  const isSame = user.name === visitor.user.name && user.color === visitor.user.color
  if (!isSame || mayComment !== visitor.mayComment) Object.assign(connection.context, { user, mayComment })
}

function byOf(event: DomainEvent): string | null {
  return 'by' in event ? (event.by ?? null) : null
}

/**
 * Losing a right ends its connections. An event names the person, whose connections are then judged anew by the one
 * place that judges; a round over everybody finds what an event would have told while nobody could hear it. SPEC CN40.
 */
import type { Connection, Extension, Hocuspocus } from '@hocuspocus/server'
import type { Logger } from 'pino'
import { CLOSE_CODES, type CloseReason } from '#domain/contract/close-codes.ts'
import { parseDocName } from '#domain/contract/doc-names.ts'
import { AppError } from '#domain/contract/errors.ts'
import type { DomainEvent } from '#domain/contract/events.ts'
import type { OpenDocument, RequireDocument } from '#domain/services/documents.ts'
import type { Db } from '#prisma/client.ts'
import type { Metrics } from '../metrics.ts'
import { isVisitor, type Visitor } from '../visitor.ts'

const ROUND_MS = 5_000
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

type Held = { readonly connection: Connection; readonly visitor: Visitor }

export function revoke({ db, requireDocument, metrics, logger, subscribe, roundMs = ROUND_MS }: Options): Extension {
  let hocuspocus: Hocuspocus | undefined
  let timer: NodeJS.Timeout | undefined
  let unsubscribe = () => {}
  /** What rights each person had at the last round. */
  let rightsByUser = new Map<string, string>()

  return {
    extensionName: 'revoke',
    async onConfigure({ instance }) {
      hocuspocus = instance
      unsubscribe = subscribe(event => {
        const userId = concerned(event)
        if (userId) void judgeAll(heldBy(userId))
      })
      timer = setInterval(() => void round(), roundMs)
    },
    async onDestroy() {
      clearInterval(timer)
      unsubscribe()
    },
  }

  function held(): Held[] {
    const documents = [...(hocuspocus?.documents.values() ?? [])]
    return documents
      .flatMap(document => document.getConnections())
      .flatMap(connection => (isVisitor(connection.context) ? [{ connection, visitor: connection.context }] : []))
  }

  function heldBy(userId: string): Held[] {
    return held().filter(({ visitor }) => visitor.principal.userId === userId)
  }

  async function round(): Promise<void> {
    try {
      const fresh = new Map<string, string>()
      for (const some of inParts(held())) {
        for (const [key, rights] of await readRights(db, some)) fresh.set(key, rights)
        // Whoever is new since the last round is looked at as well: something may have ended while they came in.
        await judgeAll(
          some.filter(({ visitor }) => {
            const now = fresh.get(keyOf(visitor))
            return now === undefined || now !== rightsByUser.get(keyOf(visitor))
          }),
        )
      }
      rightsByUser = fresh
    } catch (error) {
      logger.warn({ err: error }, 'rights could not be looked at; the next round will')
    }
  }

  async function judgeAll(list: readonly Held[]): Promise<void> {
    await Promise.all(list.map(judge))
  }

  async function judge({ connection, visitor }: Held): Promise<void> {
    const ref = parseDocName(connection.document.name)
    if (!ref) return
    try {
      const open = await requireDocument(visitor.principal, ref)
      if (open.readOnly !== visitor.mayOnlyRead) end(connection, visitor, 'revoked')
      else rename(connection, visitor, open)
    } catch (error) {
      if (error instanceof AppError && error.code === 'unauthenticated') end(connection, visitor, 'unauthenticated')
      else if (error instanceof AppError && (error.code === 'not_found' || error.code === 'forbidden'))
        end(connection, visitor, 'revoked')
      // Without an answer nothing is taken away; the next round asks again.
      else logger.warn({ err: error, doc: connection.document.name }, 'a right could not be looked at')
    }
  }

  function end(connection: Connection, { principal }: Visitor, reason: CloseReason): void {
    metrics.refusals.inc({ reason })
    logger.info({ reason, doc: connection.document.name, userId: principal.userId }, 'right ended')
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

/** The next presence message carries the new name and colour. */
function rename(connection: Connection, visitor: Visitor, { user }: OpenDocument): void {
  if (user.name !== visitor.user.name || user.color !== visitor.user.color) Object.assign(connection.context, { user })
}

function concerned(event: DomainEvent): string | null {
  switch (event.type) {
    case 'session.ended':
    case 'membership.changed':
    case 'user.changed':
      return event.userId
    default:
      return null
  }
}

function keyOf({ principal }: Visitor): string {
  return `${principal.userId} ${principal.sessionId ?? principal.tokenId ?? ''}`
}

/** One line for each living session and token: name, colour and roles. What has ended has none. */
async function readRights(db: Db, all: readonly Held[]): Promise<Map<string, string>> {
  const userIds = [...new Set(all.map(({ visitor }) => visitor.principal.userId))]
  const sessionIds = [...new Set(all.map(({ visitor }) => visitor.principal.sessionId))].filter(id => id !== null)
  const tokenIds = [...new Set(all.map(({ visitor }) => visitor.principal.tokenId))].filter(id => id !== undefined)
  const rows = await db.$queryRaw<{ userId: string; by: string; rights: string }[]>`
    select u.id as "userId", coalesce(living.id, '') as by,
      concat_ws(' ', u.name, u.color, (
        select string_agg(m."workspaceId"::text || '=' || m.role, ',' order by m."workspaceId")
        from member m where m."userId" = u.id
      )) as rights
    from "user" u
    left join (
      select id, "userId" from session where id = any(${sessionIds}) and "expiresAt" > now()
      union all
      select id::text, "userId" from api_token
      where id = any(${tokenIds}::uuid[]) and "revokedAt" is null and ("expiresAt" is null or "expiresAt" > now())
    ) living on living."userId" = u.id
    where u.id = any(${userIds})`
  return new Map(rows.map(({ userId, by, rights }) => [`${userId} ${by}`, rights]))
}

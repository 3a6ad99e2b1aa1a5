/** What each open document connection stands on: a person, how they signed in, and what they may do, as rows say it now. */
import type { Connection, Document } from '@hocuspocus/server'
import { parseDocName } from '#domain/contract/doc-names.ts'
import type { PostId } from '#domain/contract/ids.ts'
import type { Db } from '#prisma/client.ts'
import { isVisitor, type Visitor } from './visitor.ts'

/** A connection of one document, with what it is judged by. */
export type Held = {
  readonly connection: Connection
  readonly visitor: Visitor
  readonly postId: PostId | null
  /** Keys of what it stands on: its session or token, its person on its post, and both together. */
  readonly session: string
  readonly onPost: string
  readonly key: string
}

/** All of a document; whoever has shown no ticket yet holds nothing. */
export function heldIn(document: Document): Held[] {
  return document
    .getConnections()
    .flatMap(connection => (isVisitor(connection.context) ? [heldBy(connection, connection.context)] : []))
}

/** A round over a thousand tabs asks for each: what is here never changes while the connection lives. */
const everHeld = new WeakMap<Connection, Held>()

/** The same object each time it is asked for. */
export function heldBy(connection: Connection, visitor: Visitor): Held {
  const before = everHeld.get(connection)
  if (before) return before
  const ref = parseDocName(connection.document.name)
  const postId = ref && 'postId' in ref ? ref.postId : null
  const { userId, sessionId, tokenId } = visitor.principal
  const session = `${userId} ${sessionId ?? tokenId ?? ''}`
  const one = { connection, visitor, postId, session, onPost: `${userId} ${postId}`, key: `${session} ${postId ?? ''}` }
  everHeld.set(connection, one)
  return one
}

/**
 * By key, what each connection stands on: the person's name, colour and roles, and what they are on its post. Ended:
 * absent.
 */
export async function readRights(db: Db, all: readonly Held[]): Promise<Map<string, string>> {
  const [people, posts] = await Promise.all([readPeople(db, all), readPosts(db, all)])
  return new Map(
    all.flatMap(one => {
      const rights = people.get(one.session)
      return rights === undefined ? [] : [[one.key, `${rights} ${posts.get(one.onPost) ?? ''}`]]
    }),
  )
}

/** Roles by person and post. */
async function readPosts(db: Db, all: readonly Held[]): Promise<Map<string, string>> {
  const pairs = all.flatMap(({ visitor, postId }) =>
    postId === null ? [] : [{ postId, userId: visitor.principal.userId }],
  )
  if (pairs.length === 0) return new Map()
  const rows = await db.$queryRaw<{ userId: string; postId: string; role: string }[]>`
    select a."userId", a."postId", a.role
    from (
      select distinct * from unnest(${pairs.map(({ userId }) => userId)}::text[], ${pairs.map(({ postId }) => postId)}::uuid[])
    ) q("userId", "postId")
    join post_access a on a."postId" = q."postId" and a."userId" = q."userId"`
  return new Map(rows.map(({ userId, postId, role }) => [`${userId} ${postId}`, role]))
}

/** One line for each living session and token: name, colour and roles. What has ended has none. */
async function readPeople(db: Db, all: readonly Held[]): Promise<Map<string, string>> {
  const userIds = [...new Set(all.map(({ visitor }) => visitor.principal.userId))]
  const sessionIds = [...new Set(all.map(({ visitor }) => visitor.principal.sessionId))].filter(id => id !== null)
  const tokenIds = [...new Set(all.map(({ visitor }) => visitor.principal.tokenId))].filter(id => id !== undefined)
  const rows = await db.$queryRaw<{ userId: string; by: string; rights: string }[]>`
    select u.id as "userId", coalesce(living.id, '') as by,
      concat_ws(' ', u.name, u.color, (
        select string_agg(m."workspaceId"::text || '=' || m.role, ',' order by m."workspaceId")
        from member m where m."userId" = u.id and m."suspendedAt" is null
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

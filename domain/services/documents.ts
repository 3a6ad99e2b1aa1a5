/**
 * Who may open a live document, and whether to write in it. Asked on every open; losing a right only closes. Any number
 * of questions is one query, so that a thousand tabs that come back at once do not queue for connections.
 */
import type { DocRef } from '#domain/contract/doc-names.ts'
import { AppError } from '#domain/contract/errors.ts'
import type { UserId, WorkspaceId } from '#domain/contract/ids.ts'
import type { ShareLevel } from '#domain/contract/inputs/sharing.ts'
import { can, type Role } from '#domain/contract/roles.ts'
import { createGroupCommit, type Outcome } from '#domain/group-commit.ts'
import { type Db, readRows } from '#prisma/client.ts'
import { Prisma } from '#prisma/generated/client.ts'
import type { Principal } from './access.ts'
import { GUEST_COLOR, guestNameSql, LIVES } from './share-links.ts'

export type OpenDocument = {
  /** Updates from this connection are refused; its awareness is not. */
  readonly readOnly: boolean
  /** They may comment on the post that it belongs to. */
  readonly mayComment: boolean
  /** What the server stamps into awareness. */
  readonly user: { readonly id: UserId; readonly name: string; readonly color: number }
  /** Workspace of a post, discussion or presence document; null for a feed. */
  readonly workspaceId: WorkspaceId | null
  /** When the right ends by itself, for a share link that says so. */
  readonly endsAt: Date | null
}

/**
 * @throws {AppError} unauthenticated when the session or token has ended since the ticket was made; not_found for what is not
 *   there or not theirs
 */
export type RequireDocument = (principal: Principal, ref: DocRef) => Promise<OpenDocument>

type Question = { readonly principal: Principal; readonly ref: DocRef }
type Facts = {
  readonly name: string | null
  readonly color: number | null
  /** The session or token speaks for the person now. */
  readonly living: boolean
  readonly workspaceId: WorkspaceId | null
  readonly role: Role | null
  /** What the guest's link opens of this document; null for members, and for links that do not. */
  readonly shareLevel: ShareLevel | null
  readonly sharedWorkspaceId: WorkspaceId | null
  readonly guestName: string | null
  readonly endsAt: Date | null
}

const QUESTIONS_AT_ONCE = 500

/** Questions that come while one query is under way are asked together in the next. */
export function createDoorkeeper(db: Db): RequireDocument {
  const questions = createGroupCommit<Question, OpenDocument>({
    write: batch => judge(db, batch),
    bytesOf: () => 0,
    batchEntries: QUESTIONS_AT_ONCE,
    batchBytes: Number.POSITIVE_INFINITY,
  })
  return (principal, ref) => questions.add({ principal, ref })
}

async function judge(db: Db, questions: readonly Question[]): Promise<readonly Outcome<OpenDocument>[]> {
  const column = (read: (question: Question) => string | null | undefined) => questions.map(one => read(one) ?? '')
  const userIds = column(({ principal }) => principal.userId)
  const sessionIds = column(({ principal }) => principal.sessionId)
  const tokenIds = column(({ principal }) => principal.tokenId)
  const postIds = column(({ ref }) => ('postId' in ref ? ref.postId : null))
  const workspaceIds = column(({ ref }) => ('workspaceId' in ref ? ref.workspaceId : null))
  const linkIds = column(({ principal }) => principal.guest?.linkId)
  const statement = Prisma.sql`
    select u.name, u.color, coalesce(a."workspaceId", m."workspaceId") as "workspaceId", coalesce(a.role, m.role) as role,
      (q.session = '' or exists (
        select from session s where s.id = q.session and s."userId" = u.id and s."expiresAt" > now()
      )) and (q.token = '' or exists (
        select from api_token t where t.id = nullif(q.token, '')::uuid and t."userId" = u.id
          and t."revokedAt" is null and (t."expiresAt" is null or t."expiresAt" > now())
      )) as living,
      shared.level as "shareLevel", shared."workspaceId" as "sharedWorkspaceId", ${guestNameSql(Prisma.sql`g.name`)} as "guestName",
      shared."expiresAt" as "endsAt"
    from unnest(
        ${userIds}::text[], ${sessionIds}::text[], ${tokenIds}::text[], ${postIds}::text[], ${workspaceIds}::text[],
        ${linkIds}::text[]
      )
      with ordinality as q("user", session, token, post, workspace, link, ord)
    left join "user" u on u.id = q."user"
    left join post_access a on a."postId" = nullif(q.post, '')::uuid and a."userId" = u.id
    left join member m on m."workspaceId" = nullif(q.workspace, '')::uuid and m."userId" = u.id and m."suspendedAt" is null
    left join (
      select l.id, l."postId", l.level, l."expiresAt", p."workspaceId" from share_link l
      join post p on p.id = l."postId" and p.state <> 'deleted' where ${LIVES}
    ) shared on shared.id = nullif(q.link, '')::uuid and shared."postId" = nullif(q.post, '')::uuid
    left join share_guest g on g.id = q."user" and g."linkId" = shared.id
    order by q.ord`
  const facts = await readRows<Facts>(db, statement)
  return questions.map((question, index) => answer(question, facts[index]))
}

function answer(question: Question, facts: Facts | undefined): Outcome<OpenDocument> {
  const { principal, ref } = question
  const { userId } = principal
  if (principal.guest) return answerGuest(question, facts)
  if (!facts?.living || facts.name === null || facts.color === null) return no('unauthenticated')
  const user = { id: userId, name: facts.name, color: facts.color }
  const { role, workspaceId } = facts
  const mayComment = role !== null && can(role, 'comment')
  switch (ref.kind) {
    case 'feed':
      return ref.userId === userId
        ? yes({ user, readOnly: true, mayComment: false, workspaceId: null })
        : no('not_found')
    case 'presence':
    case 'discussion':
      return role !== null && can(role, 'read')
        ? yes({ user, readOnly: true, mayComment, workspaceId })
        : no('not_found')
    case 'post':
      return role !== null && can(role, 'read')
        ? yes({ user, readOnly: !can(role, 'edit'), mayComment, workspaceId })
        : no('not_found')
  }
}

/** A guest looks on in the one post of their link, and sees what is said about it where they may say something. */
function answerGuest({ principal: { userId }, ref }: Question, facts: Facts | undefined): Outcome<OpenDocument> {
  const level = facts?.shareLevel
  if (!facts || !level || (ref.kind !== 'post' && !(ref.kind === 'discussion' && level === 'comment')))
    return no('not_found')
  const { sharedWorkspaceId, guestName, endsAt } = facts
  const user = { id: userId, name: guestName ?? 'Guest', color: GUEST_COLOR }
  return {
    ok: true,
    value: { user, readOnly: true, mayComment: level === 'comment', workspaceId: sharedWorkspaceId, endsAt },
  }
}

function yes(value: Omit<OpenDocument, 'endsAt'>): Outcome<OpenDocument> {
  return { ok: true, value: { ...value, endsAt: null } }
}

function no(code: 'unauthenticated' | 'not_found'): Outcome<OpenDocument> {
  return { ok: false, error: new AppError(code) }
}

/** What people do with their accounts. An account belongs to no workspace: it is told in each one of its person. SPEC AU110. */
import type { Logger } from 'pino'
import type { AccountActivityKind } from '#domain/contract/activity.ts'
import type { UserId, WorkspaceId } from '#domain/contract/ids.ts'
import type { Db } from '#prisma/client.ts'
import { Prisma } from '#prisma/generated/client.ts'
import { recordActivity } from './activity.ts'
import { transact } from './transact.ts'

/** How somebody came in. */
export type SignInWay = 'password' | 'code' | 'backup_code' | 'passkey' | 'provider'

export async function recordAccountAct(
  db: Db,
  userId: UserId,
  { kind, way }: { readonly kind: AccountActivityKind; readonly way?: SignInWay },
): Promise<void> {
  await transact(db, async tx => {
    const members = await tx.member.findMany({ where: { userId }, select: { workspaceId: true } })
    for (const { workspaceId } of members)
      await recordActivity(tx, { workspaceId, userId, kind, ...(way && { data: { way } }) })
  })
}

/** Whom somebody wanted to be, and what they said wrongly: a code is asked for after the right password. */
export type RefusedSignIn =
  | { readonly email: string; readonly said: 'password' }
  | { readonly userId: string; readonly said: 'code' }
  /** `credentialId`: the passkey that was shown and did not prove itself. */
  | { readonly credentialId: string; readonly said: 'passkey' }

/**
 * Nothing for an address or a passkey that nobody has. Who keeps trying is told of once in ten minutes, and fills no log.
 */
export function recordRefusedSignIn(db: Db, refused: RefusedSignIn): Promise<void> {
  return recordOnce(db, whoseIs(refused), 'sign_in_refused', { said: refused.said })
}

/** Once for all that is the same within ten minutes, in each workspace of the person. */
async function recordOnce(
  db: Db,
  whose: Prisma.Sql,
  kind: AccountActivityKind,
  data: Readonly<Record<string, string>>,
): Promise<void> {
  const facts = JSON.stringify(data)
  await db.$executeRaw`
    insert into activity (id, "workspaceId", "userId", kind, data)
    select gen_random_uuid(), m."workspaceId", m."userId", ${kind}, ${facts}::jsonb
    from "user" u join member m on m."userId" = u.id
    where ${whose} and not exists (
      select from activity a where a."workspaceId" = m."workspaceId" and a."userId" = m."userId" and a.kind = ${kind}
        and a.data = ${facts}::jsonb and a.at > now() - interval '10 minutes')`
}

/** Of somebody who need not be in the workspace whose invitation it is; once in ten minutes as well. */
export async function recordRefusedInvitation(db: Db, workspaceId: WorkspaceId, userId: UserId): Promise<void> {
  const kind: AccountActivityKind = 'invitation_refused'
  await db.$executeRaw`
    insert into activity (id, "workspaceId", "userId", kind)
    select gen_random_uuid(), ${workspaceId}::uuid, ${userId}, ${kind} where not exists (
      select from activity a where a."workspaceId" = ${workspaceId}::uuid and a."userId" = ${userId} and a.kind = ${kind}
        and a.at > now() - interval '10 minutes')`
}

/** To be called for each refusal, and not waited for. */
export type HeldBack = (userId: UserId) => void

const QUIET_MS = 10 * 60_000

/** Tells that limits made somebody wait. A flood of them costs no more than one does. SPEC AU241 */
export function createHeldBack({ db, logger }: { readonly db: Db; readonly logger: Logger }): HeldBack {
  /** When each was told of, the longest ago first. */
  const toldAtMs = new Map<UserId, number>()
  return userId => {
    const nowMs = performance.now()
    for (const [id, atMs] of toldAtMs) {
      if (nowMs - atMs < QUIET_MS) break
      toldAtMs.delete(id)
    }
    if (toldAtMs.has(userId)) return
    toldAtMs.set(userId, nowMs)
    recordOnce(db, Prisma.sql`u.id = ${userId}`, 'held_back', {}).catch(error =>
      logger.error({ err: error, userId }, 'it could not be written down that somebody was held back'),
    )
  }
}

function whoseIs(refused: RefusedSignIn): Prisma.Sql {
  switch (refused.said) {
    case 'password':
      return Prisma.sql`u.email = ${refused.email.trim().toLowerCase()}`
    case 'code':
      return Prisma.sql`u.id = ${refused.userId}`
    case 'passkey':
      return Prisma.sql`u.id = (select p."userId" from passkey p where p."credentialID" = ${refused.credentialId})`
  }
}

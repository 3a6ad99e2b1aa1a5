/** What people do with their accounts. An account belongs to no workspace: it is told in each one of its person. SPEC AU110. */
import type { AccountActivityKind } from '#domain/contract/activity.ts'
import type { UserId } from '#domain/contract/ids.ts'
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

/**
 * Nothing for an address that nobody has. Who keeps trying is told of once in ten minutes, and fills no log.
 */
export async function recordRefusedSignIn(db: Db, refused: RefusedSignIn): Promise<void> {
  const kind: AccountActivityKind = 'sign_in_refused'
  const { said } = refused
  const whose =
    said === 'code' ? Prisma.sql`u.id = ${refused.userId}` : Prisma.sql`u.email = ${refused.email.trim().toLowerCase()}`
  await db.$executeRaw`
    insert into activity (id, "workspaceId", "userId", kind, data)
    select gen_random_uuid(), m."workspaceId", m."userId", ${kind}, jsonb_build_object('said', ${said}::text)
    from "user" u join member m on m."userId" = u.id
    where ${whose} and not exists (
      select from activity a where a."workspaceId" = m."workspaceId" and a."userId" = m."userId" and a.kind = ${kind}
        and a.data ->> 'said' = ${said} and a.at > now() - interval '10 minutes')`
}

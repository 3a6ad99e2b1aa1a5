/** What people do with their accounts. An account belongs to no workspace: it is told in each one of its person. SPEC AU110. */
import type { AccountActivityKind } from '#domain/contract/activity.ts'
import type { UserId } from '#domain/contract/ids.ts'
import type { Db } from '#prisma/client.ts'
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

/**
 * Somebody said a wrong password for that address; nothing for an address that nobody has. Who keeps trying is told of once
 * in ten minutes, and fills no log.
 */
export async function recordRefusedSignIn(db: Db, email: string): Promise<void> {
  const kind: AccountActivityKind = 'sign_in_refused'
  await db.$executeRaw`
    insert into activity (id, "workspaceId", "userId", kind, data)
    select gen_random_uuid(), m."workspaceId", m."userId", ${kind}, '{}'
    from "user" u join member m on m."userId" = u.id
    where u.email = ${email.trim().toLowerCase()} and not exists (
      select from activity a where a."workspaceId" = m."workspaceId" and a."userId" = m."userId" and a.kind = ${kind}
        and a.at > now() - interval '10 minutes')`
}

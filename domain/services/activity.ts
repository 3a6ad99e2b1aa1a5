/**
 * The activity log: who did what when, from the transaction that did it. Rows are never changed, but for the name of
 * somebody whose account has ended.
 */
import type { ActivityKind } from '#domain/contract/activity.ts'
import type { Tx } from '#prisma/client.ts'

export type { ActivityKind } from '#domain/contract/activity.ts'

export type NewActivity = {
  readonly workspaceId: string
  readonly postId?: string | undefined
  /** Null for what the server did by itself. */
  readonly userId: string | null
  readonly kind: ActivityKind
  /**
   * Facts that are shown: states, numbers of versions, names; never text of a post. `whom` is the person whose name it
   * is: it is forgotten with their account.
   */
  readonly data?: Readonly<Record<string, string | number | null>> | undefined
}

export async function recordActivity(tx: Tx, { postId, data = {}, ...row }: NewActivity): Promise<void> {
  await tx.activity.create({ data: { ...row, postId: postId ?? null, data: { ...data } } })
}

/** Of an account that ends. */
export async function forgetInActivity(tx: Tx, userId: string): Promise<void> {
  await tx.$executeRaw`
    update activity set data = jsonb_set(data, '{name}', to_jsonb('a former member'::text)) where data ->> 'whom' = ${userId}`
}

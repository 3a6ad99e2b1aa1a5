/**
 * The Idempotency-Key of a request that is being answered. Its deed says in its own transaction that it is done: a process
 * that dies before the answer is kept leaves behind whether there is anything to do again.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Tx } from '#prisma/client.ts'

export type Claim = { readonly userId: string; readonly key: string }

/** Status of a row without an answer: its request runs, its deed is committed, or that is and its answer was lost. */
export const CLAIM = { running: 0, done: 1, lost: 2 } as const

const claims = new AsyncLocalStorage<Claim>()

export function underClaim<T>(claim: Claim, work: () => Promise<T>): Promise<T> {
  return claims.run(claim, work)
}

/** Of the request that this transaction is part of; nothing where it has no key. */
export async function markDone(tx: Tx): Promise<void> {
  const claim = claims.getStore()
  if (!claim) return
  await tx.idempotentAnswer.updateMany({ where: { ...claim, status: CLAIM.running }, data: { status: CLAIM.done } })
}

/** The only way to the outbox: an event exists exactly when the change it tells of is committed. */
import type { DomainEvent } from '#domain/contract/events.ts'
import { NOTIFY } from '#domain/contract/events.ts'
import type { Db, Tx } from '#prisma/client.ts'
import { markDone } from './claim.ts'

export type Emit = (event: DomainEvent) => void

/** Of Prisma: how long it may wait for a connection, and how long the transaction may take. */
const LIMITS_MS = { maxWait: 8_000, timeout: 15_000 }

/**
 * Runs `work` in one transaction; what it emits is written to the outbox before the commit, and readers are woken by it.
 * `work` may run only once per call: conflicts are answered by the callers' compare-and-set, not by blind repetition.
 */
export async function transact<T>(db: Db, work: (tx: Tx, emit: Emit) => Promise<T>): Promise<T> {
  return db.$transaction(async tx => {
    const events: DomainEvent[] = []
    const result = await work(tx, event => events.push(event))
    if (events.length > 0) {
      const rows = events.map(event => JSON.stringify(event))
      await tx.$executeRaw`
        with written as (insert into outbox (event) select unnest(${rows}::text[])::jsonb returning id)
        select pg_notify(${NOTIFY.outbox}, '') from written limit 1`
    }
    await markDone(tx)
    return result
  }, LIMITS_MS)
}

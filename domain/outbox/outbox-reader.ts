/**
 * Reads the outbox in commit order and hands events on, each at least once.
 *
 *   connect → LISTEN → read after the cursor → wait for NOTIFY or 2 s → read …      any error: back off → connect
 *
 * Ids and transaction ids are given out before the commit, so a row can appear behind one that was read already. A row
 * therefore counts only when every transaction that began before its own has ended: xid < pg_snapshot_xmin(now).
 */
import type pg from 'pg'
import type { Logger } from 'pino'
import { DomainEvent, NOTIFY } from '#domain/contract/events.ts'
import { crashPoint } from '#domain/crash-point.ts'
import { keepSession } from '#domain/keep-session.ts'
import type { KnownDatabase } from '#domain/known-database.ts'
import { type Listening, listeningSession } from '#domain/listening-session.ts'

const BATCH_ROWS = 500
/** Without any NOTIFY: finds what a silently dead connection would have told, and finds the connection dead. */
const POLL_MS = 2_000
const QUERY_TIMEOUT_MS = 5_000
/**
 * A read on a connection that has answered at once so far: with the poll it stays under the five seconds in which a
 * dashboard has to be right again after its connection died without a word (F27). One that was slow to begin with gets
 * the time it needs.
 */
const READ_WITHIN = { leastMs: 1_500, answers: 3 }
/** A row is there but an older transaction still runs: it ends within milliseconds, or is somebody's long work. */
const HORIZON_WAIT_MS = { first: 2, most: 50 }
const LONGEST_DELAY_MS = 5_000

export type OutboxReader = {
  /** Resolves when listening has begun: events committed after this are delivered. */
  readonly started: Promise<void>
  stop(): Promise<void>
}

type Row = { xid: string; id: string; event: unknown; settled: boolean }
type Cursor = { xid: string; id: string }

/** @param handle a rejection is logged and the same events come again: it must not mind a repetition */
export function startOutboxReader({
  databaseUrl,
  database,
  logger,
  handle,
}: {
  databaseUrl: string
  database: KnownDatabase
  logger: Logger
  handle: (events: readonly DomainEvent[]) => Promise<void>
}): OutboxReader {
  const stopping = new AbortController()
  const { promise: started, resolve: markStarted } = Promise.withResolvers<void>()
  let cursor: Cursor | null = null
  const running = keepSession({
    session,
    stopping: stopping.signal,
    longestDelayMs: LONGEST_DELAY_MS,
    onLost: (error, delayMs) => logger.warn({ err: error, retryInMs: delayMs }, 'outbox reader lost its connection'),
  }).then(markStarted)
  return {
    started,
    async stop() {
      stopping.abort()
      await running
    },
  }

  function session(onProgress: () => void): Promise<void> {
    return listeningSession({
      databaseUrl,
      database,
      applicationName: 'galley outbox reader',
      answerMs: QUERY_TIMEOUT_MS,
      stopping: stopping.signal,
      hear: (_notice, ring) => ring(),
      work: listening => read(listening, onProgress),
    })
  }

  async function read({ client, wait }: Listening, onProgress: () => void): Promise<void> {
    // Listen before looking: what commits in between rings the bell.
    const askedMs = performance.now()
    await client.query(`listen ${NOTIFY.outbox}`)
    const answerMs = performance.now() - askedMs
    const withinMs = Math.min(QUERY_TIMEOUT_MS, Math.max(READ_WITHIN.leastMs, READ_WITHIN.answers * answerMs))
    cursor ??= await findNow(client)
    markStarted()
    let horizonWaitMs = HORIZON_WAIT_MS.first
    while (!stopping.signal.aborted) {
      const { rows } = await readAfter(client, cursor, withinMs)
      const settled = rows.filter(row => row.settled)
      const last = settled.at(-1)
      if (last) {
        crashPoint('outbox-after-read')
        await handle(settled.flatMap(row => parseEvent(row, logger)))
        crashPoint('outbox-after-handling')
        cursor = { xid: last.xid, id: last.id }
        onProgress()
        horizonWaitMs = HORIZON_WAIT_MS.first
        // What was committed since this read began has rung.
        if (rows.length < BATCH_ROWS && settled.length === rows.length) await wait(POLL_MS)
        continue
      }
      if (rows.length > 0) {
        await wait(horizonWaitMs)
        horizonWaitMs = Math.min(horizonWaitMs * 2, HORIZON_WAIT_MS.most)
      } else {
        await wait(POLL_MS)
      }
    }
  }
}

/** Everything older has ended and was visible to whoever reads the tables from now on. */
async function findNow(client: pg.Client): Promise<Cursor> {
  const { rows } = await client.query<{ xid: string }>('select pg_snapshot_xmin(pg_current_snapshot())::text as xid')
  return { xid: rows[0]?.xid ?? '0', id: '0' }
}

function readAfter(client: pg.Client, cursor: Cursor, withinMs: number): Promise<pg.QueryResult<Row>> {
  const query = {
    // `order by xid` alone would mean the text of the output column.
    text: `select o.xid::text, o.id::text, o.event, o.xid < pg_snapshot_xmin(pg_current_snapshot()) as settled
     from outbox o where (o.xid, o.id) > ($1::xid8, $2::bigint) order by o.xid, o.id limit ${BATCH_ROWS}`,
    values: [cursor.xid, cursor.id],
    query_timeout: withinMs,
  }
  return client.query<Row>(query)
}

function parseEvent(row: Row, logger: Logger): DomainEvent[] {
  const parsed = DomainEvent.safeParse(row.event)
  if (parsed.success) return [parsed.data]
  logger.error({ outboxId: row.id, err: parsed.error }, 'an outbox event is not of the contract and was skipped')
  return []
}

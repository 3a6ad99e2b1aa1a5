/**
 * The log in Postgres. Appends of all documents go into one statement, one at a time; reads run beside it.
 * Safe with any number of processes over one database.
 */
import type pg from 'pg'
import type { Logger } from 'pino'
import { AppError } from '#domain/contract/errors.ts'
import { NOTIFY } from '#domain/contract/events.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { crashPoint, isCrashWanted } from '#domain/crash-point.ts'
import { createGroupCommit, type Outcome } from './group-commit.ts'
import { createOwnerCache } from './owner-cache.ts'
import { foldUpdates, isSameContent } from './same-content.ts'
import {
  APPEND,
  CREATE,
  DROP_OLD_SNAPSHOTS,
  FIND_HEAD,
  INSERT_SNAPSHOT,
  INTERN_AUTHORS,
  NEWEST_SNAPSHOT,
  READ_OWNERS,
  READ_ROWS,
  SET_ASIDE,
} from './statements.ts'
import { isStorageTrouble, toStorageError } from './storage-error.ts'
import type { Append, Author, LoadedDocument, LogRow, UpdateLog } from './update-log.ts'

const BATCH_ENTRIES = 500
const BATCH_BYTES = 4 * 1024 * 1024
const SNAPSHOTS_KEPT = 2
/** A statement without an answer by then counts as lost; its connection is thrown away. */
const STATEMENT_MS = 10_000
const NEWEST = 2_147_483_647

export type PostgresLog = UpdateLog & {
  /** Bytes of appends without an outcome yet. */
  readonly pendingBytes: () => number
  /** Resolves when every append so far has its outcome. */
  readonly drained: () => Promise<void>
  /** As drained; the pool stays its owner's. */
  readonly close: () => Promise<void>
}

type Options = { readonly pool: pg.Pool; readonly logger: Logger; readonly statementMs?: number }
type AppendAnswer = { readonly found: boolean; readonly seq: number | null }
type Head = { readonly id: number; readonly seq: number }

export function createPostgresLog({ pool, logger, statementMs = STATEMENT_MS }: Options): PostgresLog {
  const authorIds = new Map<Author, number>()
  const owners = createOwnerCache()
  const commits = createGroupCommit<Append, { seq: number }>({
    write: writeBatch,
    bytesOf: ({ update }) => update.byteLength,
    batchEntries: BATCH_ENTRIES,
    batchBytes: BATCH_BYTES,
  })

  // A pool that nobody listens to ends the process when an idle connection breaks.
  if (pool.listenerCount('error') === 0) {
    pool.on('error', error => logger.warn({ err: error }, 'an idle database connection ended'))
  }

  async function writeBatch(batch: readonly Append[]): Promise<readonly Outcome<{ seq: number }>[]> {
    try {
      return await withClient(client => appendAll(client, batch))
    } catch (error) {
      if (batch.length === 1 || isStorageTrouble(error)) throw error
      // One entry the database does not take must not fail the others: each alone, still in order.
      logger.error({ err: error, entries: batch.length }, 'a batch was refused; its entries are tried one by one')
      const outcomes: Outcome<{ seq: number }>[] = []
      for (const entry of batch) {
        outcomes.push(...(await writeBatch([entry]).catch(reason => [{ ok: false, error: reason } as const])))
      }
      return outcomes
    }
  }

  async function appendAll(
    client: pg.PoolClient,
    batch: readonly Append[],
  ): Promise<readonly Outcome<{ seq: number }>[]> {
    await internAuthors(client, batch)
    const claims = batch.flatMap((entry, index) =>
      entry.clients
        .filter(id => owners.find(entry.doc, id) !== entry.author)
        .map(id => ({ ord: index + 1, client: id })),
    )
    const statement = {
      name: 'galley-append',
      text: APPEND,
      values: [
        batch.map(({ doc }) => doc),
        batch.map(({ author }) => authorIds.get(author)),
        batch.map(({ update }) => toBuffer(update)),
        claims.map(({ ord }) => ord),
        claims.map(({ client: id }) => id),
        NOTIFY.log,
      ],
    }
    const { rows } = await (isCrashWanted('after-insert-before-commit')
      ? appendInTwoSteps(client, statement)
      : client.query<AppendAnswer>(statement))
    return batch.map((entry, index): Outcome<{ seq: number }> => {
      const row = rows[index]
      if (!row?.found) return { ok: false, error: new AppError('not_found') }
      if (row.seq === null) return { ok: false, error: new AppError('forbidden') }
      for (const id of entry.clients) owners.learn(entry.doc, id, entry.author)
      return { ok: true, value: { seq: row.seq } }
    })
  }

  async function internAuthors(client: pg.PoolClient, batch: readonly Append[]): Promise<void> {
    let unknown = [...new Set(batch.map(({ author }) => author))].filter(author => !authorIds.has(author))
    while (unknown.length > 0) {
      const { rows } = await client.query<{ id: number; author: Author }>(INTERN_AUTHORS, [unknown])
      for (const { id, author } of rows) authorIds.set(author, id)
      unknown = unknown.filter(author => !authorIds.has(author))
    }
  }

  /** @throws {AppError} storage_unavailable, disk_full; other errors as they are */
  async function withClient<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    let client: pg.PoolClient | undefined
    let late = false
    let timer: NodeJS.Timeout | undefined
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        late = true
        reject(new AppError('storage_unavailable', { details: { afterMs: statementMs } }))
      }, statementMs)
    })
    const run = async () => {
      const connected = await pool.connect()
      if (late) {
        connected.release()
        throw new AppError('storage_unavailable')
      }
      client = connected
      return work(connected)
    }
    const running = run()
    try {
      const result = await Promise.race([running, deadline])
      client?.release()
      return result
    } catch (error) {
      running.catch(() => undefined)
      // Unless the refusal is ours, a statement may still run on it or the connection is broken: not to be used again.
      client?.release(late || !(error instanceof AppError))
      throw toStorageError(error)
    } finally {
      clearTimeout(timer)
    }
  }

  async function findHead(client: pg.PoolClient, doc: string): Promise<Head> {
    const { rows } = await client.query<Head>(FIND_HEAD, [doc])
    const head = rows[0]
    if (!head) throw new AppError('not_found')
    return head
  }

  async function readRows(client: pg.PoolClient, docId: number, after: number, through = NEWEST): Promise<LogRow[]> {
    const { rows } = await client.query<LogRow>({
      name: 'galley-rows',
      text: READ_ROWS,
      values: [docId, after, through],
    })
    return rows
  }

  async function newestSnapshot(client: pg.PoolClient, docId: number, through: number) {
    const { rows } = await client.query<{ seq: number; state: Uint8Array }>(NEWEST_SNAPSHOT, [docId, through])
    return rows[0] ?? null
  }

  return {
    async create(first) {
      checkSize(first)
      const created = await withClient(async client => {
        await internAuthors(client, [first])
        const values = [first.doc, authorIds.get(first.author), toBuffer(first.update), [...new Set(first.clients)]]
        return client.query(CREATE, values)
      })
      if (created.rowCount === 0) throw new AppError('already_exists')
      for (const id of first.clients) owners.learn(first.doc, id, first.author)
    },

    async append(entry) {
      checkSize(entry)
      for (const id of entry.clients) {
        const owner = owners.find(entry.doc, id)
        if (owner !== undefined && owner !== entry.author) throw new AppError('forbidden')
      }
      crashPoint('after-vet')
      return commits.add(entry)
    },

    load: (doc, { ignoreSnapshots = false } = {}) =>
      withClient(async (client): Promise<LoadedDocument> => {
        // The head first: rows up to its number are all committed, whatever is appended while we read.
        const { id, seq } = await findHead(client, doc)
        const snapshot = ignoreSnapshots ? null : await newestSnapshot(client, id, seq)
        const rows = await readRows(client, id, snapshot?.seq ?? 0, seq)
        const claims = await client.query<{ client: string; author: Author }>(READ_OWNERS, [id])
        const known = new Map(claims.rows.map(row => [Number(row.client), row.author]))
        for (const [clientId, author] of known) owners.learn(doc, clientId, author)
        return { seq, updates: [...(snapshot ? [snapshot.state] : []), ...rows.map(row => row.update)], owners: known }
      }),

    readAfter: (doc, seq) =>
      withClient(async client => {
        const head = await findHead(client, doc)
        return head.seq > seq ? readRows(client, head.id, seq) : []
      }),

    saveSnapshot: (doc, seq, state) =>
      withClient(async client => {
        const { id } = await findHead(client, doc)
        const before = await newestSnapshot(client, id, seq - 1)
        const rows = await readRows(client, id, before?.seq ?? 0, seq)
        const truth = foldUpdates([...(before ? [before.state] : []), ...rows.map(row => row.update)])
        await client.query('begin')
        try {
          const { rows: kept } = await client.query<{ state: Uint8Array }>(INSERT_SNAPSHOT, [id, seq, toBuffer(state)])
          const readBack = kept[0]?.state ?? new Uint8Array()
          if (!isSameContent(truth, foldUpdates([readBack]))) {
            throw new AppError('internal', {
              message: 'The snapshot is not what its rows add up to',
              details: { doc, seq },
            })
          }
          await client.query(DROP_OLD_SNAPSHOTS, [id, SNAPSHOTS_KEPT])
          await client.query('commit')
        } catch (error) {
          await client.query('rollback')
          throw error
        }
      }),

    setAside: async (doc, seq, reason) => {
      await withClient(client => client.query(SET_ASIDE, [doc, seq, reason]))
    },

    pendingBytes: commits.pendingBytes,
    drained: commits.drained,
    close: commits.drained,
  }
}

/** One statement is its own transaction and leaves no room to die in: a test that wants to gets it. */
async function appendInTwoSteps(client: pg.PoolClient, statement: pg.QueryConfig) {
  await client.query('begin')
  const answer = await client.query<AppendAnswer>(statement)
  crashPoint('after-insert-before-commit')
  await client.query('commit')
  return answer
}

function checkSize({ update }: Append): void {
  if (update.byteLength > LIMITS.updateBytes) throw new AppError('too_large')
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

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
import { createGroupCommit, type Outcome } from '../group-commit.ts'
import { checksumOf, isSound, mendByte } from './checksum.ts'
import { compactRun } from './compact.ts'
import type { Compare } from './compare-beside.ts'
import { createOwnerCache } from './owner-cache.ts'
import { type ReadParts, readParts, type StoredPart } from './read-parts.ts'
import { compareInTurns } from './same-content.ts'
import {
  APPEND,
  APPEND_TO_ONE,
  APPEND_WITH_CLAIMS,
  CREATE,
  DROP_OLD_SNAPSHOTS,
  FIND_HEAD,
  INSERT_SNAPSHOT,
  INTERN_AUTHORS,
  MEND_ROW,
  MEND_SEGMENT,
  NEWEST_SNAPSHOT,
  READ_OWNERS,
  READ_PARTS,
  READ_ROW,
  READ_SEGMENT,
  READ_SNAPSHOTS,
  SET_ASIDE,
} from './statements.ts'
import { isStorageTrouble, toStorageError } from './storage-error.ts'
import {
  type Append,
  type Author,
  type Damage,
  DamagedError,
  type Inspection,
  type LoadedDocument,
  type StoredSnapshot,
  type UpdateLog,
} from './update-log.ts'

const BATCH_ENTRIES = 500
const BATCH_BYTES = 4 * 1024 * 1024
/** A commit costs as much as writing some fifty rows. Who writes alone, or with a few, waits for none but their own. */
const REST = { fromEntries: 4, everyMs: 10 }
const SNAPSHOTS_KEPT = 2
/** A statement without an answer by then counts as lost; its connection is thrown away. */
const STATEMENT_MS = 10_000
/** Somebody waits for it with an empty page. */
const READ_MS = 4_500
/** A whole history, which nobody waits for. */
const LONG_MS = 60_000
/** Packed rows are a third of their size or less from here on. */
const LEAST_ROWS = 64
/** Enough for small segments, few enough to be packed and compared between two keystrokes. */
const MOST_ROWS = 2048

export type PostgresLog = UpdateLog & {
  /** Bytes of appends without an outcome yet. */
  readonly pendingBytes: () => number
  /** Resolves when every append so far has its outcome. */
  readonly drained: () => Promise<void>
  /** Of another database nothing is known: neither who wrote there, nor which client ids are whose. */
  readonly forget: () => void
  /** As drained; the pool stays its owner's. */
  readonly close: () => Promise<void>
}

type Options = {
  readonly pool: pg.Pool
  readonly logger: Logger
  readonly statementMs?: number
  /** How a snapshot is compared with its rows; without one in this thread, turn by turn. */
  readonly compare?: Compare
  /** Whether this process is the first of those who listen (log/listeners.ts); false for one that does not listen. */
  readonly isFirstToListen?: () => boolean
}
/** One for each entry; undefined: no such document, null: refused for a foreign client id. */
type AppendedSeqs = readonly (number | null | undefined)[]
type Head = { readonly id: number; readonly seq: number }

export function createPostgresLog({
  pool,
  logger,
  statementMs = STATEMENT_MS,
  compare = compareInTurns,
  isFirstToListen = () => false,
}: Options): PostgresLog {
  const authorIds = new Map<Author, number>()
  const owners = createOwnerCache()
  const commits = createGroupCommit<Append, { seq: number }>({
    write: writeBatch,
    bytesOf: ({ update }) => update.byteLength,
    batchEntries: BATCH_ENTRIES,
    batchBytes: BATCH_BYTES,
    rest: REST,
  })

  // A pool that nobody listens to ends the process when an idle connection breaks.
  if (pool.listenerCount('error') === 0) {
    pool.on('error', error => logger.warn({ err: error }, 'an idle database connection ended'))
    // One that breaks in the middle of a statement rejects the statement and says it here, too: unheard, it ends the process.
    // Some are older than this log: a start asks first whether the database is safe.
    const heard = new WeakSet<pg.PoolClient>()
    pool.on('acquire', client => {
      if (heard.has(client)) return
      heard.add(client)
      client.on('error', error => logger.debug({ err: error }, 'a connection broke'))
    })
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
    const [first] = batch
    const seqs =
      first && claims.length === 0 && batch.every(({ doc }) => doc === first.doc)
        ? await appendToOne(client, first.doc, batch)
        : await appendToMany(client, batch, claims)
    return batch.map((entry, index): Outcome<{ seq: number }> => {
      const seq = seqs[index]
      if (seq === undefined) return { ok: false, error: new AppError('not_found') }
      if (seq === null) return { ok: false, error: new AppError('forbidden') }
      for (const id of entry.clients) owners.learn(entry.doc, id, entry.author)
      return { ok: true, value: { seq } }
    })
  }

  async function appendToOne(client: pg.PoolClient, doc: string, batch: readonly Append[]): Promise<AppendedSeqs> {
    const { rows } = await runAppend<{ before: number }>(client, {
      name: 'galley-append-to-one',
      text: APPEND_TO_ONE,
      values: [doc, ...columnsOf(batch), batch.length, NOTIFY.log, isFirstToListen()],
    })
    const before = rows[0]?.before
    return batch.map((_, index) => (before === undefined ? undefined : before + index + 1))
  }

  async function appendToMany(
    client: pg.PoolClient,
    batch: readonly Append[],
    claims: readonly { readonly ord: number; readonly client: number }[],
  ): Promise<AppendedSeqs> {
    const values = [batch.map(({ doc }) => doc), ...columnsOf(batch), NOTIFY.log, isFirstToListen()]
    const claimed = [claims.map(({ ord }) => ord), claims.map(({ client: id }) => id)]
    const { rows } = await runAppend<{ found: boolean; seq: number | null }>(
      client,
      claims.length === 0
        ? { name: 'galley-append', text: APPEND, values }
        : { name: 'galley-append-with-claims', text: APPEND_WITH_CLAIMS, values: [...values, ...claimed] },
    )
    return rows.map(({ found, seq }) => (found ? seq : undefined))
  }

  function columnsOf(batch: readonly Append[]) {
    return [
      batch.map(({ author }) => authorIds.get(author)),
      batch.map(({ update }) => toBuffer(update)),
      batch.map(({ update }) => checksumOf(update)),
    ] as const
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
  async function withClient<T>(work: (client: pg.PoolClient) => Promise<T>, limitMs = statementMs): Promise<T> {
    let client: pg.PoolClient | undefined
    let late = false
    let timer: NodeJS.Timeout | undefined
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        late = true
        reject(new AppError('storage_unavailable', { details: { afterMs: limitMs } }))
      }, limitMs)
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

  /** Rows after `after`, `through` included; another process may be packing them meanwhile. */
  async function read(client: pg.PoolClient, docId: number, after: number, through: number): Promise<ReadParts> {
    const { rows } = await client.query<StoredPart>({
      name: 'galley-parts',
      text: READ_PARTS,
      values: [docId, after, through],
    })
    return readParts(rows, { after, through })
  }

  async function readWhole(client: pg.PoolClient, doc: string, head: Head, after: number, through = head.seq) {
    const { rows, damage } = await read(client, head.id, after, through)
    if (damage.length > 0) throw new DamagedError(doc, damage)
    return rows
  }

  async function snapshotsOf(
    client: pg.PoolClient,
    { id }: Head,
    through: number,
    statement = READ_SNAPSHOTS,
  ): Promise<StoredSnapshot[]> {
    const { rows } = await client.query<{ seq: number; state: Uint8Array; crc: number | null }>(statement, [
      id,
      through,
    ])
    return rows.map(({ seq, state, crc }) => ({ seq, state, isSound: isSound(state, crc) }))
  }

  /** The newest one that can be believed, and those that cannot. */
  async function soundSnapshot(client: pg.PoolClient, head: Head, through: number) {
    const [newest] = await snapshotsOf(client, head, through, NEWEST_SNAPSHOT)
    if (!newest || newest.isSound) return { sound: newest ?? null, damage: [] }
    const all = await snapshotsOf(client, head, through)
    const damage = all.filter(({ isSound }) => !isSound).map(({ seq }) => damageOfSnapshot(seq))
    return { sound: all.find(({ isSound }) => isSound) ?? null, damage }
  }

  async function mendOne(client: pg.PoolClient, docId: number, { part, throughSeq }: Damage): Promise<void> {
    if (part !== 'row' && part !== 'segment') return
    const [find, change] = part === 'row' ? [READ_ROW, MEND_ROW] : [READ_SEGMENT, MEND_SEGMENT]
    const { rows } = await client.query<{ bytes: Uint8Array; crc: number | null }>(find, [docId, throughSeq])
    const stored = rows[0]
    const mended = stored && stored.crc !== null ? mendByte(stored.bytes, stored.crc) : null
    if (mended) await client.query(change, [docId, throughSeq, toBuffer(mended), stored?.crc])
  }

  return {
    async create(first) {
      checkSize(first)
      const created = await withClient(async client => {
        await internAuthors(client, [first])
        const values = [
          first.doc,
          authorIds.get(first.author),
          toBuffer(first.update),
          [...new Set(first.clients)],
          checksumOf(first.update),
        ]
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

    load: (doc, { ignoreSnapshots = false, patient = ignoreSnapshots } = {}) =>
      withClient(
        async (client): Promise<LoadedDocument> => {
          // The head first: rows up to its number are all committed, whatever is appended while we read.
          const head = await findHead(client, doc)
          const none = { sound: null, damage: [] }
          const { sound, damage } = ignoreSnapshots ? none : await soundSnapshot(client, head, head.seq)
          const rows = await readWhole(client, doc, head, sound?.seq ?? 0)
          const claims = await client.query<{ client: string; author: Author }>(READ_OWNERS, [head.id])
          const known = new Map(claims.rows.map(row => [Number(row.client), row.author]))
          for (const [clientId, author] of known) owners.learn(doc, clientId, author)
          const updates = [...(sound ? [sound.state] : []), ...rows.map(row => row.update)]
          return { seq: head.seq, snapshotSeq: sound?.seq ?? 0, updates, owners: known, damage }
        },
        patient ? LONG_MS : Math.min(statementMs, READ_MS),
      ),

    readAfter: (doc, seq) =>
      withClient(
        async client => {
          const head = await findHead(client, doc)
          return head.seq > seq ? readWhole(client, doc, head, seq) : []
        },
        Math.min(statementMs, READ_MS),
      ),

    history: (doc, after, through) =>
      withClient(async client => {
        const head = await findHead(client, doc)
        const last = Math.min(through ?? head.seq, head.seq)
        return last > after ? readWhole(client, doc, head, after, last) : []
      }, LONG_MS),

    async saveSnapshot(doc, seq, state, { ignoreSnapshots = false } = {}) {
      const { head, updates } = await withClient(async client => {
        const found = await findHead(client, doc)
        if (seq > found.seq) throw new AppError('internal', { message: 'There is no such row', details: { doc, seq } })
        const { sound } = ignoreSnapshots ? { sound: null } : await soundSnapshot(client, found, seq - 1)
        const rows = await readWhole(client, doc, found, sound?.seq ?? 0, seq)
        return { head: found, updates: [...(sound ? [sound.state] : []), ...rows.map(row => row.update)] }
      }, LONG_MS)
      await withClient(client =>
        inTransaction(client, async () => {
          await client.query(INSERT_SNAPSHOT, [head.id, seq, toBuffer(state), checksumOf(state)])
          const [readBack] = await snapshotsOf(client, head, seq, NEWEST_SNAPSHOT)
          if (readBack?.seq !== seq || !(await compare(updates, [readBack.state]))) {
            throw new AppError('internal', {
              message: 'The snapshot is not what its rows add up to',
              details: { doc, seq },
            })
          }
          await client.query(DROP_OLD_SNAPSHOTS, [head.id, ignoreSnapshots ? 1 : SNAPSHOTS_KEPT])
        }),
      )
    },

    setAside: async (doc, seq, reason, throughSeq = seq) => {
      await withClient(client => client.query(SET_ASIDE, [doc, seq, throughSeq, reason]))
    },

    async compact(doc, { leastRows = LEAST_ROWS, mostRows = MOST_ROWS } = {}) {
      const { head, snapshotSeq } = await withClient(async client => {
        const found = await findHead(client, doc)
        const { sound } = await soundSnapshot(client, found, found.seq)
        return { head: found, snapshotSeq: sound?.seq ?? 0 }
      })
      for (let rows = 0; ; ) {
        const packed = await withClient(
          client =>
            inTransaction(client, () => compactRun(client, { doc, docId: head.id, snapshotSeq, leastRows, mostRows })),
          LONG_MS,
        )
        if (packed === 0) return { rows }
        crashPoint('compact-after-commit')
        rows += packed
      }
    },

    inspect: doc =>
      withClient(async (client): Promise<Inspection> => {
        const head = await findHead(client, doc)
        const snapshots = await snapshotsOf(client, head, head.seq)
        const { rows, damage } = await read(client, head.id, 0, head.seq)
        const damaged = snapshots.filter(({ isSound }) => !isSound).map(({ seq }) => damageOfSnapshot(seq))
        return { seq: head.seq, rows, damage: [...damage, ...damaged], snapshots }
      }, LONG_MS),

    mend: (doc, damage) =>
      withClient(async client => {
        const { id } = await findHead(client, doc)
        for (const one of damage) await mendOne(client, id, one)
      }, LONG_MS),

    pendingBytes: commits.pendingBytes,
    drained: commits.drained,
    forget() {
      authorIds.clear()
      owners.clear()
    },
    close: commits.drained,
  }
}

async function inTransaction<T>(client: pg.PoolClient, work: () => Promise<T>): Promise<T> {
  await client.query('begin')
  try {
    const result = await work()
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

/** One statement is its own transaction and leaves no room to die in: a test that wants to gets it. */
async function runAppend<Row extends pg.QueryResultRow>(client: pg.PoolClient, statement: pg.QueryConfig) {
  if (!isCrashWanted('after-insert-before-commit')) return client.query<Row>(statement)
  await client.query('begin')
  const answer = await client.query<Row>(statement)
  crashPoint('after-insert-before-commit')
  await client.query('commit')
  return answer
}

function damageOfSnapshot(seq: number): Damage {
  return { part: 'snapshot', fromSeq: 1, throughSeq: seq }
}

function checkSize({ update }: Append): void {
  if (update.byteLength > LIMITS.updateBytes) throw new AppError('too_large')
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

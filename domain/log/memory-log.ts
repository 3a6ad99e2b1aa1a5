/** The log in memory, for tests of what stands on it: it passes the same suite as the one in Postgres. */
import { AppError } from '#domain/contract/errors.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { packRows, unpackRows } from './pack.ts'
import { foldUpdates, isSameContent } from './same-content.ts'
import type { Append, Author, HistoryRow, UpdateLog } from './update-log.ts'

const LEAST_ROWS = 64

type Segment = { readonly fromSeq: number; readonly packed: Uint8Array }
type Stored = {
  readonly segments: Segment[]
  /** Those that are not packed. */
  rows: HistoryRow[]
  seq: number
  readonly owners: Map<number, Author>
  readonly setAside: Map<number, string>
  snapshot: { readonly seq: number; readonly state: Uint8Array } | null
}

export function createMemoryLog(): UpdateLog {
  const documents = new Map<string, Stored>()

  const get = (doc: string): Stored => {
    const stored = documents.get(doc)
    if (!stored) throw new AppError('not_found')
    return stored
  }
  const rowsAfter = async ({ segments, rows, setAside }: Stored, after: number, through = Number.POSITIVE_INFINITY) => {
    const packed = await Promise.all(segments.map(segment => unpackRows(segment.packed, segment.fromSeq)))
    return [...packed.flat(), ...rows].filter(({ seq }) => seq > after && seq <= through && !setAside.has(seq))
  }

  const push = (stored: Stored, { update, author, clients }: Append) => {
    const { rows, owners } = stored
    if (clients.some(id => (owners.get(id) ?? author) !== author)) throw new AppError('forbidden')
    for (const id of clients) owners.set(id, author)
    stored.seq += 1
    rows.push({ seq: stored.seq, update: update.slice(), author, at: new Date() })
    return { seq: stored.seq }
  }

  return {
    async create(first) {
      checkSize(first)
      if (documents.has(first.doc)) throw new AppError('already_exists')
      const stored: Stored = { segments: [], rows: [], seq: 0, owners: new Map(), setAside: new Map(), snapshot: null }
      push(stored, first)
      documents.set(first.doc, stored)
    },

    async append(entry) {
      checkSize(entry)
      return push(get(entry.doc), entry)
    },

    async load(doc, { ignoreSnapshots = false } = {}) {
      const stored = get(doc)
      const { seq, owners } = stored
      const snapshot = ignoreSnapshots ? null : stored.snapshot
      const rows = await rowsAfter(stored, snapshot?.seq ?? 0, seq)
      return {
        seq,
        snapshotSeq: snapshot?.seq ?? 0,
        updates: [...(snapshot ? [snapshot.state] : []), ...rows.map(row => row.update)],
        owners: new Map(owners),
        damage: [],
      }
    },

    readAfter: async (doc, seq) => rowsAfter(get(doc), seq),

    history: async (doc, after, through) => rowsAfter(get(doc), after, through),

    async saveSnapshot(doc, seq, state) {
      const stored = get(doc)
      const truth = foldUpdates((await rowsAfter(stored, 0, seq)).map(row => row.update))
      if (!isSameContent(truth, foldUpdates([state]))) {
        throw new AppError('internal', {
          message: 'The snapshot is not what its rows add up to',
          details: { doc, seq },
        })
      }
      stored.snapshot = { seq, state: state.slice() }
    },

    async setAside(doc, seq, reason, throughSeq = seq) {
      for (let one = seq; one <= throughSeq; one += 1) get(doc).setAside.set(one, reason)
    },

    async compact(doc, { leastRows = LEAST_ROWS } = {}) {
      const stored = get(doc)
      const run = stored.rows.filter(({ seq }) => seq <= (stored.snapshot?.seq ?? 0))
      const fromSeq = run[0]?.seq
      if (fromSeq === undefined || run.length < leastRows) return { rows: 0 }
      stored.segments.push({ fromSeq, packed: await packRows(run) })
      stored.rows = stored.rows.slice(run.length)
      return { rows: run.length }
    },

    async inspect(doc) {
      const stored = get(doc)
      const rows = await rowsAfter(stored, 0)
      const snapshots = stored.snapshot ? [{ ...stored.snapshot, isSound: true }] : []
      return { seq: stored.seq, rows, damage: [], snapshots }
    },

    // Memory does not go bad.
    mend: async () => undefined,
  }
}

function checkSize({ update }: Append): void {
  if (update.byteLength > LIMITS.updateBytes) throw new AppError('too_large')
}

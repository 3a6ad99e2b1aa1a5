/** The log in memory, for tests of what stands on it: it passes the same suite as the one in Postgres. */
import { AppError } from '#domain/contract/errors.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { foldUpdates, isSameContent } from './same-content.ts'
import type { Append, Author, LogRow, UpdateLog } from './update-log.ts'

type Stored = {
  readonly rows: LogRow[]
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
  const rowsAfter = ({ rows, setAside }: Stored, after: number, through = Number.POSITIVE_INFINITY) =>
    rows.filter(({ seq }) => seq > after && seq <= through && !setAside.has(seq))

  const push = ({ rows, owners }: Stored, { update, author, clients }: Append) => {
    if (clients.some(id => (owners.get(id) ?? author) !== author)) throw new AppError('forbidden')
    for (const id of clients) owners.set(id, author)
    const seq = rows.length + 1
    rows.push({ seq, update: update.slice(), author })
    return { seq }
  }

  return {
    async create(first) {
      checkSize(first)
      if (documents.has(first.doc)) throw new AppError('already_exists')
      const stored: Stored = { rows: [], owners: new Map(), setAside: new Map(), snapshot: null }
      push(stored, first)
      documents.set(first.doc, stored)
    },

    async append(entry) {
      checkSize(entry)
      return push(get(entry.doc), entry)
    },

    async load(doc, { ignoreSnapshots = false } = {}) {
      const stored = get(doc)
      const snapshot = ignoreSnapshots ? null : stored.snapshot
      const rows = rowsAfter(stored, snapshot?.seq ?? 0)
      return {
        seq: stored.rows.length,
        updates: [...(snapshot ? [snapshot.state] : []), ...rows.map(row => row.update)],
        owners: new Map(stored.owners),
      }
    },

    readAfter: async (doc, seq) => rowsAfter(get(doc), seq),

    async saveSnapshot(doc, seq, state) {
      const stored = get(doc)
      const truth = foldUpdates(rowsAfter(stored, 0, seq).map(row => row.update))
      if (!isSameContent(truth, foldUpdates([state]))) {
        throw new AppError('internal', {
          message: 'The snapshot is not what its rows add up to',
          details: { doc, seq },
        })
      }
      stored.snapshot = { seq, state: state.slice() }
    },

    async setAside(doc, seq, reason) {
      get(doc).setAside.set(seq, reason)
    },
  }
}

function checkSize({ update }: Append): void {
  if (update.byteLength > LIMITS.updateBytes) throw new AppError('too_large')
}

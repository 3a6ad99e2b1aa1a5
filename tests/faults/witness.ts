/** A second look at the database: what its rows hold, read by statements of this file alone. */
import type pg from 'pg'
import * as Y from 'yjs'
import { unpackRows } from '#domain/log/pack.ts'

export type Witness = {
  /** Whether some committed row of the document holds these words, asked now. */
  readonly holds: (doc: string, words: string) => Promise<boolean>
  /** The document that its rows add up to, snapshots left aside. */
  readonly rebuild: (doc: string) => Promise<Y.Doc>
  readonly rowCount: (doc: string) => Promise<number>
}

export function createWitness(pool: pg.Pool): Witness {
  /** Packed rows, then the others; those that were set aside are left out. */
  const updatesOf = async (doc: string): Promise<Uint8Array[]> => {
    const client = await pool.connect()
    try {
      // One snapshot of the database: compaction moves rows between two statements.
      await client.query('begin isolation level repeatable read read only')
      const segments = await client.query<{ from: number; packed: Uint8Array }>(
        `select g."fromSeq" as from, g.packed from doc_segment g join doc_head h on h.id = g."docId"
        where h.doc = $1 order by g."fromSeq"`,
        [doc],
      )
      const rows = await client.query<{ seq: number; update: Uint8Array }>(
        `select u.seq, u.update from doc_update u join doc_head h on h.id = u."docId" where h.doc = $1 order by u.seq`,
        [doc],
      )
      const aside = await client.query<{ seq: number }>(
        `select s.seq from doc_set_aside s join doc_head h on h.id = s."docId" where h.doc = $1`,
        [doc],
      )
      await client.query('commit')
      const packed = await Promise.all(segments.rows.map(segment => unpackRows(segment.packed, segment.from)))
      const left = new Set(aside.rows.map(({ seq }) => seq))
      return [...packed.flat(), ...rows.rows].filter(({ seq }) => !left.has(seq)).map(({ update }) => update)
    } finally {
      client.release()
    }
  }

  return {
    async holds(doc, words) {
      const { rows } = await pool.query<{ held: boolean }>(
        `select exists (
          select 1 from doc_update u join doc_head h on h.id = u."docId"
          where h.doc = $1 and position($2::bytea in u.update) > 0
        ) as held`,
        [doc, Buffer.from(words)],
      )
      if (rows[0]?.held) return true
      // It may have been packed already.
      return (await updatesOf(doc)).some(update => Buffer.from(update).includes(words))
    },
    async rebuild(doc) {
      const rebuilt = new Y.Doc()
      for (const update of await updatesOf(doc)) Y.applyUpdate(rebuilt, update)
      if (rebuilt.store.pendingStructs !== null || rebuilt.store.pendingDs !== null)
        throw new Error(`The rows of ${doc} do not add up: something they build on is missing`)
      return rebuilt
    },
    rowCount: async doc => (await updatesOf(doc)).length,
  }
}

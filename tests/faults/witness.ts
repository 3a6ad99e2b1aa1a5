/** A second look at the database: what its rows hold, read by statements of this file alone. */
import type pg from 'pg'
import * as Y from 'yjs'

export type Witness = {
  /** Whether some committed row of the document holds these words, asked now. */
  readonly holds: (doc: string, words: string) => Promise<boolean>
  /** The document that its rows add up to, snapshots left aside. */
  readonly rebuild: (doc: string) => Promise<Y.Doc>
  readonly rowCount: (doc: string) => Promise<number>
}

export function createWitness(pool: pg.Pool): Witness {
  return {
    async holds(doc, words) {
      const { rows } = await pool.query<{ held: boolean }>(
        `select exists (
          select 1 from doc_update u join doc_head h on h.id = u."docId"
          where h.doc = $1 and position($2::bytea in u.update) > 0
        ) as held`,
        [doc, Buffer.from(words)],
      )
      return rows[0]?.held ?? false
    },
    async rebuild(doc) {
      const { rows } = await pool.query<{ seq: number; update: Uint8Array }>(
        `select u.seq, u.update from doc_update u join doc_head h on h.id = u."docId"
        where h.doc = $1
          and not exists (select 1 from doc_set_aside s where s."docId" = u."docId" and s.seq = u.seq)
        order by u.seq`,
        [doc],
      )
      const rebuilt = new Y.Doc()
      for (const { update } of rows) Y.applyUpdate(rebuilt, update)
      if (rebuilt.store.pendingStructs !== null || rebuilt.store.pendingDs !== null)
        throw new Error(`The rows of ${doc} do not add up: something they build on is missing`)
      return rebuilt
    },
    async rowCount(doc) {
      const { rows } = await pool.query<{ count: number }>(
        `select count(*)::int as count from doc_update u join doc_head h on h.id = u."docId" where h.doc = $1`,
        [doc],
      )
      return rows[0]?.count ?? 0
    },
  }
}

/**
 * What is done for the log while nobody waits: old rows are packed, samples are checked against their rows, and the
 * space of packed rows goes back. Every node may do it; two at once do nothing twice.
 */
import type pg from 'pg'
import type { Logger } from 'pino'
import type { Tx } from '#prisma/client.ts'
import { checkDocument, type Finding, repairDocument } from './repair.ts'
import { addStages, findWithoutStage } from './stages.ts'
import { isStorageTrouble } from './storage-error.ts'
import { snapshotDocument, type WriteAgain } from './swept-words.ts'
import type { UpdateLog } from './update-log.ts'

/** Fewer rows are not worth a segment. */
const LEAST_ROWS = 64
/** A document that is being written in is packed in larger pieces. */
const BUSY_ROWS = 1024
const QUIET = '1 day'
const MOST_DOCUMENTS = 500
/** An index that is smaller is not worth making anew. */
const LEAST_INDEX_BYTES = 4 * 1024 * 1024
/** What an entry takes in a full one. */
const ENTRY_BYTES = 24

export type Upkeep = {
  /** Packs what has become old. A document that fails is told and does not stop the others. */
  readonly packOldRows: () => Promise<{ readonly documents: number; readonly rows: number; readonly failed: number }>
  /** Makes long histories enterable in their middle. @returns how many stages were made */
  readonly addStages: () => Promise<number>
  /** Checks documents taken at random; what is found is told, and repaired. */
  readonly checkSample: (count: number) => Promise<Sample>
}

export type Sample = {
  readonly checked: number
  readonly damaged: readonly string[]
  /** Those of the damaged that are still so. */
  readonly unmended: readonly string[]
}

type Options = {
  readonly log: UpdateLog
  readonly pool: pg.Pool
  readonly db: Tx
  readonly writeAgain: WriteAgain
  readonly logger: Logger
  readonly onFinding: (finding: Finding) => void
}

export function createUpkeep({ log, pool, db, writeAgain, logger, onFinding }: Options): Upkeep {
  const repair = async (doc: string): Promise<boolean> => {
    const findings = await repairDocument({ log, doc, logger })
    for (const finding of findings) onFinding(finding)
    return findings.length > 0
  }

  const pack = async (doc: string): Promise<number> => {
    try {
      return await packDocument({ log, writeAgain }, doc)
    } catch (error) {
      // What cannot be read or does not add up is repaired first; anything else is not about this document.
      if (isStorageTrouble(error) || !(await repair(doc))) throw error
      return packDocument({ log, writeAgain }, doc)
    }
  }

  return {
    async packOldRows() {
      const done = { documents: 0, rows: 0, failed: 0 }
      for (const doc of await findWorthPacking(pool)) {
        try {
          done.rows += await pack(doc)
          done.documents += 1
        } catch (error) {
          done.failed += 1
          logger.error({ alert: true, err: error, doc }, 'old rows could not be packed; they stay as they are')
        }
      }
      if (done.rows > 0) await giveBackSpace(pool)
      return done
    },

    async addStages() {
      let made = 0
      for (const doc of await findWithoutStage(db)) {
        try {
          made += await addStages({ log, db }, doc)
        } catch (error) {
          logger.error({ alert: true, err: error, doc }, 'a long history could not be divided; it is only slower')
        }
      }
      return made
    },

    async checkSample(count) {
      const docs = await pool.query<{ doc: string }>('select doc from doc_head order by random() limit $1', [count])
      const damaged: string[] = []
      const mended = new Set<string>()
      for (const { doc } of docs.rows) {
        try {
          if ((await checkDocument(log, doc)).length === 0) continue
          damaged.push(doc)
          await repair(doc)
          const left = await checkDocument(log, doc)
          if (left.length === 0) mended.add(doc)
          else logger.error({ alert: true, doc, findings: left }, 'a repair did not help')
        } catch (error) {
          logger.error({ alert: true, err: error, doc }, 'a document could not be checked')
        }
      }
      return { checked: docs.rows.length, damaged, unmended: damaged.filter(doc => !mended.has(doc)) }
    },
  }
}

/**
 * Everything up to now, with a snapshot that holds it.
 * @returns how many rows were packed
 */
export async function packDocument(
  { log, writeAgain }: Pick<Options, 'log' | 'writeAgain'>,
  doc: string,
  leastRows = LEAST_ROWS,
): Promise<number> {
  await snapshotDocument(log, doc, writeAgain)
  return (await log.compact(doc, { leastRows })).rows
}

async function findWorthPacking(pool: pg.Pool): Promise<readonly string[]> {
  const { rows } = await pool.query<{ doc: string }>(
    `select h.doc
     from (
       select "docId", count(*) as waiting, max(at) as newest from doc_update group by "docId" having count(*) >= $1
     ) u
     join doc_head h on h.id = u."docId"
     where u.waiting >= $2 or u.newest < now() - $3::interval
     order by u.waiting desc
     limit $4`,
    [LEAST_ROWS, BUSY_ROWS, QUIET, MOST_DOCUMENTS],
  )
  return rows.map(({ doc }) => doc)
}

/** Removed rows leave holes that new ones fill; their index keeps its size until it is made anew. */
export async function giveBackSpace(pool: pg.Pool): Promise<void> {
  await pool.query('vacuum (analyze) doc_update')
  const { rows } = await pool.query<{ bytes: string; entries: number }>(
    `select pg_relation_size('doc_update_pkey') as bytes, greatest(reltuples, 0) as entries
     from pg_class where oid = 'doc_update'::regclass`,
  )
  const { bytes, entries } = rows[0] ?? { bytes: '0', entries: 0 }
  if (Number(bytes) < LEAST_INDEX_BYTES || Number(bytes) < 4 * entries * ENTRY_BYTES) return
  // What an interrupted one left behind would stay for ever.
  await pool.query('drop index concurrently if exists doc_update_pkey_ccnew')
  await pool.query('reindex index concurrently doc_update_pkey')
}

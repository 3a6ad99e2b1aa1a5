/** The rows of a post's log, for those who may see everything that ever stood in it; and who wrote what stands in it now. */
import { applyUpdate, Doc } from 'yjs'
import { z } from 'zod'
import { docName } from '#domain/contract/doc-names.ts'
import { AppError } from '#domain/contract/errors.ts'
import { FeedPerson } from '#domain/contract/feed-shape.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { createTurns, foldPatiently } from '#domain/log/same-content.ts'
import type { HistoryRow, UpdateLog } from '#domain/log/update-log.ts'
import type { AllowedPost } from '#domain/services/access.ts'
import type { EarlierText } from '#domain/services/bring-back.ts'
import { createAuthorship, writtenBlocks } from '#domain/text/authorship.ts'
import { jsonOf } from '#domain/text/document.ts'
import { FIELDS } from '#domain/text/post-fields.ts'
import type { Tx } from '#prisma/client.ts'

export const HistoryQuery = z.object({
  limit: z.coerce.number().int().min(1).max(LIMITS.historyRows).default(LIMITS.historyRows),
  /** Number of the last row that is known; from the beginning if left out. */
  cursor: z.coerce
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .default(0),
})

/** Number of a row. */
export const RowNumber = z.coerce
  .number()
  .int()
  .min(1)
  .max(2 ** 31 - 1)

export const HistoryView = z
  .object({
    /** In the order of the log. */
    items: z.array(
      z.object({
        seq: z.number().int(),
        at: z.string(),
        /** Id of its author; `system` for what the server wrote by itself. */
        by: z.string(),
        /** Yjs update v1, base64. */
        update: z.base64(),
      }),
    ),
    /** Authors of these rows who still have an account. */
    people: z.array(FeedPerson),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'History' })
export type HistoryView = z.infer<typeof HistoryView>

export const BlameView = z
  .object({
    /** The newest row that is in it. */
    seq: z.number().int(),
    people: z.array(FeedPerson),
    blocks: z.array(
      z.object({
        block: z.string(),
        inside: z.array(z.string()),
        runs: z.array(
          z.object({
            text: z.string(),
            by: z.string().nullable(),
            at: z.string().nullable(),
            seq: z.number().int().nullable(),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'Blame' })
export type BlameView = z.infer<typeof BlameView>

type Stores = { readonly db: Tx; readonly log: UpdateLog }

/** @throws {AppError} not_found, storage_unavailable */
export async function readHistory(
  { db, log }: Stores,
  { postId }: AllowedPost<'edit'>,
  { limit, cursor }: z.infer<typeof HistoryQuery>,
): Promise<HistoryView> {
  const doc = docName.post(postId)
  // The head first: what is appended meanwhile comes with the next page.
  const newest = await newestRow(db, doc)
  const through = Math.min(newest, cursor + limit)
  const all = await log.history(doc, cursor, through)
  const rows = thatFit(all)
  const last = rows.length < all.length ? (rows.at(-1)?.seq ?? through) : through
  return {
    items: rows.map(({ seq, at, author, update }) => ({
      seq,
      at: at.toISOString(),
      by: author,
      update: Buffer.from(update).toString('base64'),
    })),
    people: await authorsOf(db, rows),
    nextCursor: last < newest ? String(last) : null,
  }
}

/** The first one always. */
function thatFit(rows: readonly HistoryRow[]): readonly HistoryRow[] {
  let bytes = 0
  const end = rows.findIndex(({ update }, index) => {
    bytes += update.byteLength
    return index > 0 && bytes > LIMITS.historyBytes
  })
  return end === -1 ? rows : rows.slice(0, end)
}

/**
 * Who wrote what stands in the text now.
 *
 * @throws {AppError} not_found, storage_unavailable
 */
export async function readBlame({ db, log }: Stores, { postId }: AllowedPost<'read'>): Promise<BlameView> {
  const doc = docName.post(postId)
  const rows = await rowsThrough({ db, log }, doc, await newestRow(db, doc))
  const document = new Doc()
  const authorship = createAuthorship()
  const takeTurns = createTurns()
  try {
    for (const { seq, at, author: by, update } of rows) {
      applyUpdate(document, update)
      authorship.learn({ seq, by, at: at.toISOString(), update })
      await takeTurns()
    }
    const blocks = writtenBlocks(document, authorship)
    const shown = new Set(blocks.flatMap(({ runs }) => runs.flatMap(({ by }) => by ?? [])))
    return {
      seq: rows.at(-1)?.seq ?? 0,
      people: await authorsOf(
        db,
        rows.filter(({ author }) => shown.has(author)),
      ),
      blocks: blocks.map(({ block, inside, runs }) => ({ block, inside: [...inside], runs: [...runs] })),
    }
  } finally {
    document.destroy()
  }
}

/**
 * The text as it was with that row, and what stood beside it.
 *
 * @throws {AppError} not_found when there is no such row; storage_unavailable
 */
export async function readMoment(
  { db, log }: Stores,
  { postId }: AllowedPost<'edit'>,
  seq: number,
): Promise<EarlierText & { readonly at: string }> {
  const doc = docName.post(postId)
  if (seq > (await newestRow(db, doc))) throw new AppError('not_found')
  const rows = await rowsThrough({ db, log }, doc, seq)
  const last = rows.at(-1)
  if (last?.seq !== seq) throw new AppError('not_found')
  const document = await foldPatiently(rows.map(({ update }) => update))
  try {
    return {
      content: jsonOf(document),
      fields: document.getMap(FIELDS).toJSON(),
      at: last.at.toISOString(),
    }
  } finally {
    document.destroy()
  }
}

async function rowsThrough({ log }: Stores, doc: string, seq: number): Promise<readonly HistoryRow[]> {
  const rows: HistoryRow[] = []
  for (let after = 0; after < seq; after += LIMITS.historyRows) {
    rows.push(...(await log.history(doc, after, Math.min(seq, after + LIMITS.historyRows))))
  }
  return rows
}

async function newestRow(db: Tx, doc: string): Promise<number> {
  const head = await db.docHead.findUnique({ where: { doc }, select: { seq: true } })
  if (!head) throw new AppError('not_found')
  return head.seq
}

function authorsOf(db: Tx, rows: readonly HistoryRow[]): Promise<FeedPerson[]> {
  const ids = [...new Set(rows.map(({ author }) => author))]
  return db.user.findMany({ where: { id: { in: ids } }, select: { id: true, name: true, color: true } })
}

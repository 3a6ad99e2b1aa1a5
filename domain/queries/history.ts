/** The rows of a post's log, for those who may see everything that ever stood in it. */
import { z } from 'zod'
import { docName } from '#domain/contract/doc-names.ts'
import { AppError } from '#domain/contract/errors.ts'
import { FeedPerson } from '#domain/contract/feed-shape.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { findStage } from '#domain/log/stages.ts'
import type { HistoryRow, UpdateLog } from '#domain/log/update-log.ts'
import type { AllowedPost } from '#domain/services/access.ts'
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

export const StageQuery = z.object({
  /** Number of a row: the stage lies before it, with an answer of rows between them; the end of the log if left out. */
  before: z.coerce
    .number()
    .int()
    .min(1)
    .max(2 ** 31 - 1)
    .optional(),
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

export const StageView = z
  .object({
    /** Null where a history is not that long: it begins with its first row. */
    stage: z
      .object({
        /** It holds the rows up to this one: `cursor` of what follows. */
        seq: z.number().int(),
        at: z.string(),
        /** Yjs update v1, base64. */
        state: z.base64(),
        /** Whose its letters are: of a Yjs client, from one clock up to another, with the newest row that brought them. */
        origins: z.array(
          z.object({
            client: z.number(),
            start: z.number(),
            end: z.number(),
            seq: z.number().int(),
            by: z.string(),
            at: z.string(),
          }),
        ),
      })
      .nullable(),
    people: z.array(FeedPerson),
  })
  .meta({ id: 'HistoryStage' })
export type StageView = z.infer<typeof StageView>

export type Stores = { readonly db: Tx; readonly log: UpdateLog }

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
    people: await peopleOf(
      db,
      rows.map(({ author }) => author),
    ),
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
 * Where to enter a long history: what is after it is bounded, however long people wrote before.
 *
 * @throws {AppError} not_found
 */
export async function readStage(
  { db }: Pick<Stores, 'db'>,
  { postId }: AllowedPost<'edit'>,
  { before }: z.infer<typeof StageQuery>,
): Promise<StageView> {
  const doc = docName.post(postId)
  const end = Math.min(before ?? Number.POSITIVE_INFINITY, (await newestRow(db, doc)) + 1)
  const stage = await findStage(db, doc, end - 1 - LIMITS.historyRows)
  if (!stage) return { stage: null, people: [] }
  const { seq, at, state, known } = stage
  return {
    stage: { seq, at, state: Buffer.from(state).toString('base64'), origins: [...known] },
    people: await peopleOf(
      db,
      known.map(({ by }) => by),
    ),
  }
}

/** @throws {AppError} not_found for a document never created */
export async function newestRow(db: Tx, doc: string): Promise<number> {
  const head = await db.docHead.findUnique({ where: { doc }, select: { seq: true } })
  if (!head) throw new AppError('not_found')
  return head.seq
}

/** Those of them who still have an account. */
export function peopleOf(db: Tx, ids: readonly string[]): Promise<FeedPerson[]> {
  return db.user.findMany({ where: { id: { in: [...new Set(ids)] } }, select: { id: true, name: true, color: true } })
}

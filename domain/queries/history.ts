/** The rows of a post's log, for those who may see everything that ever stood in it; and who wrote what stands in it now. */
import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs'
import { z } from 'zod'
import { docName } from '#domain/contract/doc-names.ts'
import { AppError } from '#domain/contract/errors.ts'
import { FeedPerson } from '#domain/contract/feed-shape.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { createTurns, isWaiting } from '#domain/log/same-content.ts'
import { findStage } from '#domain/log/stages.ts'
import type { HistoryRow, UpdateLog } from '#domain/log/update-log.ts'
import type { AllowedPost } from '#domain/services/access.ts'
import type { ChangedText, EarlierText } from '#domain/services/bring-back.ts'
import { asWritten } from '#domain/text/as-written.ts'
import { type Authorship, createAuthorship, writtenBlocks } from '#domain/text/authorship.ts'
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

/**
 * Who wrote what stands in the text now.
 *
 * @throws {AppError} not_found, storage_unavailable
 */
export async function readBlame({ db, log }: Stores, { postId }: AllowedPost<'read'>): Promise<BlameView> {
  const doc = docName.post(postId)
  const { document, authorship, seq } = await walkTo({ db, log }, doc, await newestRow(db, doc))
  try {
    const blocks = writtenBlocks(document, authorship)
    return {
      seq,
      people: await peopleOf(
        db,
        blocks.flatMap(({ runs }) => runs.flatMap(({ by }) => by ?? [])),
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
  const { document, at, seq: last } = await walkTo({ db, log }, doc, seq)
  try {
    if (last !== seq || at === null) throw new AppError('not_found')
    return { content: jsonOf(document), fields: document.getMap(FIELDS).toJSON(), at }
  } finally {
    document.destroy()
  }
}

/**
 * The document with that row, and the text before it; of rows so long ago that much was written since, none.
 *
 * @throws {AppError} not_found when there is no such row; storage_unavailable
 */
export async function readChange(
  { db, log }: Stores,
  { postId }: AllowedPost<'edit'>,
  change: number,
): Promise<ChangedText> {
  const doc = docName.post(postId)
  const newest = await newestRow(db, doc)
  // The first row is the post itself.
  if (change < 2 || change > newest || change < newest - LIMITS.historyRows) throw new AppError('not_found')
  const { document } = await walkTo({ db, log }, doc, change - 1)
  const before = { content: jsonOf(document), fields: document.getMap(FIELDS).toJSON() }
  const [row] = await log.history(doc, change - 1, change)
  if (!row) throw new AppError('not_found')
  applyUpdate(document, row.update)
  return { seq: change, document, bytes: encodeStateAsUpdate(document).byteLength, before }
}

type There = {
  readonly document: Doc
  readonly authorship: Authorship
  /** Last row that is in it, and when that came. */
  readonly seq: number
  readonly at: string | null
}

/** From the nearest stage, a page of rows at a time: others go on meanwhile. */
async function walkTo({ db, log }: Stores, doc: string, through: number): Promise<There> {
  const stage = await findStage(db, doc, through)
  const document = asWritten(new Doc())
  if (stage) applyUpdate(document, stage.state)
  const authorship = createAuthorship(stage?.known)
  const takeTurns = createTurns()
  let [seq, at] = [stage?.seq ?? 0, stage?.at ?? null]
  for (let after = seq; after < through; after += LIMITS.historyRows) {
    for (const row of await log.history(doc, after, Math.min(through, after + LIMITS.historyRows))) {
      applyUpdate(document, row.update)
      seq = row.seq
      at = row.at.toISOString()
      authorship.learn({ seq, by: row.author, at, update: row.update })
      await takeTurns()
    }
  }
  if (isWaiting(document)) throw new Error('The rows do not add up: something they build on is missing')
  return { document, authorship, seq, at }
}

async function newestRow(db: Tx, doc: string): Promise<number> {
  const head = await db.docHead.findUnique({ where: { doc }, select: { seq: true } })
  if (!head) throw new AppError('not_found')
  return head.seq
}

function peopleOf(db: Tx, ids: readonly string[]): Promise<FeedPerson[]> {
  return db.user.findMany({ where: { id: { in: [...new Set(ids)] } }, select: { id: true, name: true, color: true } })
}

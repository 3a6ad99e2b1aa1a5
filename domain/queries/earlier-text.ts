/** What the rows of a post's log add up to, walked through on the server: who wrote what, and how the text was. */
import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs'
import { z } from 'zod'
import { docName } from '#domain/contract/doc-names.ts'
import { AppError } from '#domain/contract/errors.ts'
import { FeedPerson } from '#domain/contract/feed-shape.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { isWaiting } from '#domain/log/same-content.ts'
import { findStage } from '#domain/log/stages.ts'
import type { AllowedPost } from '#domain/services/access.ts'
import type { ChangedText, EarlierText } from '#domain/services/bring-back.ts'
import { asWritten } from '#domain/text/as-written.ts'
import { type Authorship, createAuthorship, writtenBlocks } from '#domain/text/authorship.ts'
import { jsonOf } from '#domain/text/document.ts'
import { FIELDS } from '#domain/text/post-fields.ts'
import { createTurns } from '#domain/turns.ts'
import { newestRow, peopleOf, type Stores } from './history.ts'

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

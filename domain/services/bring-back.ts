/** An earlier text and what stood beside it, put in place again: as an edit of whoever wants it, as small as it can be. */
import type { Doc } from 'yjs'
import { changeDocument } from '#domain/text/change-document.ts'
import type { JsonNode } from '#domain/text/document.ts'
import { FIELDS, type Fields } from '#domain/text/post-fields.ts'
import type { AllowedPost } from './access.ts'
import { type DocumentAt, type Told, writeDocument } from './content.ts'
import { putFields } from './fields.ts'
import type { Stores } from './posts.ts'

export type EarlierText = { readonly content: JsonNode; readonly fields: Fields }

export type ChangedText = DocumentAt & { readonly before: EarlierText }

/**
 * @returns number of the row that does it; null where nothing differed
 * @throws {AppError} invalid_transition for a post in the bin; too_large; storage_unavailable, disk_full (safe to repeat)
 */
export async function bringBack(
  stores: Stores,
  post: AllowedPost<'edit'>,
  earlier: EarlierText,
  told: Told,
): Promise<number | null> {
  const { text, changed } = await writeDocument(stores, post, copy => put(copy, earlier), told)
  return changed ? text.logSeq : null
}

/**
 * Takes a row back: what was there before it comes again, and what it brought goes, but for what people wrote since.
 *
 * @param was the document with that row, and the text before it
 * @throws {AppError} as `bringBack`
 */
export async function takeBack(stores: Stores, post: AllowedPost<'edit'>, was: ChangedText): Promise<void> {
  await writeDocument(stores, post, copy => put(copy, was.before), { kind: 'text_written' }, was)
}

function put(copy: Doc, { content, fields }: EarlierText): void {
  copy.transact(() => {
    changeDocument(copy, content)
    putFields(copy.getMap(FIELDS), fields)
  })
}

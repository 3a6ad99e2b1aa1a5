/** An earlier text and what stood beside it, put in place again: as an edit of whoever wants it, as small as it can be. */
import { changeDocument } from '#domain/text/change-document.ts'
import type { JsonNode } from '#domain/text/document.ts'
import { FIELDS, type Fields } from '#domain/text/post-fields.ts'
import type { AllowedPost } from './access.ts'
import { type Told, writeDocument } from './content.ts'
import { putFields } from './fields.ts'
import type { Stores } from './posts.ts'

export type EarlierText = { readonly content: JsonNode; readonly fields: Fields }

/** @throws {AppError} invalid_transition for a post in the bin; too_large; storage_unavailable, disk_full (safe to repeat) */
export async function bringBack(
  stores: Stores,
  post: AllowedPost<'edit'>,
  { content, fields }: EarlierText,
  told: Told,
): Promise<void> {
  await writeDocument(
    stores,
    post,
    copy =>
      copy.transact(() => {
        changeDocument(copy, content)
        putFields(copy.getMap(FIELDS), fields)
      }),
    told,
  )
}

/**
 * Texts that come by the API: stored as an edit of their author, as small as it can be made.
 *
 *   load the log ─▶ change a copy ─▶ append what changed ─▶ (commit) ─▶ rows of lists and of the activity log ─▶ answer
 *
 * Editors that have the post open read the new row (NOTIFY) and merge it like anybody's edit. One call at a time changes
 * a post: of two texts that replace everything the later one stands, not a mixture.
 */
import { applyUpdate, type Doc, encodeStateAsUpdate } from 'yjs'
import { docName } from '#domain/contract/doc-names.ts'
import { AppError } from '#domain/contract/errors.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { foldPatiently } from '#domain/log/same-content.ts'
import type { UpdateLog } from '#domain/log/update-log.ts'
import { changeDocument } from '#domain/text/change-document.ts'
import { type JsonNode, jsonOf } from '#domain/text/document.ts'
import { newMentionsIn } from '#domain/text/new-mentions.ts'
import { excerptOf } from '#domain/text/plain-text.ts'
import { tagsOf } from '#domain/text/post-fields.ts'
import type { AllowedPost } from './access.ts'
import { type ActivityKind, recordActivity } from './activity.ts'
import { tellOfTextMentions } from './mentions.ts'
import { recordTextsIn, type Stores } from './posts.ts'
import { transact } from './transact.ts'
import { type PostTextNow, textOf } from './versions.ts'

/** First half of the advisory lock's key; the other one is made of the post's id. */
const WRITE_LOCK = 7_146_554

type Written = {
  readonly text: PostTextNow
  /** Whether anything had to be changed. */
  readonly changed: boolean
}

/** A document with the rows up to that one. */
export type DocumentAt = { readonly seq: number; readonly document: Doc; readonly bytes: number }

export type Told = { readonly kind: ActivityKind; readonly data?: Record<string, string | number> }

/**
 * @param target what the text shall be, from what it is
 * @throws {AppError} invalid_transition for a post in the bin; too_large; storage_unavailable, disk_full (safe to repeat)
 */
export function writeContent(
  stores: Stores,
  post: AllowedPost<'edit'>,
  target: (current: JsonNode) => JsonNode,
  told: Told = { kind: 'text_written' },
): Promise<Written> {
  return writeDocument(stores, post, copy => changeDocument(copy, target(jsonOf(copy))), told)
}

/**
 * The same for whatever a post's document holds, its text and its fields.
 *
 * @param change in one transaction, or not at all
 * @param was an earlier state that is changed in place of the newest: what was written since is merged with the change
 */
export async function writeDocument(
  { db, log }: Stores,
  { postId, workspaceId, userId }: AllowedPost<'edit'>,
  change: (copy: Doc) => void,
  { kind, data }: Told,
  was?: DocumentAt,
): Promise<Written> {
  const doc = docName.post(postId)
  return transact(db, async (tx, emit) => {
    await tx.$executeRaw`select pg_advisory_xact_lock(${WRITE_LOCK}::int4, hashtext(${postId}))`
    const { state } = await tx.post.findUniqueOrThrow({ where: { id: postId }, select: { state: true } })
    if (state === 'deleted') {
      throw new AppError('invalid_transition', { message: 'It is in the bin. Restore it first.', details: { state } })
    }
    const { seq, document: copy, bytes } = was ?? (await newest(log, doc))
    try {
      const changes: Uint8Array[] = []
      copy.on('update', (update: Uint8Array) => changes.push(update))
      change(copy)
      const [update] = changes
      if (!update) return { text: await textOf(copy, seq), changed: false }
      const after = encodeStateAsUpdate(copy).byteLength
      if (update.byteLength > LIMITS.updateBytes || (after > LIMITS.documentBytes && after > bytes)) {
        throw new AppError('too_large', { message: 'A post holds up to 2 MB. Move some of it to another post.' })
      }
      const own = copy.store.clients.has(copy.clientID) ? [copy.clientID] : []
      const { seq: written } = await log.append({ doc, update, author: userId, clients: own })
      // Others may have written meanwhile: what is answered and listed is what is there now.
      for (const row of written > seq + 1 ? await log.readAfter(doc, seq) : []) applyUpdate(copy, row.update)
      const text = await textOf(copy, written)
      const { title, content, fields } = text
      const excerpt = excerptOf(content)
      await recordTextsIn(tx, emit, [{ postId, seq: written, title, excerpt, tags: tagsOf(fields), content, fields }])
      await tellOfTextMentions({ tx, emit }, postId, userId, newMentionsIn(update, copy))
      // The row that it is, so that a history can say so.
      await recordActivity(tx, { workspaceId, postId, userId, kind, data: { ...data, seq: written } })
      return { text, changed: true }
    } finally {
      copy.destroy()
    }
  })
}

async function newest(log: UpdateLog, doc: string): Promise<DocumentAt> {
  const { seq, updates } = await log.load(doc)
  const bytes = updates.reduce((sum, { byteLength }) => sum + byteLength, 0)
  return { seq, document: await foldPatiently(updates), bytes }
}

/** Frozen texts: what was approved, scheduled or published is a row of its own, taken from the log, never from a room. */

import { applyUpdate, Doc, decodeStateVector, encodeStateAsUpdate } from 'yjs'
import { docName } from '#domain/contract/doc-names.ts'
import { AppError } from '#domain/contract/errors.ts'
import type { PostId, UserId } from '#domain/contract/ids.ts'
import type { UpdateLog } from '#domain/log/update-log.ts'
import { asWritten } from '#domain/text/as-written.ts'
import { type JsonNode, jsonOf } from '#domain/text/document.ts'
import { canonicalJson, contentHash } from '#domain/text/hash.ts'
import { hasText, titleOf } from '#domain/text/plain-text.ts'
import type { Fields } from '#domain/text/post-fields.ts'
import { FIELDS } from '#domain/text/post-fields.ts'
import type { Tx } from '#prisma/client.ts'
import type { Prisma } from '#prisma/generated/client.ts'

export type PostTextNow = {
  /** Yjs update v1 of the whole document. */
  readonly state: Uint8Array<ArrayBuffer>
  readonly content: JsonNode
  readonly contentHash: string
  /** What goes out beside the text: tags, slug, cover, texts for single channels. */
  readonly fields: Fields
  readonly title: string
  /** Whether there is a title and something below it. */
  readonly isPublishable: boolean
  /** Newest row of the log that is in it. */
  readonly logSeq: number
}

/**
 * The text of a post as it is committed now.
 *
 * @param seen Yjs state vector (base64) that the text has to contain
 * @throws {AppError} content_ahead when the log does not hold `seen` yet; storage_unavailable
 */
export async function readPostText(log: UpdateLog, postId: PostId, seen?: string): Promise<PostTextNow> {
  const { seq, updates } = await log.load(docName.post(postId))
  const document = asWritten(new Doc())
  try {
    document.transact(() => {
      for (const update of updates) applyUpdate(document, update)
    })
    if (seen !== undefined) requireContained(document, seen)
    return await textOf(document, seq)
  } finally {
    document.destroy()
  }
}

/** @param seq newest row of the log that is in the document */
export async function textOf(document: Doc, seq: number): Promise<PostTextNow> {
  const content = jsonOf(document)
  const title = titleOf(content)
  return {
    state: encodeStateAsUpdate(document) as Uint8Array<ArrayBuffer>,
    content,
    contentHash: await contentHash(content),
    fields: document.getMap(FIELDS).toJSON(),
    title,
    isPublishable: title !== '' && hasText(content),
    logSeq: seq,
  }
}

/** Whether a frozen version is the text as it is now: a deletion changes it, and undoing that makes it the same again. */
export function isSameText(
  version: { readonly contentHash: string; readonly fields: unknown },
  text: Pick<PostTextNow, 'contentHash' | 'fields'>,
): boolean {
  return version.contentHash === text.contentHash && canonicalJson(version.fields) === canonicalJson(text.fields)
}

/** Deletions are not in a state vector; they travel with or after the structs it counts. */
function requireContained(document: Doc, seen: string): void {
  for (const [client, clock] of parseStateVector(seen)) {
    const structs = document.store.clients.get(client)
    const last = structs?.at(-1)
    if ((last ? last.id.clock + last.length : 0) < clock) throw new AppError('content_ahead')
  }
}

function parseStateVector(base64: string): Map<number, number> {
  try {
    return decodeStateVector(Buffer.from(base64, 'base64'))
  } catch (cause) {
    throw new AppError('invalid_input', { cause, details: [{ path: 'stateVector', message: 'is not a state vector' }] })
  }
}

/** What is compared with a text to know whether it is the same. */
type FrozenText = { readonly id: string; readonly contentHash: string; readonly fields: unknown }

export async function findFrozenText(tx: Tx, versionId: string | null): Promise<FrozenText | null> {
  if (versionId === null) return null
  return tx.postVersion.findUnique({
    where: { id: versionId },
    select: { id: true, contentHash: true, fields: true },
  })
}

export type FreezeReason = 'approve' | 'schedule' | 'publish'

/** Adds the version row; the caller holds the lock on the post's row, which keeps the numbers in order. */
export async function insertVersion(
  tx: Tx,
  text: PostTextNow,
  { postId, userId, reason }: { postId: PostId; userId: UserId; reason: FreezeReason },
): Promise<{ id: string; contentHash: string }> {
  const newest = await tx.postVersion.aggregate({ where: { postId }, _max: { number: true } })
  return tx.postVersion.create({
    data: {
      postId,
      number: (newest._max.number ?? 0) + 1,
      reason,
      state: text.state,
      content: text.content as Prisma.InputJsonObject,
      contentHash: text.contentHash,
      fields: text.fields as Prisma.InputJsonObject,
      title: text.title,
      logSeq: text.logSeq,
      createdById: userId,
    },
    select: { id: true, contentHash: true },
  })
}

/** How a post begins, and how its lists learn what its text says. */

import { encodeStateAsUpdate } from 'yjs'
import { docName } from '#domain/contract/doc-names.ts'
import { AppError } from '#domain/contract/errors.ts'
import type { PostId, UserId, WorkspaceId } from '#domain/contract/ids.ts'
import type { PostAccess } from '#domain/contract/inputs/sharing.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import type { UpdateLog } from '#domain/log/update-log.ts'
import { docFromJson, type JsonNode } from '#domain/text/document.ts'
import { contentHash } from '#domain/text/hash.ts'
import { newMentionsIn } from '#domain/text/new-mentions.ts'
import { excerptOf, titleOf } from '#domain/text/plain-text.ts'
import type { Fields } from '#domain/text/post-fields.ts'
import { toSlug } from '#domain/text/slug.ts'
import type { Db, Tx } from '#prisma/client.ts'
import type { AllowedWorkspace } from './access.ts'
import { recordActivity } from './activity.ts'
import { freeSlug } from './free-slug.ts'
import { tellOfTextMentions } from './mentions.ts'
import { readText } from './text-reader.ts'
import { type Emit, transact } from './transact.ts'
import { isSameText } from './versions.ts'

/** What services need: rows, and the log of texts. */
export type Stores = { readonly db: Db; readonly log: UpdateLog }

type NewPost = {
  readonly title?: string | undefined
  readonly markdown?: string | undefined
  readonly access?: PostAccess | undefined
}

/**
 * A draft whose log has its first row, so that a room is never empty.
 * @throws {AppError} too_large; rate_limited, invalid_transition for too many; storage_unavailable, disk_full
 */
export async function createPost(
  { db, log }: Stores,
  workspace: AllowedWorkspace<'edit'>,
  { title = '', markdown = '', access }: NewPost,
): Promise<PostId> {
  const json = await readText({ format: 'markdown', title, words: markdown })
  return transact(db, (tx, emit) => insertPost({ tx, emit, log }, workspace, { json, access }))
}

/** The same inside a transaction that does more. The log's row commits by itself: alone it is never shown. */
export async function insertPost(
  { tx, emit, log }: { tx: Tx; emit: Emit; log: UpdateLog },
  { workspaceId, userId }: { workspaceId: WorkspaceId; userId: UserId },
  { json, access = 'workspace' }: Pick<NewPost, 'access'> & { readonly json: JsonNode },
): Promise<PostId> {
  const title = titleOf(json)
  const document = docFromJson(json)
  const update = encodeStateAsUpdate(document)
  const { clientID } = document
  const mentions = newMentionsIn(update, document)
  document.destroy()
  if (update.byteLength > LIMITS.updateBytes) throw new AppError('too_large')

  // Two posts of one name begun at once: the second looks when the first has its address.
  await tx.$executeRaw`select from workspace where id = ${workspaceId}::uuid for no key update`
  await requireFewPosts(tx, workspaceId, userId)
  const taken = async (slug: string) => (await tx.post.count({ where: { workspaceId, slug } })) > 0
  const row = await tx.post.create({
    data: {
      workspaceId,
      slug: await freeSlug(toSlug(title, 'post'), taken),
      title: title.slice(0, LIMITS.titleChars),
      excerpt: excerptOf(json),
      textSeq: 1,
      access,
      createdById: userId,
      changedById: userId,
    },
    select: { id: true },
  })
  const postId = row.id as PostId
  await log.create({ doc: docName.post(postId), update, author: userId, clients: [clientID] })
  await tellOfTextMentions({ tx, emit }, postId, userId, mentions)
  await recordActivity(tx, { workspaceId, postId, userId, kind: 'post_created' })
  emit({ type: 'post.changed', postId, workspaceId })
  return postId
}

/** @throws {AppError} rate_limited for too many of one person in a minute; invalid_transition for a workspace that is full */
async function requireFewPosts(tx: Tx, workspaceId: WorkspaceId, userId: UserId): Promise<void> {
  const [counted] = await tx.$queryRaw<{ held: number; begun: number; waitSeconds: number }[]>`
    select count(*) filter (where state <> 'deleted')::int as held, count(*) filter (where mine)::int as begun,
      coalesce(ceil(extract(epoch from min("createdAt") filter (where mine) + interval '1 minute' - now())), 1)::int
        as "waitSeconds"
    from (
      select state, "createdAt", "createdById" = ${userId} and "createdAt" > now() - interval '1 minute' as mine
      from post where "workspaceId" = ${workspaceId}::uuid
    ) posts`
  const { held = 0, begun = 0, waitSeconds = 1 } = counted ?? {}
  if (held >= LIMITS.postsPerWorkspace) {
    throw new AppError('invalid_transition', {
      message: `A workspace has at most ${LIMITS.postsPerWorkspace.toLocaleString('en')} posts. Move some to the bin first.`,
    })
  }
  if (begun >= LIMITS.postsPerMinute) {
    throw new AppError('rate_limited', {
      message: 'Those are many new posts in one minute. Wait a moment.',
      details: { retryAfterSeconds: Math.max(1, waitSeconds) },
    })
  }
}

/** A text as it stands at a row of the log. */
export type RecordedText = {
  readonly postId: PostId
  /** Row of the log that the text is taken from. */
  readonly seq: number
  readonly title: string
  readonly excerpt: string
  readonly tags: readonly string[]
  /** Looked at only where it is compared with what goes out. */
  readonly content: JsonNode
  readonly fields: Fields
}

/**
 * Keeps what lists show of texts, any number in one transaction. An older text never overwrites a newer one: nodes may
 * record in any order.
 */
export async function recordTexts(db: Db, texts: readonly RecordedText[]): Promise<void> {
  await transact(db, (tx, emit) => recordTextsIn(tx, emit, texts))
}

/** The same inside a transaction that does more. */
export async function recordTextsIn(tx: Tx, emit: Emit, texts: readonly RecordedText[]): Promise<void> {
  const changed = await tx.$queryRaw<RecordedRow[]>`
    update post set title = t.title, excerpt = t.excerpt, "textSeq" = t.seq,
      "updatedAt" = date_trunc('milliseconds', clock_timestamp()),
      tags = array(select jsonb_array_elements_text(t.tags))
    from (
      select distinct on (id) * from unnest(
        ${texts.map(({ postId }) => postId)}::uuid[],
        ${texts.map(({ seq }) => seq)}::int[],
        ${texts.map(({ title }) => title.slice(0, LIMITS.titleChars))}::text[],
        ${texts.map(({ excerpt }) => excerpt)}::text[],
        ${texts.map(({ tags }) => JSON.stringify(tags))}::jsonb[]
      ) as u(id, seq, title, excerpt, tags) order by id, seq desc
    ) t
    where post.id = t.id and post."textSeq" < t.seq
    returning post.id::text as "postId", post."workspaceId"::text as "workspaceId", post."textSeq" as seq, "movedOn",
      coalesce("approvedVersionId", case when state = 'scheduled' then "frozenVersionId" end)::text as "versionId"`
  await recordMovedOn(tx, changed, texts)
  for (const { postId, workspaceId } of changed) emit({ type: 'post.changed', postId, workspaceId })
}

type RecordedRow = {
  readonly postId: string
  readonly workspaceId: string
  readonly seq: number
  readonly movedOn: boolean
  /** What goes out. */
  readonly versionId: string | null
}

/** Whether these texts are still the versions that go out; an undo makes them so again. SPEC PS80 */
async function recordMovedOn(tx: Tx, rows: readonly RecordedRow[], texts: readonly RecordedText[]): Promise<void> {
  const versionIds = rows.flatMap(({ versionId }) => versionId ?? [])
  if (versionIds.length === 0) return
  const versions = await tx.postVersion.findMany({
    where: { id: { in: versionIds } },
    select: { id: true, contentHash: true, fields: true, logSeq: true },
  })
  const versionById = new Map(versions.map(version => [version.id, version]))
  for (const { postId, seq, versionId, movedOn } of rows) {
    const version = versionById.get(versionId ?? '')
    const text = texts.find(one => one.postId === postId && one.seq === seq)
    if (!version || !text) continue
    // A text that was frozen before it was recorded is no later one.
    const isLater = seq > version.logSeq
    const now = isLater && !isSameText(version, { ...text, contentHash: await contentHash(text.content) })
    if (now !== movedOn) await tx.post.update({ where: { id: postId }, data: { movedOn: now } })
  }
}

/**
 * Threads and what is said in them. Whoever may comment may begin, answer, resolve and reopen; words belong to whoever
 * wrote them: others may at most remove them, and only with the right to manage. SPEC CM.
 */
import type { AnchorEnds } from '#domain/contract/discussion-shape.ts'
import { docName } from '#domain/contract/doc-names.ts'
import { AppError } from '#domain/contract/errors.ts'
import type { CommentId, PostId, ThreadId, UserId } from '#domain/contract/ids.ts'
import type { CreateThread, MoveAnchor, React } from '#domain/contract/inputs/comments.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { can } from '#domain/contract/roles.ts'
import { foldPatiently } from '#domain/log/same-content.ts'
import type { UpdateLog } from '#domain/log/update-log.ts'
import { fromBase64 } from '#domain/text/anchors.ts'
import { anchorOfQuote } from '#domain/text/find-quote.ts'
import { mentionedIn } from '#domain/text/mentions.ts'
import type { Db, Tx } from '#prisma/client.ts'
import type { AllowedPost } from './access.ts'
import { notifyOfComment, notifyOfMentions } from './comment-notices.ts'
import { databaseNow } from './database-clock.ts'
import type { Stores } from './posts.ts'
import { type Emit, transact } from './transact.ts'

type MayComment = AllowedPost<'comment'>

/**
 * Begins a thread with its first comment. Words that are quoted without an anchor are looked for in the text.
 * @throws {AppError} invalid_transition in the bin; too_large; rate_limited; invalid_input for too many mentions
 */
export async function createThread(
  { db, log }: Stores,
  post: MayComment,
  { quote = '', body, ...given }: CreateThread,
): Promise<ThreadId> {
  const found = given.anchor ? null : await findQuote(log, post.postId, quote)
  const anchor = given.anchor ?? found
  const quoteOnce = found !== null || (Boolean(given.anchor) && given.quoteOnce === true)
  return transact(db, async (tx, emit) => {
    await requireRoom(tx, post, body)
    const { id } = await tx.thread.create({
      data: {
        postId: post.postId,
        createdAt: await databaseNow(tx),
        anchorStart: anchor ? fromBase64(anchor.start) : null,
        anchorEnd: anchor ? fromBase64(anchor.end) : null,
        quote,
        quoteOnce,
        createdById: post.userId,
      },
      select: { id: true },
    })
    await say(tx, emit, post, id as ThreadId, body)
    return id as ThreadId
  })
}

/**
 * Answers in a thread; a resolved one is open again by it, so nothing new is said where nobody looks.
 * @throws {AppError} not_found for a thread of another post; else as createThread
 */
export async function addComment(
  db: Db,
  post: MayComment,
  { threadId, body }: { threadId: ThreadId; body: string },
): Promise<CommentId> {
  return transact(db, async (tx, emit) => {
    await requireRoom(tx, post, body, threadId)
    await lockThread(tx, post.postId, threadId)
    await tx.thread.updateMany({
      where: { id: threadId, resolvedAt: { not: null } },
      data: { resolvedAt: null, resolvedById: null },
    })
    return say(tx, emit, post, threadId, body)
  })
}

/** @throws {AppError} not_found; forbidden for words of others */
export async function editComment(
  db: Db,
  post: MayComment,
  { commentId, body }: { commentId: CommentId; body: string },
): Promise<void> {
  await transact(db, async (tx, emit) => {
    requireOpen(post)
    requireFewMentions(body)
    // Before its thread, as who answers there does: in another order two of them would wait for each other.
    await lockDiscussion(tx, post.postId)
    const comment = await lockComment(tx, post.postId, commentId)
    if (comment.authorId !== post.userId) throw new AppError('forbidden', { message: 'Only its author may edit it.' })
    if (comment.body === body) return
    await requireDiscussionBytes(tx, post.postId, body)
    await tx.comment.update({ where: { id: commentId }, data: { body, editedAt: await databaseNow(tx) } })
    await notifyOfMentions(tx, emit, post, { threadId: comment.threadId, commentId, body })
    emit({ type: 'discussion.changed', postId: post.postId, threadId: comment.threadId })
  })
}

/**
 * Takes a comment back. One that has replies leaves its place; a thread in which nothing is left goes.
 * @throws {AppError} not_found; forbidden for words of others without the right to manage
 */
export async function deleteComment(db: Db, post: MayComment, commentId: CommentId): Promise<void> {
  await transact(db, async (tx, emit) => {
    requireOpen(post)
    const { authorId, threadId } = await lockComment(tx, post.postId, commentId)
    if (authorId !== post.userId && !can(post.role, 'manage')) {
      throw new AppError('forbidden', { message: 'Only its author or an admin may remove it.' })
    }
    const comments = await tx.comment.findMany({
      where: { threadId },
      select: { id: true, deletedAt: true },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    })
    const others = comments.filter(comment => comment.id !== commentId && comment.deletedAt === null)
    if (others.length === 0) await tx.thread.delete({ where: { id: threadId } })
    else if (comments.at(-1)?.id === commentId) await tx.comment.delete({ where: { id: commentId } })
    else {
      await tx.commentReaction.deleteMany({ where: { commentId } })
      await tx.comment.update({ where: { id: commentId }, data: { body: '', deletedAt: await databaseNow(tx) } })
    }
    emit({ type: 'discussion.changed', postId: post.postId, threadId })
  })
}

/** Done already, by whomever, stays as it is. @throws {AppError} not_found */
export async function resolveThread(db: Db, post: MayComment, threadId: ThreadId): Promise<void> {
  await setResolved(db, post, threadId, post.userId)
}

/** @throws {AppError} not_found */
export async function reopenThread(db: Db, post: MayComment, threadId: ThreadId): Promise<void> {
  await setResolved(db, post, threadId, null)
}

async function setResolved(db: Db, post: MayComment, threadId: ThreadId, resolvedById: UserId | null): Promise<void> {
  await transact(db, async (tx, emit) => {
    requireOpen(post)
    await lockThread(tx, post.postId, threadId)
    const { count } = await tx.thread.updateMany({
      where: { id: threadId, resolvedAt: resolvedById === null ? { not: null } : null },
      data: { resolvedAt: resolvedById === null ? null : await databaseNow(tx), resolvedById },
    })
    if (count > 0) emit({ type: 'discussion.changed', postId: post.postId, threadId })
  })
}

/** Adds or takes back a reaction of one's own. @throws {AppError} not_found */
export async function react(
  db: Db,
  post: MayComment,
  commentId: CommentId,
  { reaction: emoji, on }: React,
): Promise<void> {
  await transact(db, async (tx, emit) => {
    requireOpen(post)
    const { threadId } = await lockComment(tx, post.postId, commentId)
    const row = { commentId, userId: post.userId, emoji }
    const { count } = on
      ? await tx.commentReaction.createMany({ data: [row], skipDuplicates: true })
      : await tx.commentReaction.deleteMany({ where: row })
    if (count > 0) emit({ type: 'discussion.changed', postId: post.postId, threadId })
  })
}

/**
 * Hangs a thread where its words are now: the page that moved or brought back text knows where its letters went, and
 * nobody else does.
 * @throws {AppError} not_found; rev_conflict when it hangs elsewhere by now
 */
export async function moveAnchor(
  db: Db,
  { postId }: AllowedPost<'edit'>,
  threadId: ThreadId,
  { anchor, was }: MoveAnchor,
): Promise<void> {
  await transact(db, async (tx, emit) => {
    const { count } = await tx.thread.updateMany({
      where: { id: threadId, postId, anchorStart: fromBase64(was.start), anchorEnd: fromBase64(was.end) },
      data: { anchorStart: fromBase64(anchor.start), anchorEnd: fromBase64(anchor.end) },
    })
    if (count > 0) return emit({ type: 'discussion.changed', postId, threadId })
    const exists = await tx.thread.count({ where: { id: threadId, postId } })
    throw new AppError(exists > 0 ? 'rev_conflict' : 'not_found')
  })
}

async function findQuote(log: UpdateLog, postId: PostId, quote: string): Promise<AnchorEnds | null> {
  if (quote.trim() === '') return null
  const { updates } = await log.load(docName.post(postId))
  const doc = await foldPatiently(updates)
  try {
    return anchorOfQuote(doc, quote)
  } finally {
    doc.destroy()
  }
}

async function say(tx: Tx, emit: Emit, post: MayComment, threadId: ThreadId, body: string): Promise<CommentId> {
  const createdAt = await databaseNow(tx)
  const { id } = await tx.comment.create({
    data: { threadId, authorId: post.userId, body, createdAt },
    select: { id: true },
  })
  await notifyOfComment(tx, emit, post, { threadId, commentId: id, body })
  emit({ type: 'discussion.changed', postId: post.postId, threadId })
  return id as CommentId
}

async function requireRoom(tx: Tx, post: MayComment, body: string, threadId?: ThreadId): Promise<void> {
  requireOpen(post)
  requireFewMentions(body)
  await requireDiscussionBytes(tx, post.postId, body)
  const isFull =
    threadId === undefined
      ? (await tx.thread.count({ where: { postId: post.postId } })) >= LIMITS.threadsPerPost
      : (await tx.comment.count({ where: { threadId } })) >= LIMITS.commentsPerThread
  if (isFull) throw full()
  await requirePatience(tx, post.userId)
}

function requireOpen({ state }: MayComment): void {
  if (state === 'deleted') {
    throw new AppError('invalid_transition', { message: 'This post is in the bin. Restore it first.' })
  }
}

function requireFewMentions(body: string): void {
  if (mentionedIn(body).size <= LIMITS.mentionsPerComment) return
  const message = `mentions more than ${LIMITS.mentionsPerComment} people`
  throw new AppError('invalid_input', { details: [{ path: 'body', message }] })
}

/** By the row of the post. */
async function lockDiscussion(tx: Tx, postId: PostId): Promise<void> {
  await tx.$executeRaw`select from post where id = ${postId}::uuid for no key update`
}

/** Under the lock of the discussion: of two who write at once, the second is counted with the first. */
async function requireDiscussionBytes(tx: Tx, postId: PostId, body: string): Promise<void> {
  await lockDiscussion(tx, postId)
  const [held] = await tx.$queryRaw<{ bytes: number }[]>`
    select coalesce(sum(octet_length(c.body)), 0)::int as bytes
    from comment c join thread t on t.id = c."threadId" where t."postId" = ${postId}::uuid`
  if ((held?.bytes ?? 0) + Buffer.byteLength(body) > LIMITS.discussionBytes) throw full()
}

function full(): AppError {
  return new AppError('too_large', { message: 'There are as many comments as Galley keeps here. Remove some first.' })
}

async function requirePatience(tx: Tx, userId: UserId): Promise<void> {
  const [said] = await tx.$queryRaw<{ count: number; waitSeconds: number }[]>`
    select count(*)::int as count,
      coalesce(ceil(extract(epoch from min("createdAt") + interval '1 minute' - now())), 1)::int as "waitSeconds"
    from comment where "authorId" = ${userId} and "createdAt" > now() - interval '1 minute'`
  if (!said || said.count < LIMITS.commentsPerMinute) return
  throw new AppError('rate_limited', {
    message: 'That are many comments in one minute. Wait a moment.',
    details: { retryAfterSeconds: Math.max(1, said.waitSeconds) },
  })
}

/** @throws {AppError} not_found for a thread that is gone, or of another post */
async function lockThread(tx: Tx, postId: PostId, threadId: ThreadId): Promise<void> {
  const rows = await tx.$queryRaw<unknown[]>`
    select id from thread where id = ${threadId}::uuid and "postId" = ${postId}::uuid for update`
  if (rows.length === 0) throw new AppError('not_found')
}

type LockedComment = { readonly authorId: string; readonly threadId: ThreadId; readonly body: string }

/** Locks its thread too: what is counted in it stays so. @throws {AppError} not_found for one that was removed */
async function lockComment(tx: Tx, postId: PostId, commentId: CommentId): Promise<LockedComment> {
  await tx.$executeRaw`
    select from thread where "postId" = ${postId}::uuid
      and id = (select "threadId" from comment where id = ${commentId}::uuid) for update`
  const [row] = await tx.$queryRaw<LockedComment[]>`
    select c."authorId", c."threadId", c.body from comment c join thread t on t.id = c."threadId"
    where c.id = ${commentId}::uuid and t."postId" = ${postId}::uuid and c."deletedAt" is null`
  if (!row) throw new AppError('not_found')
  return row
}

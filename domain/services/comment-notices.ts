/**
 * Who hears of a comment, each person once: whoever it mentions, else who is in the thread, else
 * who watches the post.
 * Nobody hears of their own words, and nobody of a post they may not see (`notify` leaves them out).
 */
import type { ThreadId } from '#domain/contract/ids.ts'
import { plainWordsOf } from '#domain/text/comment-words.ts'
import { mentionedIn } from '#domain/text/mentions.ts'
import type { Tx } from '#prisma/client.ts'
import type { AllowedPost } from './access.ts'
import { type Notice, notify } from './notifications.ts'
import { findMentioned } from './participants.ts'
import { findWatchers } from './post-watch.ts'
import type { Emit } from './transact.ts'

type Post = AllowedPost<'comment'>
type Said = { readonly threadId: ThreadId; readonly commentId: string; readonly body: string }

export async function notifyOfComment(tx: Tx, emit: Emit, post: Post, said: Said): Promise<void> {
  const { threadId, commentId } = said
  const told = new Set<string>([post.userId])
  const rest = (ids: readonly string[]) => ids.filter(id => !told.has(id))

  const mentioned = await notifyOfMentions(tx, emit, post, said)
  for (const id of mentioned) told.add(id)

  const comments = await tx.comment.findMany({
    where: { threadId, deletedAt: null },
    select: { authorId: true },
    distinct: ['authorId'],
  })
  const inThread = rest(comments.map(({ authorId }) => authorId))
  const row = await tx.post.findUniqueOrThrow({
    where: { id: post.postId },
    select: { title: true },
  })
  const about = { title: row.title, threadId, body: quoteOf(said.body) }
  await tell(tx, emit, post, { ...about, kind: 'reply', to: inThread, dedupeKey: `reply:${commentId}` })
  for (const id of inThread) told.add(id)
  await tell(tx, emit, post, {
    ...about,
    kind: 'comment',
    to: rest(await findWatchers(tx, post.postId)),
    dedupeKey: `comment:${commentId}`,
  })
}

/**
 * One notice for each person and comment, whatever is edited around the mention.
 * @returns who is mentioned
 */
export async function notifyOfMentions(
  tx: Tx,
  emit: Emit,
  post: Post,
  { threadId, commentId, body }: Said,
): Promise<readonly string[]> {
  const mentioned = await findMentioned(tx, post.postId, mentionedIn(body))
  const to = mentioned.filter(id => id !== post.userId)
  if (to.length === 0) return []
  const { title } = await tx.post.findUniqueOrThrow({ where: { id: post.postId }, select: { title: true } })
  const dedupeKey = `mention:comment:${commentId}`
  await tell(tx, emit, post, { kind: 'mention', title, threadId, body: quoteOf(body), to, dedupeKey })
  return to
}

/** What was said, as it is read. */
function quoteOf(markdown: string): string {
  return `“${plainWordsOf(markdown)}”`
}

type Told = Pick<Notice, 'kind' | 'to' | 'dedupeKey' | 'body'> & {
  readonly title: string
  readonly threadId: ThreadId
}

async function tell(tx: Tx, emit: Emit, post: Post, { title, ...notice }: Told): Promise<void> {
  if (notice.to.length === 0) return
  await notify(tx, emit, {
    ...notice,
    severity: 'info',
    post: { id: post.postId, workspaceId: post.workspaceId, title },
    actorId: post.userId,
  })
}

/** Who is called into a text hears of it once for each mention, whatever becomes of the words around it. SPEC CM41. */
import type { PostId, UserId, WorkspaceId } from '#domain/contract/ids.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import type { Db, Tx } from '#prisma/client.ts'
import { notify } from './notifications.ts'
import { findMentioned } from './participants.ts'
import { type Emit, transact } from './transact.ts'

type TextMention = { readonly id: string; readonly userId: string }

/**
 * Safe to repeat: a mention that was told of is not told of again. Nobody hears of their own, and nobody of a post they
 * may not see.
 */
export async function notifyOfTextMentions(
  db: Db,
  postId: PostId,
  authorId: UserId,
  mentions: readonly TextMention[],
): Promise<void> {
  if (mentions.length > 0)
    await transact(db, (tx, emit) => tellOfTextMentions({ tx, emit }, postId, authorId, mentions))
}

/** The same inside a transaction that does more. */
export async function tellOfTextMentions(
  { tx, emit }: { readonly tx: Tx; readonly emit: Emit },
  postId: PostId,
  authorId: UserId,
  mentions: readonly TextMention[],
): Promise<void> {
  const toOthers = mentions.filter(({ userId }) => userId !== authorId).slice(0, LIMITS.mentionsPerMinute)
  if (toOthers.length === 0) return
  const post = await tx.post.findUnique({
    where: { id: postId },
    select: { title: true, workspaceId: true, state: true },
  })
  if (!post || post.state === 'deleted') return
  for (const { id, userId } of toOthers) {
    await notify(tx, emit, {
      kind: 'mention',
      severity: 'info',
      post: { id: postId, workspaceId: post.workspaceId as WorkspaceId, title: post.title },
      actorId: authorId,
      to: (await findMentioned(tx, postId, [userId])).filter(id => id !== authorId),
      dedupeKey: `mention:${postId}:${id}`,
      mentionId: id,
    })
  }
}

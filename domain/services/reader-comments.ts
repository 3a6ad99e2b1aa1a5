/**
 * Comments of readers on the public site.
 *
 *   written ─▶ waiting ─(somebody who may publish)─▶ shown ⇄ hidden ⇄ spam        every decision can be taken back
 *      └─ the workspace shows at once, and there is no link in it ─▶ shown
 */
import { createHash } from 'node:crypto'
import type { CommentPolicy, ReaderCommentState } from '#domain/contract/engagement.ts'
import { linksIn, type WriteReaderComment } from '#domain/contract/inputs/engagement.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import type { Db, Tx } from '#prisma/client.ts'
import type { AllowedReaderComment } from './access.ts'
import { recordActivity } from './activity.ts'
import { databaseNow } from './database-clock.ts'
import { addEngagement, type EngagedPost } from './engagement.ts'
import { type Emit, transact } from './transact.ts'

/** `known`: it was there already. `full`: too many wait to be read. `closed`: the workspace takes none. */
type Written = 'shown' | 'waiting' | 'known' | 'full' | 'closed'

export async function writeReaderComment(
  db: Db,
  post: EngagedPost & { readonly channelId: string },
  { name, body }: WriteReaderComment,
): Promise<Written> {
  const { postId, workspaceId, channelId } = post
  const bodyHash = createHash('sha256').update(`${name}\n${body}`).digest('hex')
  return transact(db, async (tx, emit) => {
    const { commentPolicy } = await tx.workspace.findUniqueOrThrow({
      where: { id: workspaceId },
      select: { commentPolicy: true },
    })
    const policy = commentPolicy as CommentPolicy
    if (policy === 'closed') return 'closed'
    const state = policy === 'at_once' && linksIn(body) === 0 ? 'shown' : 'waiting'
    if (state === 'waiting') {
      const waiting = await tx.readerComment.count({ where: { postId, state: 'waiting' } })
      if (waiting >= LIMITS.readerCommentsWaiting) return 'full'
    }
    const { count } = await tx.readerComment.createMany({
      data: [{ postId, workspaceId, name, body, bodyHash, state, createdAt: await databaseNow(tx) }],
      skipDuplicates: true,
    })
    if (count === 0) return 'known'
    await move(tx, emit, post, channelId, null, state)
    return state
  })
}

/** Nothing happens, and nothing is written down, when it is in that state already. */
export async function decideReaderComment(
  db: Db,
  comment: AllowedReaderComment<'publish'>,
  state: ReaderCommentState,
): Promise<void> {
  const { commentId, postId, workspaceId, userId } = comment
  await transact(db, async (tx, emit) => {
    const [before] = await tx.$queryRaw<{ state: ReaderCommentState }[]>`
      select state from reader_comment where id = ${commentId}::uuid for update`
    if (!before || before.state === state) return
    const { id: channelId } = await tx.channel.findFirstOrThrow({
      where: { workspaceId, kind: 'site' },
      select: { id: true },
    })
    const decidedAt = await databaseNow(tx)
    await tx.readerComment.update({ where: { id: commentId }, data: { state, decidedAt, decidedById: userId } })
    await move(tx, emit, comment, channelId, before.state, state)
    await recordActivity(tx, { workspaceId, postId, userId, kind: `reader_comment_${state}` })
  })
}

async function move(
  tx: Tx,
  emit: Emit,
  post: EngagedPost,
  channelId: string,
  from: ReaderCommentState | null,
  to: ReaderCommentState,
): Promise<void> {
  const moved = (state: ReaderCommentState) => Number(to === state) - Number(from === state)
  const comments = moved('shown')
  await addEngagement(tx, emit, post, {
    channelId,
    comments,
    waiting: moved('waiting'),
    showsOnSite: comments !== 0,
  })
}

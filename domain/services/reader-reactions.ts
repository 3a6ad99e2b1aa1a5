/** Reactions of readers: one of each kind a reader, post and day; taken back as long as the day lasts. */
import type { ReaderReaction } from '#domain/contract/engagement.ts'
import type { Db } from '#prisma/client.ts'
import { addEngagement, type EngagedPost } from './engagement.ts'
import { transact } from './transact.ts'

type Reacting = {
  readonly channelId: string
  readonly reaction: ReaderReaction
  /** As createVisitorNames makes it. */
  readonly visitor: string
}

/** @returns false when this reader has reacted like that already: nothing is counted twice */
export async function react(db: Db, post: EngagedPost, { channelId, reaction, visitor }: Reacting): Promise<boolean> {
  const { postId } = post
  return transact(db, async (tx, emit) => {
    // Of two presses at once one inserts the row, the other waits for it and finds it there.
    const { count } = await tx.readerMark.createMany({ data: [{ postId, reaction, visitor }], skipDuplicates: true })
    if (count === 0) return false
    await addEngagement(tx, emit, post, { channelId, reactions: 1, showsOnSite: true })
    await tx.$executeRaw`
      insert into reader_reaction as r ("postId", reaction, count) values (${postId}::uuid, ${reaction}, 1)
      on conflict ("postId", reaction) do update set count = r.count + 1`
    return true
  })
}

/** @returns false when there is nothing of this reader to take back (any more) */
export async function takeBack(
  db: Db,
  post: EngagedPost,
  { channelId, reaction, visitor }: Reacting,
): Promise<boolean> {
  const { postId } = post
  return transact(db, async (tx, emit) => {
    const { count } = await tx.readerMark.deleteMany({ where: { postId, reaction, visitor } })
    if (count === 0) return false
    await addEngagement(tx, emit, post, { channelId, reactions: -1, showsOnSite: true })
    await tx.readerReaction.update({
      where: { postId_reaction: { postId, reaction } },
      data: { count: { decrement: 1 } },
    })
    return true
  })
}

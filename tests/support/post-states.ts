/** Every cell of the table of post states, for tests that try each of them. */
import type { PostId } from '#domain/contract/ids.ts'
import {
  type DeliveryState,
  POST_COMMANDS,
  POST_STATES,
  type PostCommand,
  type PostState,
  type Target,
} from '#domain/contract/post-status.ts'
import type { Db } from '#prisma/client.ts'

export const CELLS = POST_STATES.flatMap(state => POST_COMMANDS.map(command => ({ state, command })))

const DELIVERY_IN: Partial<Record<PostState, DeliveryState>> = {
  scheduled: 'queued',
  publishing: 'publishing',
  published: 'published',
  failed: 'failed',
  partly_published: 'failed',
  unconfirmed: 'unconfirmed',
}
const BEFORE_ARCHIVE: PostState = 'failed'

/** Gives an approved post the rows that a state implies, written straight into the tables. */
export async function putInto(
  db: Db,
  postId: PostId,
  state: PostState,
  { channelId, otherChannelId }: { readonly channelId: string; readonly otherChannelId: string },
): Promise<void> {
  const archivedFrom = state === 'archived' ? BEFORE_ARCHIVE : null
  const { frozenVersionId: versionId } = await db.post.update({ where: { id: postId }, data: { state, archivedFrom } })
  const delivery = DELIVERY_IN[state]
  if (!delivery || !versionId) return
  const add = (to: string, answered: DeliveryState) =>
    db.delivery.create({
      data: { postId, versionId, channelId: to, state: answered, idempotencyKey: `${postId}:${to}` },
    })
  await add(channelId, delivery)
  if (state === 'partly_published') await add(otherChannelId, 'published')
}

/** Where a command that is possible leads a post that was put into a state. */
export function stateAfter(state: PostState, command: PostCommand, to: Target): PostState {
  // The text that is out is the one that would go out.
  if (command === 'publish' && state === 'published') return 'published'
  switch (to) {
    case 'approved_or_draft':
      return 'approved'
    case 'before_archive':
      return BEFORE_ARCHIVE
    case 'folded':
      return 'published'
    default:
      return to
  }
}

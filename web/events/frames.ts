/**
 * Frames of an event stream (`text/event-stream`, WHATWG HTML 9.2). A stream is: how soon to come back, the snapshot, then
 * for each batch of changes one `change`, and one event for each thing that happened: `post:created`, `post:updated`,
 * `post:deleted`, `post:publishing`, `post:published`, `post:failed`, `notification:new`.
 */
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import { postEvents } from '#web/realtime/feed-state.ts'
import type { News, Snapshot } from './follow.ts'

const COME_BACK_MS = 2_000

/** A comment line: proxies and browsers see that the stream lives. */
export const HEARTBEAT = ': alive\n\n'

export function firstFrames(snapshot: Snapshot): string {
  return `retry: ${COME_BACK_MS}\n\n${frame('snapshot', snapshot)}`
}

export function changeFrames({ delta, beyond, before, cameBack, raised }: News): string {
  const after = new Map<string, FeedPost>()
  for (const [id, post] of Object.entries(delta.posts ?? {})) if (post) after.set(id, post)
  const happened = postEvents(before, after).map(({ type, postId, post }) =>
    frame(cameBack.has(postId) ? 'post:updated' : type, { postId, post }),
  )
  const news = Object.entries(delta.notifications ?? {}).flatMap(([id, notification]) =>
    notification && notification.readAt === null && raised.has(id)
      ? [frame('notification:new', { id, ...notification })]
      : [],
  )
  const rest = beyond ? [frame('change', beyond)] : []
  return [frame('change', delta), ...rest, ...happened, ...news].join('')
}

/** JSON has no line breaks of its own: one data line is enough. */
function frame(event: string, data: object): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}

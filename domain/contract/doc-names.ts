/** Names of live documents: the grammar is checked before anything else looks at a name. */
import type { PostId, UserId, WorkspaceId } from './ids.ts'

export type DocRef =
  | { readonly kind: 'post'; readonly postId: PostId }
  | { readonly kind: 'feed'; readonly userId: UserId }
  | { readonly kind: 'discussion'; readonly postId: PostId }
  | { readonly kind: 'presence'; readonly workspaceId: WorkspaceId }

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
const GRAMMAR = new RegExp(`^(?:(post|discussion|presence):(${UUID})|feed:([A-Za-z0-9_-]{8,64}))$`)

/** Null for anything outside the grammar: unknown kinds, other letters, any other length. */
export function parseDocName(name: string): DocRef | null {
  const match = GRAMMAR.exec(name)
  if (!match) return null
  const [, kind, uuid, userId] = match
  if (userId !== undefined) return { kind: 'feed', userId: userId as UserId }
  switch (kind) {
    case 'post':
      return { kind, postId: uuid as PostId }
    case 'discussion':
      return { kind, postId: uuid as PostId }
    case 'presence':
      return { kind, workspaceId: uuid as WorkspaceId }
    default:
      return null
  }
}

export const docName = {
  post: (postId: PostId) => `post:${postId}`,
  feed: (userId: UserId) => `feed:${userId}`,
  discussion: (postId: PostId) => `discussion:${postId}`,
  presence: (workspaceId: WorkspaceId) => `presence:${workspaceId}`,
}

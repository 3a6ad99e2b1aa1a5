/** Which one banner stands above the text: the most serious first. Pure, so that the order is a table one can test. */
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import type { PostState } from '#domain/contract/post-status.ts'
import { can, type Role } from '#domain/contract/rights.ts'
import type { PostStatus } from '#web/realtime/realtime-types.ts'
import { isAccessLost, type SaveReason } from './format.ts'

/** Null where nobody knows: the page was away, or the workspace itself is gone. */
type ChangedBy = PostStatus['changedBy']

export type BannerChoice =
  | { readonly kind: 'deleted'; readonly by: string | null; readonly at: string }
  | { readonly kind: 'access_taken'; readonly waiting: number; readonly by: ChangedBy }
  | { readonly kind: 'signed_out'; readonly waiting: number }
  | { readonly kind: 'cant_save'; readonly reason: SaveReason; readonly kept: boolean }
  | { readonly kind: 'page_too_old'; readonly waiting: number; readonly kept: boolean }
  | { readonly kind: 'role_lowered'; readonly waiting: number; readonly by: ChangedBy }
  | { readonly kind: 'offline'; readonly kept: boolean }
  | { readonly kind: 'no_device_storage' }
  | { readonly kind: 'repaired' }
  | { readonly kind: 'unsupported' }
  | { readonly kind: 'publishing' }
  | { readonly kind: 'late'; readonly dueAt: string; readonly held: boolean }
  | { readonly kind: 'draft_ahead'; readonly changes: number; readonly state: PostState; readonly at: string }
  | { readonly kind: 'in_review' }
  | { readonly kind: 'archived' }
  | { readonly kind: 'read_only' }

export type Beside = {
  /** The connection has been away for ten seconds: a restart alone is no banner. */
  readonly offlineLong: boolean
  /** It has missed its time, as far as is known. */
  readonly late: boolean
  /** The text holds blocks that this page cannot build. */
  readonly unsupported: boolean
  /** How far the draft is ahead of the text that was frozen, and when that was approved or went out. */
  readonly ahead: { readonly changes: number; readonly at: string } | null
}

export function chooseBanner(
  status: PostStatus,
  post: FeedPost,
  role: Role,
  { offlineLong, late, unsupported, ahead }: Beside,
): BannerChoice | null {
  const { save, waiting, device } = status
  if (isAccessLost(status.lost)) return { kind: 'access_taken', waiting, by: status.changedBy }
  if (post.deleted || post.state === 'deleted') return { kind: 'deleted', by: post.by?.name ?? null, at: post.at }
  if (save.state === 'cant_save') {
    if (save.reason === 'editor_outdated') return { kind: 'page_too_old', waiting, kept: device === 'kept' }
    if (save.reason === 'unauthenticated') return { kind: 'signed_out', waiting }
    return { kind: 'cant_save', reason: save.reason, kept: device === 'kept' }
  }
  if (status.lowered || (save.state === 'read_only' && waiting > 0))
    return { kind: 'role_lowered', waiting, by: status.changedBy }
  if (save.state === 'offline' && offlineLong) return { kind: 'offline', kept: device !== 'refused' }
  if (device === 'refused' && status.canEdit) return { kind: 'no_device_storage' }
  if (status.repaired) return { kind: 'repaired' }
  if (unsupported && status.canEdit) return { kind: 'unsupported' }
  if (post.state === 'publishing') return { kind: 'publishing' }
  if (post.state === 'scheduled' && (post.heldAt || late))
    return { kind: 'late', dueAt: post.scheduledAt ?? post.at, held: Boolean(post.heldAt) }
  if (ahead) return { kind: 'draft_ahead', changes: ahead.changes, state: post.state, at: ahead.at }
  if (post.state === 'in_review' && can(role, 'edit')) return { kind: 'in_review' }
  if (post.state === 'archived') return { kind: 'archived' }
  return save.state === 'read_only' ? { kind: 'read_only' } : null
}

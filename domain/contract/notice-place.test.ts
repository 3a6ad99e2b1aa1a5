import { expect, it } from 'vitest'
import { placeOf } from './notice-place.ts'

it('[NT12] a row leads to the exact place: the thread, the mention, the delivery, else the post', () => {
  expect(placeOf({ kind: 'review_requested', postId: 'p1' })).toBe('/posts/p1')
  expect(placeOf({ kind: 'reply', postId: 'p1', threadId: 't1' })).toBe('/posts/p1?thread=t1')
  expect(placeOf({ kind: 'mention', postId: 'p1', mentionId: 'm/1' })).toBe('/posts/p1?mention=m%2F1')
  expect(placeOf({ kind: 'post_failed', postId: 'p1' })).toBe('/posts/p1?panel=publish')
  expect(placeOf({ kind: 'member_joined' })).toBe('/settings/members')
  expect(placeOf({ kind: 'system' })).toBeNull()
  expect(placeOf({ kind: 'system', about: 'channels' })).toBe('/settings/channels')
  expect(placeOf({ kind: 'system', about: 'mail' })).toBe('/settings/notifications')
  expect(placeOf({ kind: 'system', postId: 'p1' })).toBe('/posts/p1')
})

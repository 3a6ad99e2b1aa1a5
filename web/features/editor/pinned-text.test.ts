import { getSchema } from '@tiptap/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import type { PostState } from '#domain/contract/post-status.ts'
import type { Role } from '#domain/contract/rights.ts'
import { anyDocument } from '#tests/support/arbitrary-document.ts'
import { CodeHighlight } from './extensions/code-highlight.ts'
import { textExtensions } from './extensions/text-extensions.ts'
import { pinnedAt } from './find-pinned.ts'
import { type PinnedText, updateOf } from './pinned-text.ts'

const delivery = { channelId: 'c', name: 'Site', kind: 'site', state: 'queued' as const, url: null, reason: null }
const pinned = (approved: boolean): PinnedText => ({
  version: 1,
  contentHash: '',
  content: { type: 'doc' },
  fields: {},
  at: '',
  approved,
})

/** What the step is called and what it does: commands it gives, or `panel`. */
function step(state: PostState, role: Role, approved = false) {
  const done: unknown[] = []
  const post: FeedPost = {
    workspaceId: 'w',
    state,
    rev: 1,
    title: '',
    at: '',
    by: null,
    scheduledAt: '2099-01-01T00:00:00Z',
    timeZone: 'Europe/Berlin',
    deliveries: [delivery, { ...delivery, channelId: 'out', state: 'published' }],
  }
  const run = async (...call: unknown[]) => {
    done.push(call)
    return 2
  }
  const update = updateOf(post, pinned(approved), role, run, () => done.push('panel'))
  update?.run()
  return update && [update.word, ...done]
}

test('[PS30] the draft takes the place of what was frozen by the step that its state allows', () => {
  expect(step('approved', 'publisher')).toEqual(['Approve this text', ['approve']])
  expect(step('published', 'publisher')).toEqual(['Update what is out…', 'panel'])
  const planned = { at: '2099-01-01T00:00:00Z', timeZone: 'Europe/Berlin', channelIds: ['c'] }
  expect(step('scheduled', 'publisher')).toEqual(['Update what goes out', ['schedule', planned]])
})

test('[PS352] a text was approved when somebody approved it, and is out since the post went out', () => {
  const post = { approval: { at: '2025-03-27T09:00:00Z' }, publishedAt: '2025-03-28T09:00:00Z' }
  expect(pinnedAt('approved', post)).toBe(post.approval.at)
  expect(pinnedAt('published', post)).toBe(post.publishedAt)
  expect(pinnedAt('approved', { approval: null, publishedAt: null })).toBeNull()
})

test('[PS30] what was approved and is on the schedule is not replaced without a new approval; editors replace nothing', () => {
  expect(step('scheduled', 'publisher', true)).toBeNull()
  for (const state of ['approved', 'published', 'scheduled'] as const) expect(step(state, 'editor')).toBeNull()
})

test('[PS30] the page reads a text as the server froze it: only what somebody changed is a change', () => {
  const schema = getSchema([...textExtensions(), CodeHighlight])
  fc.assert(
    fc.property(anyDocument, json => {
      expect(schema.nodeFromJSON(json).toJSON()).toEqual(json)
    }),
    { numRuns: 60 },
  )
})

import { describe, expect, it } from 'vitest'
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import type { PostStatus } from '#web/realtime/realtime-types.ts'
import { type Beside, chooseBanner } from './banner-choice.ts'

const status = (more: Partial<PostStatus> = {}): PostStatus => ({
  text: 'shown',
  failure: null,
  canEdit: true,
  save: { state: 'saved' },
  waiting: 0,
  device: 'kept',
  storedAt: null,
  lost: null,
  changedBy: null,
  rightsChanged: 0,
  namesChanged: 0,
  lowered: false,
  repaired: false,
  ...more,
})
const post = (more: Partial<FeedPost> = {}): FeedPost => ({
  workspaceId: 'w',
  state: 'draft',
  rev: 1,
  title: '',
  at: '',
  by: null,
  ...more,
})

const beside = (more: Partial<Beside> = {}): Beside => ({
  offlineLong: false,
  late: false,
  unsupported: false,
  ahead: null,
  ...more,
})

describe('one banner, the most serious first', () => {
  const offline = { state: 'offline', changes: 2, kept: true } as const
  const cases: [string, string | undefined, Parameters<typeof chooseBanner>][] = [
    ['nothing to say', undefined, [status(), post(), 'editor', beside({ offlineLong: false })]],
    [
      'access taken before all',
      'access_taken',
      [
        status({ lost: 'not_found', save: { state: 'cant_save', reason: 'no_access', changes: 2 }, waiting: 2 }),
        post({ state: 'deleted' }),
        'editor',
        beside({ offlineLong: true }),
      ],
    ],
    [
      'the bin',
      'deleted',
      [status({ save: offline }), post({ state: 'deleted', deleted: true }), 'editor', beside({ offlineLong: true })],
    ],
    [
      'can’t save before offline',
      'cant_save',
      [
        status({ save: { state: 'cant_save', reason: 'disk_full', changes: 1 } }),
        post({ state: 'publishing' }),
        'editor',
        beside({ offlineLong: true }),
      ],
    ],
    [
      'page too old',
      'page_too_old',
      [
        status({ save: { state: 'cant_save', reason: 'editor_outdated', changes: 1 } }),
        post(),
        'editor',
        beside({ offlineLong: false }),
      ],
    ],
    [
      'signed out',
      'signed_out',
      [
        status({ save: { state: 'cant_save', reason: 'unauthenticated', changes: 0 } }),
        post(),
        'editor',
        beside({ offlineLong: false }),
      ],
    ],
    [
      'a short absence is no banner',
      undefined,
      [status({ save: offline }), post(), 'editor', beside({ offlineLong: false })],
    ],
    [
      'a long one is',
      'offline',
      [status({ save: offline }), post({ state: 'publishing' }), 'editor', beside({ offlineLong: true })],
    ],
    [
      'a browser that keeps nothing',
      'no_device_storage',
      [status({ device: 'refused' }), post({ state: 'publishing' }), 'editor', beside({ offlineLong: false })],
    ],
    [
      'put right after a drift',
      'repaired',
      [status({ repaired: true }), post({ state: 'publishing' }), 'editor', beside({ unsupported: true })],
    ],
    [
      'a part that can’t be edited here',
      'unsupported',
      [status(), post({ state: 'publishing' }), 'editor', beside({ unsupported: true })],
    ],
    [
      'held before how far the draft is ahead',
      'late',
      [
        status(),
        post({ state: 'scheduled', scheduledAt: '2026-01-01T07:00:00Z', heldAt: '2026-01-01T09:00:00Z' }),
        'editor',
        beside({ ahead: { changes: 2, at: '2026-01-01T06:00:00Z' } }),
      ],
    ],
    [
      '[PS410] late, whether or not it was found to be held',
      'late',
      [status(), post({ state: 'scheduled', scheduledAt: '2026-01-01T07:00:00Z' }), 'viewer', beside({ late: true })],
    ],
    [
      'the draft is ahead of what is out',
      'draft_ahead',
      [status(), post({ state: 'published' }), 'viewer', beside({ ahead: { changes: 1, at: '2026-01-01T06:00:00Z' } })],
    ],
    ['publishing', 'publishing', [status(), post({ state: 'publishing' }), 'editor', beside({ offlineLong: false })]],
    ['in review', 'in_review', [status(), post({ state: 'in_review' }), 'editor', beside({ offlineLong: false })]],
    [
      'readers',
      'read_only',
      [
        status({ canEdit: false, save: { state: 'read_only' } }),
        post({ state: 'in_review' }),
        'viewer',
        beside({ offlineLong: false }),
      ],
    ],
    [
      'a lowered role',
      'role_lowered',
      [
        status({ canEdit: false, lowered: true, save: { state: 'read_only' } }),
        post(),
        'viewer',
        beside({ offlineLong: false }),
      ],
    ],
  ]
  for (const [name, kind, input] of cases) it(name, () => expect(chooseBanner(...input)?.kind).toBe(kind))
})

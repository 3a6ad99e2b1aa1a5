import { describe, expect, it } from 'vitest'
import type { FeedDelivery, FeedPost } from '#domain/contract/feed-shape.ts'
import { attentionOf } from './attention.ts'
import type { PostRow } from './rows.ts'

const NOW = Date.parse('2025-03-27T15:00:00Z')
const delivery = (changes: Partial<FeedDelivery>): FeedDelivery => ({
  channelId: 'c1',
  name: 'Mastodon',
  kind: 'mastodon',
  state: 'published',
  url: null,
  reason: null,
  ...changes,
})
const look = (changes: Partial<FeedPost>, role: Parameters<typeof attentionOf>[1] = 'owner') => {
  const row: PostRow = { id: 'p', workspaceId: 'w', state: 'failed', rev: 1, title: 'T', at: '', by: null, ...changes }
  return attentionOf(row, role, NOW, at => at.slice(11, 16))
}

describe('attentionOf', () => {
  it('[FD33] [PS223] names the channel, its reason and what is out already, offers to try again or to do without', () => {
    const deliveries = [
      delivery({ channelId: 'c0', name: 'Site' }),
      delivery({ state: 'failed', reason: '38 too long' }),
    ]
    expect(look({ state: 'partly_published', deliveries })).toMatchObject({
      tone: 'failed',
      why: 'Published on 1 of 2. Mastodon: 38 too long',
      steps: [
        { command: 'retry', word: 'Retry' },
        { command: 'confirm', word: 'Leave it out', body: { channelId: 'c1', outcome: 'left_out' } },
      ],
    })
  })
  it('[PS412] counts what became of this text, not where an earlier one is out', () => {
    const deliveries = [
      delivery({ channelId: 'c0', name: 'Letters', earlier: true }),
      delivery({ channelId: 'c2', name: 'Site' }),
      delivery({ state: 'failed', reason: 'Too long.' }),
    ]
    expect(look({ state: 'partly_published', deliveries })?.why).toBe('Published on 1 of 2. Mastodon: Too long.')
  })
  it('[PS223] leaves nothing out of what is out nowhere', () =>
    expect(look({ state: 'failed', deliveries: [delivery({ state: 'failed' })] })?.steps).toMatchObject([
      { command: 'retry' },
    ]))
  it('[FD33] never offers to send again what may be out: it asks', () => {
    const attention = look({ state: 'unconfirmed', deliveries: [delivery({ state: 'unconfirmed', kind: 'webhook' })] })
    expect(attention?.why).toBe('Mastodon did not answer. It may have gone out.')
    expect(attention?.steps).toEqual([
      { command: 'confirm', word: 'It went out', expected: null, body: { channelId: 'c1', outcome: 'published' } },
      { command: 'confirm', word: 'It did not', expected: null, body: { channelId: 'c1', outcome: 'failed' } },
    ])
  })
  it('[FD33] asks the channel first, where it can be asked', () =>
    expect(look({ state: 'unconfirmed', deliveries: [delivery({ state: 'unconfirmed' })] })?.steps[0]).toEqual({
      command: 'look-up',
      word: 'Check again',
      expected: null,
      body: { channelId: 'c1' },
    }))
  it('[FD33] says since when something is overdue', () =>
    expect(look({ state: 'scheduled', scheduledAt: '2025-03-27T07:00:00Z' })).toMatchObject({
      why: 'Was due at 07:00 and has not gone out.',
      asks: ['publish', 'schedule'],
    }))
  it('[FD33] says that the server was off', () =>
    expect(look({ state: 'scheduled', scheduledAt: '2025-03-27T07:00:00Z', heldAt: '2025-03-27T09:15:00Z' })?.why).toBe(
      'Was due at 07:00, while the server was off.',
    ))
  it('[FD33] tells those who may not act, and offers them nothing', () => {
    expect(look({ state: 'failed' }, 'editor')).toMatchObject({ why: 'It did not go out.', steps: [], asks: [] })
    expect(look({ state: 'published' })).toBeNull()
  })
})

import { describe, expect, it } from 'vitest'
import type { NotificationItem } from '#web/realtime/realtime-types.ts'
import { byDay, lineOf, pictureOf, sentenceParts } from './format.ts'

const mira = { id: 'u1', name: 'Mira Okafor', color: 1 }
const item: NotificationItem = {
  id: 'n1',
  kind: 'review_requested',
  severity: 'info',
  title: 'Mira Okafor asked you to review “Launch “notes””',
  postId: 'p1',
  actors: [mira],
  count: 1,
  rev: 1,
  at: '2025-03-26T14:00:00Z',
  readAt: null,
}

describe('sentenceParts', () => {
  it('makes the actor and the post strong, quotes inside the title included', () =>
    expect(sentenceParts(item.title, item.actors)).toEqual([
      { text: 'Mira Okafor', strong: true },
      { text: ' asked you to review ', strong: false },
      { text: 'Launch “notes”', strong: true },
    ]))
  it('makes all who did it strong', () =>
    expect(sentenceParts('Mira Okafor and Sam replied', [mira, { ...mira, id: 'u2', name: 'Sam' }])).toEqual([
      { text: 'Mira Okafor and Sam', strong: true },
      { text: ' replied', strong: false },
    ]))
  it('leaves a sentence without names as it is', () =>
    expect(sentenceParts('All is well', [])).toEqual([{ text: 'All is well', strong: false }]))
})

describe('lineOf', () => {
  it('[NT4] says what was said, and how many there are since it was read', () => {
    expect(lineOf({ kind: 'reply', body: '“Yes.”', count: 3 })).toBe('“Yes.” · 3 replies')
    expect(lineOf({ kind: 'post_failed', body: 'Mastodon: too long', count: 2 })).toBe('Mastodon: too long')
    expect(lineOf({ kind: 'approved', count: 1 })).toBe('')
  })
})

describe('pictureOf', () => {
  it('shows the person who did it', () => expect(pictureOf(item)).toBeNull())
  it('shows the outcome of a publication, not who pressed', () => {
    expect(pictureOf({ ...item, kind: 'post_published' })).toEqual({ glyph: 'published', tone: 'published' })
    expect(pictureOf({ ...item, kind: 'post_failed', severity: 'warning' })).toEqual({ glyph: 'partly', tone: 'warn' })
  })
})

describe('byDay', () => {
  it('keeps the order and names the days', () => {
    const earlier = { ...item, id: 'n0', at: '2025-03-25T10:00:00Z' }
    const days = byDay([item, { ...item, id: 'n2' }, earlier], new Date('2025-03-26T15:00:00Z'), { timeZone: 'UTC' })
    expect(days.map(({ name, items }) => [name, items.length])).toEqual([
      ['Today', 2],
      ['Yesterday', 1],
    ])
  })
})

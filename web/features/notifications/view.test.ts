import { describe, expect, it } from 'vitest'
import type { NotificationItem } from '#web/realtime/realtime-types.ts'
import { inboxSearchOf, isChosen, parseInboxView, readWhere } from './view.ts'

const row: NotificationItem = {
  id: 'n',
  kind: 'mention',
  severity: 'info',
  title: 'Mira and Sam mentioned you in “A buoy”',
  body: '“Which mast?”',
  actors: [{ id: 'u', name: 'Mira Okafor', color: 1 }],
  count: 1,
  rev: 1,
  at: '2026-11-28T12:00:00.000Z',
  readAt: null,
}

describe('what the inbox shows', () => {
  it('[NT11] is in the address and comes back from it', () => {
    for (const address of ['', '?show=unread', '?show=archived&topic=mentions&q=mast', '?topic=trouble'])
      expect(inboxSearchOf(parseInboxView(new URLSearchParams(address)))).toBe(address)
    expect(parseInboxView(new URLSearchParams('show=odd&topic=odd'))).toEqual({ show: 'all', topic: null, words: '' })
    expect(inboxSearchOf({ show: 'all', topic: null, words: '' }, new URLSearchParams('day=1'))).toBe('?day=1')
  })
  it('[NT11] is chosen by topic and by words of the sentence, of what was said, or of a name', () => {
    const chosen = (address: string) => isChosen(row, parseInboxView(new URLSearchParams(address)))
    for (const yes of ['', 'topic=mentions', 'q=BUOY', 'q=mast', 'q=okafor']) expect(chosen(yes)).toBe(true)
    for (const no of ['topic=replies', 'q=storm', 'topic=mentions&q=storm']) expect(chosen(no)).toBe(false)
  })
})

it('[FD424] rows found beyond the feed are read when all that is unread is in the feed', () => {
  const inFeed = [row, { ...row, id: 'read', readAt: row.at }]
  const found = [{ ...row, id: 'old' }]
  expect(readWhere({ items: inFeed, unread: 2 }, found)).toBe(found)
  expect(readWhere({ items: inFeed, unread: 1 }, found)).toEqual([{ ...row, id: 'old', readAt: row.at }])
})

import { describe, expect, test } from 'vitest'
import { barsOf, chartWords, topOf, totalWords } from './chart.ts'

const row = (day: string, channelId: string, views: number) => ({ day, channelId, views, reactions: 0, comments: 0 })
const today = new Date('2026-11-28T23:30:00Z')
const days = [row('2026-11-26', 'site', 40), row('2026-11-28', 'site', 7), row('2026-11-28', 'social', -2)]

describe('[EG11] chart of what readers did', () => {
  test('has a bar for every day, the empty ones too, and the last is today', () => {
    expect(barsOf(days, 'views', 4, today)).toEqual([
      { day: '2026-11-25', total: 0, parts: [] },
      { day: '2026-11-26', total: 40, parts: [{ channelId: 'site', value: 40 }] },
      { day: '2026-11-27', total: 0, parts: [] },
      {
        day: '2026-11-28',
        total: 5,
        parts: [
          { channelId: 'site', value: 7 },
          { channelId: 'social', value: -2 },
        ],
      },
    ])
    expect(barsOf([], 'comments', 30, today)).toHaveLength(30)
  })

  test('its axis ends at a number that is easy to halve', () => {
    const top = (...totals: number[]) =>
      topOf(totals.map(total => ({ day: '', total, parts: [{ channelId: 'a', value: total }] })))
    expect([top(0), top(1), top(4), top(5), top(9), top(40), top(41), top(1_001), top(2_500)]).toEqual([
      4, 4, 4, 5, 10, 40, 50, 2_000, 4_000,
    ])
  })

  test('says in words what it shows, and what is not exact', () => {
    const channels = [
      { channelId: 'site', name: 'Site', views: 47, reactions: 0, comments: 0 },
      { channelId: 'social', name: 'Social', views: 0, reactions: 0, comments: 0 },
    ]
    expect(chartWords(barsOf(days, 'views', 4, today), 'views', channels)).toBe(
      'Views a day: about 45 in 4 days on 2 channels, most on 2026-11-26 with 40',
    )
    expect(chartWords(barsOf(days, 'comments', 4, today), 'comments', channels)).toBe('No comments in the last 4 days')
    expect(totalWords({ views: 1_204, reactions: 1, comments: 0 })).toBe('About 1,204 views, 1 reaction, 0 comments')
  })
})

import { expect, test } from 'vitest'
import { ACTIVITY_KINDS } from '#domain/contract/activity.ts'
import { type ActivityItem, activityWords, TOPICS } from './words.ts'

const item = (kind: string, more: Partial<ActivityItem> = {}): ActivityItem => ({
  id: '1',
  at: '2026-01-01T00:00:00Z',
  kind,
  by: { id: 'm', name: 'Mira', color: 1 },
  post: null,
  data: {},
  ...more,
})
const BY_ITSELF: ReadonlySet<string> = new Set([
  'due',
  'held',
  'zone_rules_changed',
  'published',
  'partly_published',
  'unconfirmed',
  'failed',
])

test('[PS33] every kind of the log has its words', () => {
  for (const kind of ACTIVITY_KINDS) {
    const words = activityWords(item(kind, BY_ITSELF.has(kind) ? { by: null } : {}), '“Salt”')
    expect(words).toMatch(BY_ITSELF.has(kind) ? /^“Salt” / : /^Mira /)
    expect(words).not.toContain('does not know')
  }
})

test('[PS33] a person who is gone, and a kind of a newer server, have words too', () => {
  expect(activityWords(item('approve', { by: null }))).toBe('A former member approved it')
  expect(activityWords(item('teleport'))).toBe('Mira did something this page does not know (teleport)')
  expect(activityWords(item('schedule', { data: { from: 'scheduled' } }))).toBe('Mira moved it on the schedule')
})

test('[PS33] every kind of the log is of one topic that a list can be narrowed to', () => {
  expect(TOPICS.flatMap(({ kinds }) => [...kinds]).toSorted()).toEqual([...ACTIVITY_KINDS].toSorted())
})

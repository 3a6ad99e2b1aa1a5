import { describe, expect, test } from 'vitest'
import { freeSlots } from './slots.ts'

const NONE: ReadonlySet<number> = new Set()
const find = (timeZone: string, times: readonly (readonly [day: number, time: string])[], after: string, most = 3) =>
  freeSlots(
    { timeZone, times: times.map(([day, time]) => ({ day, time })) },
    { after: new Date(after), taken: NONE, most },
  ).map(at => at.toISOString())

describe('[PS60] slots of the week', () => {
  test('are times by the clock of their zone, on both sides of a change of clocks', () => {
    expect(find('Europe/Berlin', [[1, '09:00']], '2027-03-20T00:00:00Z')).toEqual([
      '2027-03-22T08:00:00.000Z',
      '2027-03-29T07:00:00.000Z',
      '2027-04-05T07:00:00.000Z',
    ])
    expect(find('America/New_York', [[1, '09:00']], '2026-10-30T00:00:00Z', 2)).toEqual([
      '2026-11-02T14:00:00.000Z',
      '2026-11-09T14:00:00.000Z',
    ])
  })

  test('that clocks skip are left out that day, and of two the first is meant', () => {
    expect(find('Europe/Berlin', [[7, '02:30']], '2027-03-21T12:00:00Z', 1)).toEqual(['2027-04-04T00:30:00.000Z'])
    expect(find('Europe/Berlin', [[7, '02:30']], '2027-10-30T12:00:00Z', 2)).toEqual([
      '2027-10-31T00:30:00.000Z',
      '2027-11-07T01:30:00.000Z',
    ])
  })

  test('come in the order of their moments, later than now, without those that a post has', () => {
    const week = [
      [3, '18:00'],
      [3, '07:00'],
      [5, '12:00'],
    ] as const
    expect(find('UTC', week, '2026-11-25T07:00:00Z', 3)).toEqual([
      '2026-11-25T18:00:00.000Z',
      '2026-11-27T12:00:00.000Z',
      '2026-12-02T07:00:00.000Z',
    ])
    const taken = new Set([Date.parse('2026-11-25T18:00:00Z')])
    const slots = { timeZone: 'UTC', times: week.map(([day, time]) => ({ day, time })) }
    const [next] = freeSlots(slots, { after: new Date('2026-11-25T07:00:00Z'), taken, most: 1 })
    expect(next?.toISOString()).toBe('2026-11-27T12:00:00.000Z')
    expect(freeSlots({ timeZone: 'UTC', times: [] }, { after: new Date(), taken: NONE, most: 1 })).toEqual([])
  })
})

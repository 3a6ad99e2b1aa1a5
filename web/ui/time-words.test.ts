import { describe, expect, it } from 'vitest'
import { absoluteTime, dayWords, nextChangeMs, timeWords } from './time-words.ts'

const berlin = { locale: 'en-GB', timeZone: 'Europe/Berlin' }
const now = new Date('2025-03-26T14:00:00Z') // 15:00 in Berlin

describe('timeWords', () => {
  it.each([
    ['2025-03-26T14:00:20Z', 'Now'],
    ['2025-03-26T13:58:00Z', '2 min ago'],
    ['2025-03-26T14:05:00Z', 'in 5 min'],
    ['2025-03-26T08:00:00Z', 'Today 09:00'],
    ['2025-03-25T17:00:00Z', 'Yesterday 18:00'],
    ['2025-03-27T06:30:00Z', 'Tomorrow 07:30'],
    ['2025-03-30T05:00:00Z', 'Sun 30 Mar 07:00'],
    ['2025-03-20T05:00:00Z', 'Thu 20 Mar'],
    ['2026-12-01T05:00:00Z', '1 Dec 2026 06:00'],
    ['2023-12-01T05:00:00Z', '1 Dec 2023'],
  ])('%s → %s', (at, words) => expect(timeWords(new Date(at), now, berlin)).toBe(words))

  it('counts days in the zone of the reader, not in UTC', () =>
    expect(timeWords(new Date('2025-03-25T23:30:00Z'), now, berlin)).toBe('Today 00:30'))
})

describe('absoluteTime', () => {
  it('names the zone', () => expect(absoluteTime(now, berlin)).toMatch(/^Wednesday,? 26 March 2025 at 15:00 CET$/))
})

describe('dayWords', () => {
  it.each([
    ['2025-03-26T01:00:00Z', 'Today'],
    ['2025-03-25T01:00:00Z', 'Yesterday'],
    ['2025-03-20T01:00:00Z', 'Thursday 20 March'],
  ])('%s → %s', (at, words) => expect(dayWords(new Date(at), now, berlin)).toBe(words))
})

describe('nextChangeMs', () => {
  it('looks often at what is near and seldom at what is far', () => {
    expect(nextChangeMs(new Date('2025-03-26T13:59:00Z'), now)).toBe(30_000)
    expect(nextChangeMs(new Date('2025-03-20T13:59:00Z'), now)).toBe(600_000)
  })

  it('[FD390] looks when the day ends: what was today is yesterday then', () => {
    const late = new Date(2025, 2, 26, 23, 58)
    expect(nextChangeMs(new Date(2025, 2, 26, 9), late)).toBe(120_000)
    expect(nextChangeMs(new Date(2025, 2, 26, 9), new Date(2025, 2, 27))).toBe(600_000)
  })
})

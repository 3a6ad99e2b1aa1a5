import { describe, expect, it } from 'vitest'
import { nextMorning, verdictOn } from './schedule.ts'
import { clockChangeOn, clockMinutes, moveDays, moveMinutes, resolveWall, wallOf, zoneWords } from './zoned.ts'

const BERLIN = 'Europe/Berlin'

describe('wall times', () => {
  it('[FD40] are exact on ordinary days', () =>
    expect(resolveWall({ date: '2025-03-28', time: '09:00' }, BERLIN)).toEqual({
      kind: 'exact',
      date: '2025-03-28',
      time: '09:00',
      at: '2025-03-28T08:00:00.000Z',
      zone: 'CET',
    }))
  it('[FD40] that clocks skip are not shifted quietly: the minutes around are offered', () =>
    expect(resolveWall({ date: '2025-03-30', time: '02:30' }, BERLIN)).toMatchObject({
      kind: 'gap',
      before: { time: '01:59', at: '2025-03-30T00:59:00.000Z' },
      after: { time: '03:00', at: '2025-03-30T01:00:00.000Z' },
    }))
  it('[FD40] that come twice ask which one', () =>
    expect(resolveWall({ date: '2025-10-26', time: '02:30' }, BERLIN)).toMatchObject({
      kind: 'twice',
      first: { zone: 'CEST', at: '2025-10-26T00:30:00.000Z' },
      second: { zone: 'CET', at: '2025-10-26T01:30:00.000Z' },
    }))
  it('[FD40] keep their clock over a change when moved by days', () => {
    const moved = moveDays('2025-03-29T08:00:00.000Z', 1, BERLIN)
    expect(moved).toMatchObject({ kind: 'exact', time: '09:00', at: '2025-03-30T07:00:00.000Z' })
    expect(moveDays('2025-03-29T01:30:00.000Z', 1, BERLIN).kind).toBe('gap')
  })
  it('[FD40] run through a change when moved by minutes', () =>
    expect(moveMinutes('2025-03-30T00:55:00.000Z', 15, BERLIN)).toMatchObject({ time: '03:10' }))
  it('are read in any zone', () => {
    expect(wallOf('2025-03-28T23:30:00.000Z', BERLIN)).toEqual({ date: '2025-03-29', time: '00:30' })
    expect(clockMinutes('2025-03-28T23:30:00.000Z', 'Asia/Kathmandu')).toBe(5 * 60 + 15)
  })
})

describe('days on which clocks change', () => {
  it('[FD40] name the hours that are missing or come twice', () => {
    expect(clockChangeOn('2025-03-30', BERLIN)).toEqual({ kind: 'gap', fromMinutes: 120, toMinutes: 180 })
    expect(clockChangeOn('2025-10-26', BERLIN)).toEqual({ kind: 'twice', fromMinutes: 120, toMinutes: 180 })
    expect(clockChangeOn('2025-03-29', BERLIN)).toBeNull()
    expect(clockChangeOn('2025-03-30', 'Asia/Tokyo')).toBeNull()
    // Half an hour, at two in the night.
    expect(clockChangeOn('2025-04-06', 'Australia/Lord_Howe')).toEqual({
      kind: 'twice',
      fromMinutes: 90,
      toMinutes: 120,
    })
  })
})

describe('zoneWords', () => {
  it('[FD41] name place, short name and the offset of that moment', () => {
    expect(zoneWords(BERLIN, '2025-01-01T00:00:00Z')).toBe('Berlin, CET, UTC+1')
    expect(zoneWords(BERLIN, '2025-07-01T00:00:00Z')).toBe('Berlin, CEST, UTC+2')
    expect(zoneWords('Asia/Kathmandu', '2025-07-01T00:00:00Z')).toBe('Kathmandu, UTC+5:45')
    expect(zoneWords('America/St_Johns', '2025-01-01T00:00:00Z')).toBe('St Johns, UTC−3:30')
    expect(zoneWords('UTC', '2025-01-01T00:00:00Z')).toBe('UTC')
  })
})

describe('verdictOn', () => {
  const NOW = Date.parse('2025-03-27T14:00:00Z')
  const at = (date: string, time: string, second: boolean | null = null) =>
    verdictOn({ date, time }, BERLIN, { second, nowMs: NOW })
  it('[FD40] takes what is to come, and says how long ago the past is', () => {
    expect(at('2025-03-27', '15:12')).toEqual({ kind: 'ok', at: '2025-03-27T14:12:00.000Z' })
    expect(at('2025-03-27', '14:48')).toEqual({ kind: 'past', ago: '12 minutes' })
  })
  it('[FD40] asks before it stores a time that is missing or doubled', () => {
    expect(at('2025-03-30', '02:30').kind).toBe('ask')
    expect(at('2025-10-26', '02:30').kind).toBe('ask')
    expect(at('2025-10-26', '02:30', true)).toEqual({ kind: 'ok', at: '2025-10-26T01:30:00.000Z' })
  })
  it('waits for a whole date and time', () => expect(at('', '02:30')).toEqual({ kind: 'incomplete' }))
  it('begins with the next morning of that zone', () =>
    expect(nextMorning(Date.parse('2025-03-27T23:30:00Z'), BERLIN)).toEqual({ date: '2025-03-29', time: '09:00' }))
})

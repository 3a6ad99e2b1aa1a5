import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createHeartbeat, FAST_WITHIN_MS, PACE } from './heartbeat.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const SILENT_AFTER_MS = PACE.slow.silentAfterMs

function start(answers: boolean, tripMs = 40) {
  const seen = { sent: [] as string[], silent: 0, trips: [] as number[] }
  const heartbeat = createHeartbeat({
    send: text => {
      seen.sent.push(text)
      if (answers) setTimeout(() => heartbeat.receive(text.replace('ping', 'pong')), tripMs)
    },
    onSilent: () => {
      seen.silent += 1
    },
    onRoundTrip: ms => seen.trips.push(ms),
    isVisible: () => true,
  })
  heartbeat.start()
  return { heartbeat, seen }
}

describe('[CN4] a silent connection is noticed', () => {
  it('[CN4] within five seconds of the last answer', () => {
    const { heartbeat, seen } = start(false)
    vi.advanceTimersByTime(SILENT_AFTER_MS)
    expect(seen.silent).toBe(1)
    for (const { pingAfterMs, silentAfterMs } of Object.values(PACE))
      expect(pingAfterMs + silentAfterMs).toBeLessThanOrEqual(5_000)
    heartbeat.stop()
  })

  it('[CN4] answers keep it alive and are timed', () => {
    const { heartbeat, seen } = start(true)
    vi.advanceTimersByTime(20_000)
    expect(seen.silent).toBe(0)
    expect(seen.sent[0]).toBe('{"ping":1}')
    expect(new Set(seen.trips)).toEqual(new Set([40]))
    heartbeat.stop()
  })

  it('[PR87] whoever is answered fast asks after three seconds of silence, whoever is answered slowly sooner, and waits longer', () => {
    const fast = start(true)
    const slow = start(true, FAST_WITHIN_MS + 1)
    vi.advanceTimersByTime(30_000)
    expect(fast.seen.sent.length).toBe(10)
    expect(slow.seen.sent.length).toBe(12)
    expect([fast.seen.silent, slow.seen.silent]).toEqual([0, 0])
    fast.heartbeat.stop()
    slow.heartbeat.stop()
  })

  it('[PR87] while something arrives it asks only as often as the time of an answer is shown', () => {
    const { heartbeat, seen } = start(true)
    for (let passed = 0; passed < 30_000; passed += 500) {
      vi.advanceTimersByTime(500)
      heartbeat.heard()
    }
    expect(seen.sent.length).toBe(2)
    vi.advanceTimersByTime(3_000)
    expect(seen.sent.length).toBe(3)
    expect(seen.silent).toBe(0)
    heartbeat.stop()
  })

  it('[CN4] anything that arrives is life', () => {
    const { heartbeat, seen } = start(false)
    vi.advanceTimersByTime(SILENT_AFTER_MS - 1)
    heartbeat.heard()
    vi.advanceTimersByTime(1_000)
    expect(seen.silent).toBe(0)
    heartbeat.stop()
  })

  it('[CN4] a probe does not lengthen the wait that runs', () => {
    const { heartbeat, seen } = start(false)
    vi.advanceTimersByTime(1_000)
    heartbeat.probe()
    vi.advanceTimersByTime(SILENT_AFTER_MS - 1_000)
    expect(seen.silent).toBe(1)
    heartbeat.stop()
  })

  it('[CN4] other text is not an answer, and nothing runs after the stop', () => {
    const { heartbeat, seen } = start(false)
    expect(heartbeat.receive('{"pong":"x"}')).toBe(false)
    heartbeat.stop()
    vi.advanceTimersByTime(60_000)
    expect(seen.silent).toBe(0)
    expect(vi.getTimerCount()).toBe(0)
  })
})

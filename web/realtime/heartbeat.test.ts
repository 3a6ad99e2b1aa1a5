import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createHeartbeat, FAST_WITHIN_MS, PACE } from './heartbeat.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const SILENT_AFTER_MS = PACE.slow.silentAfterMs

function start(answers: boolean, tripMs = 40, page = { visible: true }) {
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
    isVisible: () => page.visible,
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

  it('[PR87] whoever is answered fast asks after more than three seconds of silence, whoever is answered slowly sooner, and waits longer', () => {
    const fast = start(true)
    const slow = start(true, FAST_WITHIN_MS + 1)
    vi.advanceTimersByTime(30_000)
    expect(fast.seen.sent.length).toBe(9)
    expect(slow.seen.sent.length).toBe(12)
    expect([fast.seen.silent, slow.seen.silent]).toEqual([0, 0])
    fast.heartbeat.stop()
    slow.heartbeat.stop()
  })

  it('[PR87] while something arrives it asks only as often as the time of an answer is shown', () => {
    const { heartbeat, seen } = start(true)
    for (let passed = 0; passed < 60_000; passed += 500) {
      vi.advanceTimersByTime(500)
      heartbeat.heard()
    }
    expect(seen.sent.length).toBe(2)
    vi.advanceTimersByTime(3_500)
    expect(seen.sent.length).toBe(3)
    expect(seen.silent).toBe(0)
    heartbeat.stop()
  })

  it('[PR200] a server that speaks every three seconds is not asked, and its silence is noticed as fast', () => {
    const { heartbeat, seen } = start(true)
    vi.advanceTimersByTime(100)
    for (let round = 0; round < 9; round += 1) {
      vi.advanceTimersByTime(3_100)
      expect(heartbeat.receive('{"pong":0}')).toBe(true)
    }
    expect(seen.sent).toEqual(['{"ping":1}'])
    expect(seen.trips).toEqual([40])
    heartbeat.stop()

    const left = start(false)
    left.heartbeat.receive('{"pong":1}')
    for (let round = 0; round < 3; round += 1) {
      vi.advanceTimersByTime(3_100)
      left.heartbeat.receive('{"pong":0}')
    }
    vi.advanceTimersByTime(5_000)
    expect(left.seen.silent).toBe(1)
    left.heartbeat.stop()
  })

  it('[PR200] says that nobody looks at the page, when it is so, and again that somebody does', () => {
    const page = { visible: true }
    const { heartbeat, seen } = start(true, 40, page)
    vi.advanceTimersByTime(1_000)
    page.visible = false
    heartbeat.rest()
    vi.advanceTimersByTime(60_000)
    page.visible = true
    heartbeat.probe()
    expect(seen.sent.slice(0, 2)).toEqual(['{"ping":1}', '{"ping":0}'])
    expect(new Set(seen.sent.slice(1, -1))).toEqual(new Set(['{"ping":0}']))
    expect(JSON.parse(seen.sent.at(-1) ?? '').ping).toBeGreaterThan(0)
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
    heartbeat.rest()
    vi.advanceTimersByTime(60_000)
    expect(seen.silent).toBe(0)
    expect(vi.getTimerCount()).toBe(0)
  })
})

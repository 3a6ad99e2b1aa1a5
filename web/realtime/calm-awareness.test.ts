import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { CalmAwareness } from './calm-awareness.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

it('[PR21] speaks once for what is set in one go, and at most ten times a second', () => {
  const doc = new Y.Doc()
  const awareness = new CalmAwareness(doc)
  const said = vi.fn()
  awareness.on('update', said)
  awareness.setLocalStateField('mode', 'editing')
  awareness.setLocalStateField('typing', true)
  expect(awareness.getLocalState()).toEqual({ mode: 'editing', typing: true })
  vi.advanceTimersByTime(0)
  expect(said).toHaveBeenCalledTimes(1)
  for (let n = 0; n < 100; n += 1) {
    awareness.setLocalStateField('cursor', { n })
    vi.advanceTimersByTime(10)
  }
  expect(said.mock.calls.length).toBeLessThanOrEqual(12)
  vi.advanceTimersByTime(100)
  expect(awareness.getStates().get(doc.clientID)).toEqual({ mode: 'editing', typing: true, cursor: { n: 99 } })
  doc.destroy()
})

it('[PR21] leaving is said at once', () => {
  const doc = new Y.Doc()
  const awareness = new CalmAwareness(doc)
  awareness.setLocalStateField('typing', true)
  awareness.setLocalState(null)
  expect(awareness.getStates().has(doc.clientID)).toBe(false)
  vi.advanceTimersByTime(1_000)
  expect(awareness.getStates().has(doc.clientID)).toBe(false)
  doc.destroy()
})

it('[PR37] what is set again as it was is not said; only now and then, for editors that would forget it', () => {
  const doc = new Y.Doc()
  const awareness = new CalmAwareness(doc)
  awareness.setLocalState({ page: '/', mode: 'viewing' })
  vi.advanceTimersByTime(200)
  const said = vi.fn()
  awareness.on('update', said)
  for (let second = 0; second < 10; second += 1) {
    awareness.setLocalState({ page: '/', mode: 'viewing' })
    vi.advanceTimersByTime(1_000)
  }
  expect(said).not.toHaveBeenCalled()
  vi.advanceTimersByTime(10_000)
  expect(said).toHaveBeenCalledTimes(1)
  doc.destroy()
})

it('[PR32] forgets nobody by its own clock', () => {
  const doc = new Y.Doc()
  const awareness = new CalmAwareness(doc)
  const other = new CalmAwareness(new Y.Doc())
  other.setLocalState({ page: '/' })
  vi.advanceTimersByTime(0)
  applyAwarenessUpdate(awareness, encodeAwarenessUpdate(other, [other.clientID]), 'server')
  other.doc.destroy()
  vi.advanceTimersByTime(5 * 60_000)
  expect(awareness.getStates().get(other.clientID)).toEqual({ page: '/' })
  doc.destroy()
})

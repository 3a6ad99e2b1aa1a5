import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createLinger } from './linger.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

it('[PR35] who reloads a page has not left; who is gone is gone within three seconds', () => {
  const shown: string[] = []
  const linger = createLinger<{ id: string }>(people => shown.push(people.map(({ id }) => id).join()))
  const [mira, aiko] = [{ id: 'mira' }, { id: 'aiko' }]
  linger.take([mira, aiko])
  linger.take([mira])
  expect(shown.at(-1)).toBe('mira,aiko')
  vi.advanceTimersByTime(1_200)
  linger.take([mira, aiko])
  vi.advanceTimersByTime(10_000)
  expect(new Set(shown)).toEqual(new Set(['mira,aiko']))
  linger.take([mira])
  vi.advanceTimersByTime(2_000)
  expect(shown.at(-1)).toBe('mira')
})

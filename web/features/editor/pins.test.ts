import { expect, it } from 'vitest'
import type { PlacedThread } from '#web/features/comments/threads.ts'
import { gatherPins } from './pins.ts'

const thread = (id: string) => ({ id }) as PlacedThread

it('[CM52] threads of one line share a pin, and no pin covers another', () => {
  const tops = [300, 100, 110, 301, 100, 140]
  const pins = gatherPins(tops.map((top, index) => ({ thread: thread(`t${index}`), top })))
  expect(pins.map(({ top, threads }) => [top, threads.map(({ id }) => id)])).toEqual([
    [100, ['t1', 't4', 't2']],
    [140, ['t5']],
    [300, ['t0', 't3']],
  ])
})

import { expect, test } from 'vitest'
import type { UserId } from '#domain/contract/ids.ts'
import { createCosts } from './costs.ts'

const ANNA = 'anna' as UserId
const BEN = 'ben' as UserId

test('[CN500] who lets the server work long rests many times as long, alone; keystrokes are not counted', () => {
  let time = 1_000
  const costs = createCosts(500, { now: () => time, workedMs: () => time })
  const work = (ms: number) => () => {
    time += ms
    return ms
  }
  for (let key = 0; key < 10_000; key += 1) costs.charge(ANNA, work(0.1))
  for (let row = 0; row < 100; row += 1) costs.charge(ANNA, work(50), 500)
  expect(costs.charge(ANNA, work(450))).toBe(450)
  // The first time it may have been the machine.
  expect(costs.charge(ANNA, work(450))).toBe(450)
  expect(costs.dueMs(ANNA)).toBe(0)
  expect(() => costs.charge(ANNA, () => work(450)() && fail())).toThrow('refused')
  expect(costs.dueMs(ANNA)).toBeCloseTo(10_000)
  expect(costs.dueMs(BEN)).toBe(0)
  costs.add(BEN, 1)
  expect(costs.dueMs(BEN)).toBe(0)
  time += 10_001
  expect(costs.dueMs(ANNA)).toBe(0)
})

test('[CN500] who waits for a machine that is busy with others owes nothing', () => {
  let time = 1_000
  const costs = createCosts(500, { now: () => time, workedMs: () => 0 })
  for (let key = 0; key < 1_000; key += 1) {
    costs.charge(ANNA, () => {
      time += 100
    })
    expect(costs.dueMs(ANNA)).toBe(0)
  }
})

function fail(): never {
  throw new Error('refused')
}

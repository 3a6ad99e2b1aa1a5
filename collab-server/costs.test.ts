import { expect, test } from 'vitest'
import type { UserId } from '#domain/contract/ids.ts'
import type { Steps } from '#domain/turns.ts'
import { createCosts } from './costs.ts'

const ANNA = 'anna' as UserId
const BEN = 'ben' as UserId
const CARA = 'cara' as UserId
const { signal: stopping } = new AbortController()

test('[CN500] who lets the server work long rests many times as long, alone; keystrokes are not counted', () => {
  let time = 1_000
  const costs = createCosts({ creditMs: 500, stopping, clocks: { now: () => time, workedMs: () => time } })
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
  const costs = createCosts({ creditMs: 500, stopping, clocks: { now: () => time, workedMs: () => 0 } })
  for (let key = 0; key < 1_000; key += 1) {
    costs.charge(ANNA, () => {
      time += 100
    })
    expect(costs.dueMs(ANNA)).toBe(0)
  }
})

test('[CN601] of several that wait for one person one goes on after the other; who stops waits no more', async () => {
  const stop = new AbortController()
  const costs = createCosts({ creditMs: 0, stopping: stop.signal })
  costs.add(ANNA, 0.5)
  const went: string[] = []
  const wait = async (name: string) => {
    await costs.rested(ANNA)
    went.push(name)
    if (went.length < 3) expect(costs.dueMs(ANNA)).toBeGreaterThan(0)
  }
  await Promise.all(['one', 'two', 'three'].map(wait))
  expect(went).toHaveLength(3)
  costs.add(ANNA, 1_000)
  const waiting = costs.rested(ANNA)
  stop.abort()
  await waiting
  expect(costs.dueMs(ANNA)).toBeGreaterThan(1_000)
})

test('[CN600] long works of all take one turn of many, one after the other, and are owed for by whoever caused them', async () => {
  let time = 1_000
  const done: string[] = []
  const costs = createCosts({ creditMs: 0, stopping, clocks: { now: () => time, workedMs: () => time } })
  function* work(name: string) {
    for (let step = 0; step < 30; step++) {
      time += 1
      done.push(name)
      yield
    }
    return name
  }
  const turnsOfOthers: number[] = []
  let isWatching = true
  const watch = () => {
    turnsOfOthers.push(done.length)
    if (isWatching) setImmediate(watch)
  }
  setImmediate(watch)
  const works = [costs.chargeInTurns(ANNA, work('anna')), costs.chargeInTurns(BEN, work('ben'))]
  const broken = costs.chargeInTurns(CARA, failing())
  expect(await Promise.all(works)).toEqual(['anna', 'ben'])
  await expect(broken).rejects.toThrow('refused')
  isWatching = false
  const between = turnsOfOthers.map((steps, turn) => steps - (turnsOfOthers[turn - 1] ?? 0))
  expect(between.filter(steps => steps > 4)).toEqual([])
  expect(done).toEqual([...Array(30).fill('anna'), ...Array(30).fill('ben')])
  // From the end of the first turn of each, at which they owed already.
  expect(costs.dueMs(ANNA)).toBeCloseTo(1 + 30 * 100 - 60)
  expect(costs.dueMs(BEN)).toBeCloseTo(31 + 30 * 100 - 60)
})

test('[CN600] of several long works of one person the next one waits for their rest, which others do not wait for', async () => {
  const stop = new AbortController()
  const costs = createCosts({ creditMs: 0, stopping: stop.signal })
  const done: string[] = []
  function* work(name: string): Steps<void> {
    yield
    done.push(name)
  }
  const mine = [1, 2].map(() => costs.chargeInTurns(ANNA, work('anna')))
  costs.add(ANNA, 5)
  await costs.chargeInTurns(BEN, work('ben'))
  expect(done).toEqual(['ben'])
  await Promise.all(mine)
  expect(done).toEqual(['ben', 'anna', 'anna'])
  costs.add(ANNA, 5)
  const given = costs.chargeInTurns(ANNA, work('nobody'))
  stop.abort(new Error('it stops'))
  await expect(given).rejects.toThrow('it stops')
  expect(done).not.toContain('nobody')
})

function* failing(): Steps<never> {
  yield
  fail()
}

function fail(): never {
  throw new Error('refused')
}

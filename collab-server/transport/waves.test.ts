import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createWaves } from './waves.ts'

test('[CN620] handshakes are done in their order, and others have their turn between a few of them', async () => {
  const done: string[] = []
  const inWaves = createWaves()
  for (let index = 0; index < 40; index++) inWaves(() => done.push(String(index)))
  expect(done).toEqual([])
  while (done.filter(one => one !== 'other').length < 40) {
    await nextTurn()
    done.push('other')
  }
  expect(done.filter(one => one !== 'other')).toEqual(Array.from({ length: 40 }, (_one, index) => String(index)))
  const between = done.slice(0, done.indexOf('39')).filter(one => one === 'other')
  expect(between.length).toBeGreaterThanOrEqual(2)
})

test('[CN620] what comes while some wait is done after them', async () => {
  const done: number[] = []
  const inWaves = createWaves()
  for (let index = 0; index < 20; index++) inWaves(() => void done.push(index))
  await nextTurn()
  inWaves(() => void done.push(20))
  while (done.length < 21) await nextTurn()
  expect(done).toEqual(Array.from({ length: 21 }, (_one, index) => index))
})

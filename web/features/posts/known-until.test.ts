import { expect, it } from 'vitest'
import { knownUntil, NOTHING_KNOWN } from './known-until.ts'

it('[PS411] how posts stand is known up to when their page stopped hearing of them, until a whole feed has come again', () => {
  const opened = knownUntil(NOTHING_KNOWN, { nowMs: 10, isLive: false, epoch: 0 })
  expect(opened.untilMs).toBe(10)
  const first = knownUntil(opened, { nowMs: 20, isLive: true, epoch: 0 })
  expect(first.untilMs).toBe(10)
  const live = knownUntil(first, { nowMs: 30, isLive: true, epoch: 1 })
  expect(live.untilMs).toBe(30)
  const away = knownUntil(live, { nowMs: 40, isLive: false, epoch: 1 })
  expect(away.untilMs).toBe(30)
  expect(knownUntil(away, { nowMs: 50, isLive: true, epoch: 1 }).untilMs).toBe(30)
  expect(knownUntil(away, { nowMs: 60, isLive: true, epoch: 2 }).untilMs).toBe(60)
})

it('[FD392] what a clock that is ahead said first is not kept', () => {
  const wrong = knownUntil(NOTHING_KNOWN, { nowMs: 900, isLive: false, epoch: 0 })
  expect(knownUntil(wrong, { nowMs: 20, isLive: false, epoch: 0 }).untilMs).toBe(20)
})

it('[PS411] a feed that comes whole a moment before the page is called live counts', () => {
  const away = knownUntil({ untilMs: 30, lostAt: null }, { nowMs: 40, isLive: false, epoch: 1 })
  const read = knownUntil(away, { nowMs: 50, isLive: false, epoch: 2 })
  expect(knownUntil(read, { nowMs: 60, isLive: true, epoch: 2 }).untilMs).toBe(60)
})

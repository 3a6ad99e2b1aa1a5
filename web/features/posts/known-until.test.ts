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

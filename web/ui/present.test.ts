import { expect, test, vi } from 'vitest'
import { learnPresent, onPresent, presentMs } from './present.ts'

const MINUTE_MS = 60_000
const header = (ms: number) => new Date(ms).toUTCString()

test('[FD392] the present is the server’s, whatever the clock of the machine says', () => {
  const told = vi.fn()
  const stop = onPresent(told)
  learnPresent(null, Date.now())
  learnPresent(header(Date.now() - 2_000), Date.now())
  expect(presentMs() - Date.now()).toBeCloseTo(0, -2)
  expect(told).not.toHaveBeenCalled()

  // The machine is ten minutes ahead.
  learnPresent(header(Date.now() - 10 * MINUTE_MS), Date.now())
  expect(Math.abs(presentMs() - (Date.now() - 10 * MINUTE_MS))).toBeLessThan(1_100)
  learnPresent(header(Date.now() - 10 * MINUTE_MS + 2_000), Date.now())
  expect(told).toHaveBeenCalledTimes(1)

  // Somebody has set it right.
  learnPresent(header(Date.now()), Date.now())
  expect(presentMs() - Date.now()).toBeCloseTo(0, -2)
  expect(told).toHaveBeenCalledTimes(2)
  stop()
})

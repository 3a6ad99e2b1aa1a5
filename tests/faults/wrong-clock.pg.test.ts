/** What happens under a clock that is wrong. */
import { describe, test } from 'vitest'
import { f11 } from './rows/f11-clock-skew.ts'
import { holds } from './short.ts'

describe('a wrong clock', { timeout: 1_200_000 }, () => {
  test('[CN51] F11: with a wrong clock nothing is lost and nothing goes out early', context => holds(f11, context))
})

/** What happens to the server while posts go out. */
import { describe, test } from 'vitest'
import { f17 } from './rows/f17-worker-killed.ts'
import { f18 } from './rows/f18-missed-while-off.ts'
import { holds } from './short.ts'

describe('sending', { timeout: 1_200_000 }, () => {
  test('[OB37] F17: killed at any point of sending a post, it is out once at most, and its state says so or asks', context =>
    holds(f17, context))

  test('[PS32] F18: what was due while nothing ran goes out once and in order, or is held and asked about', context =>
    holds(f18, context))
})

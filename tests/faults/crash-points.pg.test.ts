/** What happens when the server ends in the middle of what it does. */
import { describe, test } from 'vitest'
import { f02 } from './rows/f02-crash-points.ts'
import { holds } from './short.ts'

describe('the middle of what the server does', { timeout: 1_200_000 }, () => {
  test('[CN36] F2: killed at each named place of the code, nothing is lost, twice or stuck', context =>
    holds(f02, context))
})

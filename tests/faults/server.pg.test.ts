/** What happens to the server while people type. */
import { describe, test } from 'vitest'
import { f01 } from './rows/f01-server-killed.ts'
import { holds } from './short.ts'

describe('the server', { timeout: 120_000 }, () => {
  test('[CN36] [CN6] F1: killed at any moment, nothing that a tab called saved is lost, and each row was there when it did', context =>
    holds(f01, context))
})

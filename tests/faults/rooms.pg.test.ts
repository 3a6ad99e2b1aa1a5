/** What happens to rooms while people come and go, and to those who do not listen. */
import { describe, test } from 'vitest'
import { f21 } from './rows/f21-unload-races.ts'
import { f25 } from './rows/f25-slow-reader.ts'
import { holds } from './short.ts'

describe('rooms', { timeout: 600_000 }, () => {
  test('[CN109] F21: opened, typed in and left within 50 ms by three at once, nothing is lost and nothing stays behind', context =>
    holds(f21, context))

  test('[CN109] F25: who does not read what flows is let go at a bounded backlog, and comes back to all of it', context =>
    holds(f25, context))
})

/** What happens to dashboards when what feeds them fails. */
import { describe, test } from 'vitest'
import { f27 } from './rows/f27-silent-listener.ts'
import { holds } from './short.ts'

describe('feeds', { timeout: 600_000 }, () => {
  test('[OB5] F27: the connection that listens dies without a word, and an open dashboard is right all the same', context =>
    holds(f27, context))
})

/** What happens on the way between tab and server, and to tabs that are not as they should be. */
import { describe, test } from 'vitest'
import { f07 } from './rows/f07-client-cut-off.ts'
import { f08 } from './rows/f08-half-open.ts'
import { f13 } from './rows/f13-old-client.ts'
import { f28 } from './rows/f28-doubled-content.ts'
import { holds } from './short.ts'

describe('the way between', { timeout: 600_000 }, () => {
  test('[CN7] F7: cut off while both sides type, all of it meets again', context => holds(f07, context))

  test('[CN4] [CN52] F8: half open, both ends notice, and nothing is lost', context => holds(f08, context))

  test('[CN46] F13: an editor from before a deploy removes nothing', context => holds(f13, context))

  test('[CN53] F28: opened by two at once, a new post holds nothing twice', context => holds(f28, context))
})

/** What happens when rows and snapshots are damaged, or not to be had. */
import { describe, test } from 'vitest'
import { f14 } from './rows/f14-corrupt-rows.ts'
import { f22 } from './rows/f22-load-fails.ts'
import { f23 } from './rows/f23-snapshots-fail.ts'
import { f24 } from './rows/f24-silent-corruption.ts'
import { holds } from './short.ts'

describe('damage', { timeout: 600_000 }, () => {
  test('[UL30] F14: damaged rows and snapshots, every document opens whole', context => holds(f14, context))

  test('[CN35] F22: failing while posts are opened, never an empty one is shown and nothing is written', context =>
    holds(f22, context))

  test('[UL7] F23: refusing snapshots, it costs nothing but the snapshots', context => holds(f23, context))

  test('[UL31] F24: damaged where nobody looks, it is found and repaired', context => holds(f24, context))
})

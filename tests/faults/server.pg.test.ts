/** What happens to the server while people type. */
import { describe, test } from 'vitest'
import { f01 } from './rows/f01-server-killed.ts'
import { f15 } from './rows/f15-stop-signal.ts'
import { f26 } from './rows/f26-herd.ts'
import { f29 } from './rows/f29-huge-document.ts'
import { holds } from './short.ts'

describe('the server', { timeout: 1_200_000 }, () => {
  test('[CN36] [CN6] F1: killed at any moment, nothing that a tab called saved is lost, and each row was there when it did', context =>
    holds(f01, context))

  test('[CN48] F15: asked to stop in any way, it stores or leaves with the tab whatever was typed', context =>
    holds(f15, context))

  test('[CN36] F26: killed under many tabs, all of them come back', context => holds(f26, context))

  test('[CN50] F29: the largest post is opened and nobody else loses anything', context => holds(f29, context))
})

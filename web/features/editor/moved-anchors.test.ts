import { describe, expect, test } from 'vitest'
import { until } from '#tests/support/until.ts'
import { createMovedAnchors } from './moved-anchors.ts'

const at = (place: string) => ({ start: place, end: place })

function begin() {
  const calls: string[] = []
  let stored = Promise.withResolvers<void>()
  let failure: Error | null = null
  const moved = createMovedAnchors({
    whenStored: () => stored.promise,
    call: async (id, was, anchor) => {
      calls.push(`${id} ${was.start}>${anchor.start}`)
      if (failure) throw failure
    },
    isFinal: error => error instanceof Error && error.message === 'final',
  })
  return {
    calls,
    moved,
    store: () => stored.resolve(),
    storeAgain: () => {
      stored = Promise.withResolvers<void>()
    },
    fail: (message: string | null) => {
      failure = message === null ? null : new Error(message)
    },
  }
}

describe('anchors that this page moved', () => {
  test('[CM33] they are told when the words are stored, the last place only, each from where the server has it', async () => {
    const { calls, moved, store } = begin()
    moved.moved('t', at('a'), at('b'))
    moved.moved('t', at('a'), at('c'))
    expect(calls).toEqual([])
    store()
    await until(() => calls.length === 1)
    expect(calls).toEqual(['t a>c'])
    moved.moved('t', at('c'), at('d'))
    await until(() => calls.length === 2)
    expect(calls[1]).toBe('t c>d')
  })

  test('[CM33] moved again before this page has heard where it hangs by now, it is told from there; moved by somebody else, from where they put it', async () => {
    const { calls, moved, store } = begin()
    store()
    const move = async (was: string, anchor: string) => {
      const before = calls.length
      moved.moved('t', at(was), at(anchor))
      await until(() => calls.length === before + 1)
      await new Promise(setImmediate)
      return calls.at(-1)
    }
    expect(await move('a', 'b')).toBe('t a>b')
    expect(await move('a', 'c')).toBe('t b>c')
    expect(await move('b', 'd')).toBe('t c>d')
    expect(await move('x', 'e')).toBe('t x>e')
  })

  test('[CM33] without a connection it waits and is told later; what is refused for good is not told again', async () => {
    const { calls, moved, store, fail } = begin()
    store()
    fail('offline')
    moved.moved('t', at('a'), at('b'))
    await until(() => calls.length === 1)
    fail('final')
    await until(() => {
      moved.send()
      return calls.length === 2
    })
    fail(null)
    await until(() => true)
    moved.send()
    await Promise.resolve()
    expect(calls).toEqual(['t a>b', 't a>b'])
  })
})

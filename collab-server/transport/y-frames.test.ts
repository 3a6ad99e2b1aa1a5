import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { denialFrame, parseFrame, statusFrame } from './frame.ts'
import { addressBytes, createEchoes, fromTheirs, presenceForThem, ticketFrame, toTheirs } from './y-frames.ts'

const NAME = 'post:0190a6a2-0000-7000-8000-000000000000'
const prefix = addressBytes(NAME)

function presenceOf(...states: unknown[]): Uint8Array {
  const awareness = new Awareness(new Y.Doc())
  awareness.destroy()
  const ids = states.map((_, index) => index + 1)
  for (const [index, state] of states.entries()) {
    awareness.states.set(index + 1, state as Record<string, unknown>)
    awareness.meta.set(index + 1, { clock: 5, lastUpdated: 0 })
  }
  return presenceForThem(encodeAwarenessUpdate(awareness, ids))
}

test('[CN104] whatever comes in goes on under the one address, and as nothing but sync, presence or a broken frame', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
      const inbound = fromTheirs(bytes, prefix, createEchoes())
      if (inbound.kind !== 'frame') return
      const frame = parseFrame(inbound.bytes)
      expect(frame?.address).toBe(NAME)
      expect([null, 'step1', 'step2', 'update', 'awareness']).toContain(frame?.message?.kind ?? null)
    }),
    { numRuns: 5000 },
  )
})

test('[CN105] of presence only what the client was not told goes on', () => {
  const echoes = createEchoes()
  echoes.told(presenceOf({ mode: 'idle' }))
  expect(echoes.without(presenceOf({ mode: 'idle' }))).toBeNull()
  const both = presenceOf({ mode: 'idle' }, { mode: 'editing' })
  const news = echoes.without(both)
  expect(news).not.toBeNull()
  echoes.told(news ?? both)
  expect(echoes.without(both)).toBeNull()
  // Updates tell nothing of presence, whatever their bytes look like.
  const fresh = createEchoes()
  fresh.told(Uint8Array.of(0, ...presenceOf({ mode: 'idle' }).subarray(1)))
  expect(fresh.without(presenceOf({ mode: 'idle' }))).not.toBeNull()
})

test('[CN102] [CN103] our frames lose their address, or become what that protocol has a word for', () => {
  expect(toTheirs(denialFrame(NAME, 'not_found'), prefix)).toEqual({ kind: 'close', word: 'not_found' })
  expect(toTheirs(statusFrame(NAME, true), prefix)).toEqual({ kind: 'nothing' })
  expect(toTheirs(statusFrame(NAME, false), prefix)).toEqual({ kind: 'not_stored' })
  expect(toTheirs(Uint8Array.of(...prefix, 4, 2, 1, 0), prefix)).toMatchObject({
    kind: 'send',
    bytes: Buffer.of(0, 2, 1, 0),
  })
  expect(parseFrame(ticketFrame(prefix, 'a.b.c'))).toEqual({
    address: NAME,
    documentName: NAME,
    message: { kind: 'auth' },
  })
})

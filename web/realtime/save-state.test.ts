import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CLOSE_CODES, type CloseReason } from '#domain/contract/close-codes.ts'
import { SAVE_TROUBLES } from '#domain/contract/stateless.ts'
import { isAtRest, NOTHING_TYPED, type SaveEvent, type SaveState, saveSign, stepSave, unsaved } from './save-state.ts'

const AT = 1_700_000_000_000
const stored: SaveEvent = { type: 'answered', stored: true, at: AT }
const refused: SaveEvent = { type: 'answered', stored: false, at: AT }
const admitted: SaveEvent = { type: 'admitted', readOnly: false }
const happen = (...events: (SaveEvent | SaveEvent['type'])[]): SaveState =>
  events.reduce<SaveState>(
    (state, event) => stepSave(state, typeof event === 'string' ? ({ type: event } as SaveEvent) : event),
    NOTHING_TYPED,
  )
const opened = [admitted, 'step2_sent', stored] as const

describe('[CN6] saved means: stored, all of it, in order', () => {
  it('[CN6] says saved only after the handshake of this page was acknowledged', () => {
    expect(saveSign(NOTHING_TYPED, 'live', true).state).toBe('saving')
    expect(saveSign(happen(admitted, 'step2_sent'), 'live', true).state).toBe('saving')
    expect(saveSign(happen(...opened), 'live', true).state).toBe('saved')
  })

  it('[CN6] each edit waits for its own acknowledgement', () => {
    const two = happen(...opened, 'edit', 'update_sent', 'edit', 'update_sent')
    expect(unsaved(two)).toBe(2)
    expect(unsaved(stepSave(two, stored))).toBe(1)
    expect(saveSign(stepSave(two, stored), 'live', true).state).toBe('saving')
    expect(saveSign(stepSave(stepSave(two, stored), stored), 'live', true).state).toBe('saved')
  })

  it('[CN6] an acknowledgement for an update does not store the edits made offline before it', () => {
    // Two edits while away; then a message with the third alone is acknowledged before the handshake is.
    const away = happen(...opened, 'disconnected', 'edit', 'edit')
    const early = [admitted, 'edit', 'update_sent', stored].reduce<SaveState>(
      (state, event) => stepSave(state, typeof event === 'string' ? ({ type: event } as SaveEvent) : event),
      away,
    )
    expect(unsaved(early)).toBe(3)
    expect(unsaved(stepSave(stepSave(early, { type: 'step2_sent' }), stored))).toBe(0)
  })

  it('[CN6] the handshake covers what was typed before it, not after', () => {
    const state = happen(admitted, 'edit', 'step2_sent', 'edit', 'update_sent', stored)
    expect(unsaved(state)).toBe(1)
  })

  it('[CN7] a lost connection forgets what it sent: late answers of it count for nothing', () => {
    const state = happen(...opened, 'edit', 'update_sent', 'disconnected', stored)
    expect(unsaved(state)).toBe(1)
    expect(saveSign(state, 'offline', true)).toEqual({ state: 'offline', changes: 1, kept: true })
  })

  it('[CN8] what the device kept counts until a handshake of this page is acknowledged', () => {
    const state = happen({ type: 'restored', unsent: 3 })
    expect(saveSign(state, 'offline', true)).toEqual({ state: 'offline', changes: 3, kept: true })
    expect(saveSign(stepSave(state, admitted), 'live', true)).toEqual({ state: 'saving', changes: 3 })
    expect(saveSign(happen({ type: 'restored', unsent: 3 }, admitted, 'step2_sent', stored), 'live', true).state).toBe(
      'saved',
    )
  })

  it('[CN8] a kept copy of unknown age is not called saved either', () => {
    expect(saveSign(happen({ type: 'restored', unsent: 0 }, admitted), 'live', true).state).toBe('saving')
  })

  it('remembers when something was stored last', () => {
    expect(happen(...opened).storedAt).toBe(AT)
  })
})

describe('[CN9] can’t save says why', () => {
  for (const reason of SAVE_TROUBLES)
    it(`[CN9] the server’s note ${reason}`, () => {
      const state = happen(...opened, 'edit', 'update_sent', { type: 'trouble', reason })
      expect(saveSign(state, 'live', true)).toEqual({ state: 'cant_save', reason, changes: 1 })
      expect(saveSign(stepSave(state, { type: 'resumed' }), 'live', true).state).toBe('saving')
      expect(saveSign(stepSave(state, stored), 'live', true).state).toBe('saved')
    })

  for (const reason of Object.keys(CLOSE_CODES) as CloseReason[])
    it(`[CN9] closed for good with ${reason}`, () => {
      const state = happen(...opened, 'edit', { type: 'closed', reason })
      expect(saveSign(state, 'live', true)).toMatchObject({ state: 'cant_save', changes: 1 })
    })

  it('[CN9] a refused change is no saved change', () => {
    const state = happen(...opened, 'edit', 'update_sent', refused)
    expect(saveSign(state, 'live', true)).toEqual({ state: 'cant_save', reason: 'refused', changes: 1 })
  })

  it('[CN9] signed out', () => {
    expect(saveSign(happen(...opened), 'refused', true)).toMatchObject({
      state: 'cant_save',
      reason: 'unauthenticated',
    })
  })

  it('readers read', () => {
    const state = happen({ type: 'admitted', readOnly: true }, 'step2_sent', stored)
    expect(saveSign(state, 'live', true)).toEqual({ state: 'read_only' })
    expect(saveSign(state, 'offline', true)).toEqual({ state: 'read_only' })
  })
})

/**
 * A model of both ends: the tab sends what a provider sends, the server stores messages in order and answers each; the
 * wire may be cut between any two of these. What the server has is kept as a set of edit numbers.
 */
it('[CN6] never saved while any edit is not stored, whatever the order of edits, cuts and answers', () => {
  const action = fc.constantFrom(
    'edit',
    'edit',
    'connect',
    'handshake',
    'store',
    'store',
    'answer',
    'answer',
    'cut',
    'refuse',
  )
  fc.assert(
    fc.property(fc.array(action, { maxLength: 200 }), fc.integer({ min: 0, max: 3 }), (actions, restored) => {
      let state = stepSave(NOTHING_TYPED, { type: 'restored', unsent: restored })
      const edits = new Set(Array.from({ length: restored }, (_, index) => index + 1))
      const onServer = new Set<number>()
      let connected = false
      let shaken = false
      let toServer: number[][] = []
      let answers: boolean[] = []
      const feed = (event: SaveEvent) => {
        state = stepSave(state, event)
      }
      for (const name of actions) {
        switch (name) {
          case 'edit': {
            const number = edits.size + 1
            edits.add(number)
            feed({ type: 'edit' })
            if (connected && shaken) {
              feed({ type: 'update_sent' })
              toServer.push([number])
            }
            break
          }
          case 'connect':
            if (!connected) {
              connected = true
              feed(admitted)
            }
            break
          case 'handshake':
            // The first one opens the way for updates; the server may ask for another at any time.
            if (connected) {
              shaken = true
              feed({ type: 'step2_sent' })
              toServer.push([...edits].filter(number => !onServer.has(number)))
            }
            break
          case 'store': {
            const message = toServer.shift()
            if (!message) break
            for (const number of message) onServer.add(number)
            answers.push(true)
            break
          }
          case 'refuse':
            if (toServer.shift()) answers.push(false)
            break
          case 'answer': {
            const answer = answers.shift()
            if (answer !== undefined && connected) feed({ type: 'answered', stored: answer, at: AT })
            break
          }
          case 'cut':
            connected = false
            shaken = false
            toServer = []
            answers = []
            feed({ type: 'disconnected' })
        }
        const missing = [...edits].filter(number => !onServer.has(number))
        for (const network of ['live', 'connecting', 'offline'] as const) {
          const sign = saveSign(state, network, true)
          if (sign.state === 'saved') expect(missing).toEqual([])
        }
        expect(unsaved(state)).toBeGreaterThanOrEqual(missing.length)
      }
    }),
    { numRuns: 2_000 },
  )
})

it('[CN6] everything is saved in the end when the wire holds', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 40 }), answersFirst => {
      let state = happen(...opened)
      let open = 0
      for (const answer of answersFirst) {
        if (answer && open > 0) {
          state = stepSave(state, stored)
          open -= 1
        } else {
          state = stepSave(stepSave(state, { type: 'edit' }), { type: 'update_sent' })
          open += 1
        }
      }
      for (; open > 0; open -= 1) state = stepSave(state, stored)
      expect(saveSign(state, 'live', true)).toEqual({ state: 'saved' })
    }),
  )
})

describe('[CN70] at rest', () => {
  it('[CN70] is a page that waits for nothing', () => {
    expect(isAtRest(happen(...opened))).toBe(true)
    expect(isAtRest(happen({ type: 'admitted', readOnly: true }, 'step2_sent', refused))).toBe(true)
    for (const state of [
      NOTHING_TYPED,
      happen(admitted),
      happen(...opened, 'edit'),
      happen(...opened, 'edit', 'update_sent'),
      happen(...opened, 'disconnected'),
      happen(...opened, { type: 'closed', reason: 'editor_outdated' }),
    ])
      expect(isAtRest(state)).toBe(false)
  })
})

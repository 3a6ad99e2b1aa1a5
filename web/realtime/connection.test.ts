import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CLOSE_CODES, type CloseReason } from '#domain/contract/close-codes.ts'
import {
  type ConnectionEvent,
  type ConnectionState,
  delayBefore,
  INITIAL,
  type Phase,
  signOf,
  step,
  type Trouble,
} from './connection.ts'

const at = (phase: Phase, more: Partial<ConnectionState> = {}): ConnectionState => ({
  phase,
  attempt: phase === 'live' || phase === 'idle' ? 0 : 1,
  troubles: new Set(),
  refusal: phase === 'refused' ? 'unauthenticated' : null,
  ...more,
})
const trouble = (...names: Trouble[]) => ({ troubles: new Set(names) })

const EVENTS = {
  held: { type: 'held' },
  released: { type: 'released' },
  timer: { type: 'timer' },
  ticket: { type: 'ticket' },
  no_ticket: { type: 'no_ticket', why: 'no_answer' },
  signed_out: { type: 'no_ticket', why: 'unauthenticated' },
  proven: { type: 'proven' },
  lost: { type: 'closed', reason: null },
  forbidden: { type: 'closed', reason: 'forbidden' },
  silent: { type: 'silent' },
  online: { type: 'online' },
  offline: { type: 'offline' },
  visible: { type: 'visible' },
  retry: { type: 'retry' },
} as const satisfies Record<string, ConnectionEvent>

/** The whole table: where each event leads from each phase. */
const LEADS_TO: Record<Phase, Record<keyof typeof EVENTS, Phase>> = {
  idle: {
    held: 'ticket',
    released: 'idle',
    timer: 'idle',
    ticket: 'idle',
    no_ticket: 'idle',
    signed_out: 'idle',
    proven: 'idle',
    lost: 'idle',
    forbidden: 'idle',
    silent: 'idle',
    online: 'idle',
    offline: 'idle',
    visible: 'idle',
    retry: 'idle',
  },
  waiting: {
    held: 'waiting',
    released: 'idle',
    timer: 'ticket',
    ticket: 'waiting',
    no_ticket: 'waiting',
    signed_out: 'waiting',
    proven: 'waiting',
    lost: 'waiting',
    forbidden: 'waiting',
    silent: 'waiting',
    online: 'ticket',
    offline: 'waiting',
    visible: 'ticket',
    retry: 'ticket',
  },
  ticket: {
    held: 'ticket',
    released: 'idle',
    timer: 'waiting',
    ticket: 'opening',
    no_ticket: 'waiting',
    signed_out: 'refused',
    proven: 'ticket',
    lost: 'ticket',
    forbidden: 'ticket',
    silent: 'ticket',
    online: 'ticket',
    offline: 'ticket',
    visible: 'ticket',
    retry: 'ticket',
  },
  opening: {
    held: 'opening',
    released: 'idle',
    timer: 'waiting',
    ticket: 'opening',
    no_ticket: 'opening',
    signed_out: 'refused',
    proven: 'live',
    lost: 'waiting',
    forbidden: 'refused',
    silent: 'waiting',
    online: 'opening',
    offline: 'opening',
    visible: 'opening',
    retry: 'opening',
  },
  live: {
    held: 'live',
    released: 'idle',
    timer: 'live',
    ticket: 'live',
    no_ticket: 'live',
    signed_out: 'refused',
    proven: 'live',
    lost: 'waiting',
    forbidden: 'refused',
    silent: 'waiting',
    online: 'live',
    offline: 'live',
    visible: 'live',
    retry: 'live',
  },
  refused: {
    held: 'refused',
    released: 'idle',
    timer: 'refused',
    ticket: 'refused',
    no_ticket: 'refused',
    signed_out: 'refused',
    proven: 'refused',
    lost: 'refused',
    forbidden: 'refused',
    silent: 'refused',
    online: 'refused',
    offline: 'refused',
    visible: 'ticket',
    retry: 'ticket',
  },
}

describe('[CN1] every event has its answer in every phase', () => {
  for (const phase of Object.keys(LEADS_TO) as Phase[])
    for (const name of Object.keys(EVENTS) as (keyof typeof EVENTS)[])
      it(`${phase} × ${name} → ${LEADS_TO[phase][name]}`, () => {
        expect(step(at(phase), EVENTS[name], 0.5).state.phase).toBe(LEADS_TO[phase][name])
      })
})

/** What the drawing at the top of connection.ts says, arrow by arrow. */
const ARROWS: readonly (readonly [Phase, readonly string[], Phase])[] = [
  ['idle', ['held'], 'ticket'],
  ['ticket', ['ticket'], 'opening'],
  ['opening', ['proven'], 'live'],
  ['ticket', ['no_ticket', 'timer'], 'waiting'],
  ['opening', ['closed', 'silent', 'timer'], 'waiting'],
  ['live', ['closed', 'silent'], 'waiting'],
  ['waiting', ['timer', 'online', 'visible', 'retry'], 'ticket'],
  ['ticket', ['no_ticket'], 'refused'],
  ['opening', ['no_ticket', 'closed'], 'refused'],
  ['live', ['no_ticket', 'closed'], 'refused'],
  ['refused', ['retry', 'visible'], 'ticket'],
  ['live', ['closed'], 'ticket'],
  ...(['waiting', 'ticket', 'opening', 'live', 'refused'] as const).map(
    phase => [phase, ['released'], 'idle'] as const,
  ),
]

/** Every event there is, with every reason it can have. */
const ALL_EVENTS: readonly ConnectionEvent[] = [
  ...(
    ['held', 'released', 'timer', 'ticket', 'proven', 'silent', 'online', 'offline', 'visible', 'retry'] as const
  ).map(type => ({ type })),
  ...(['unauthenticated', 'busy', 'no_answer'] as const).map(why => ({ type: 'no_ticket', why }) as const),
  ...[null, ...(Object.keys(CLOSE_CODES) as CloseReason[])].map(reason => ({ type: 'closed', reason }) as const),
]

it('[CN1] the drawing shows every way from one phase to another, and none that is not there', () => {
  const found = new Set<string>()
  for (const phase of Object.keys(LEADS_TO) as Phase[]) {
    const refusals: (CloseReason | null)[] = phase === 'refused' ? (Object.keys(CLOSE_CODES) as CloseReason[]) : [null]
    for (const event of ALL_EVENTS)
      for (const refusal of refusals)
        for (const troubles of [new Set<Trouble>(), new Set<Trouble>(['busy', 'browser_offline'])]) {
          const next = step(at(phase, { refusal, troubles }), event, 0.5).state.phase
          if (next !== phase) found.add(`${phase} ${event.type} ${next}`)
        }
  }
  const drawn = ARROWS.flatMap(([from, types, to]) => types.map(type => `${from} ${type} ${to}`))
  expect([...found].sort()).toEqual([...drawn].sort())
})

describe('[CN1] a close with any reason, in any phase', () => {
  for (const phase of ['idle', 'waiting', 'ticket', 'refused'] as const)
    it(`${phase}: there is no socket that it could be of`, () => {
      for (const event of ALL_EVENTS)
        if (event.type === 'closed') expect(step(at(phase), event, 0.5)).toEqual({ state: at(phase), effects: [] })
    })
  for (const reason of [null, ...(Object.keys(CLOSE_CODES) as CloseReason[])])
    it(`opening: ${reason ?? 'none'}`, () => {
      const { state } = step(at('opening'), { type: 'closed', reason }, 0.5)
      const comeBack = reason && CLOSE_CODES[reason].comeBack
      expect(state.phase).toBe(comeBack === 'reload' || comeBack === 'never' ? 'refused' : 'waiting')
    })
})

describe('[CN2] coming back', () => {
  it('[CN2] tries first within 300 ms', () => {
    for (const random of [0, 0.5, 0.999]) {
      const { effects } = step(at('live'), EVENTS.lost, random)
      expect(effects).toEqual([{ do: 'set_timer', ms: expect.any(Number) }])
      expect(delayBefore(1, random)).toBeLessThanOrEqual(300)
    }
  })

  it('[CN2] waits longer with each failure, never more than 15 s', () => {
    const waits = Array.from({ length: 30 }, (_, index) => delayBefore(index + 1, 0.999))
    for (const [index, wait] of waits.entries()) expect(wait).toBeGreaterThanOrEqual(waits[index - 1] ?? 0)
    expect(waits.at(-1)).toBeLessThanOrEqual(15_000)
  })

  it('[CN2] tries at once when the browser is online again or looked at, but not into a server that asks for a pause', () => {
    const waiting = at('waiting', { attempt: 12, ...trouble('lost', 'browser_offline') })
    expect(step(waiting, EVENTS.online, 0).effects[0]).toEqual({ do: 'ask_ticket', fresh: false })
    expect(step(waiting, EVENTS.online, 0).state.troubles.has('browser_offline')).toBe(false)
    expect(step(waiting, EVENTS.visible, 0).effects[0]).toEqual({ do: 'ask_ticket', fresh: false })
    expect(step(at('waiting', trouble('busy')), EVENTS.visible, 0).effects).toEqual([])
  })

  it('[CN2] probes a connection that may have died while nobody looked', () => {
    for (const event of [EVENTS.visible, EVENTS.online, EVENTS.offline, EVENTS.retry])
      expect(step(at('live'), event, 0).effects).toEqual([{ do: 'probe' }])
  })

  it('[CN2] drops a socket that does not open or does not answer', () => {
    expect(step(at('opening'), EVENTS.timer, 0).effects[0]).toEqual({ do: 'drop_socket' })
    expect(step(at('live'), EVENTS.silent, 0).effects[0]).toEqual({ do: 'drop_socket' })
  })

  it('[CN2] counts tries until live, then forgets the troubles', () => {
    let state = step(at('live'), EVENTS.lost, 0).state
    expect(state.attempt).toBe(1)
    state = step(step(state, EVENTS.timer, 0).state, EVENTS.no_ticket, 0).state
    expect(state.attempt).toBe(2)
    expect(state.troubles).toEqual(new Set(['lost', 'no_ticket']))
    state = step(step(step(state, EVENTS.timer, 0).state, EVENTS.ticket, 0).state, EVENTS.proven, 0).state
    expect(state).toEqual({ phase: 'live', attempt: 0, troubles: new Set(), refusal: null })
  })
})

describe('[CN3] a close says what comes next', () => {
  for (const reason of Object.keys(CLOSE_CODES) as CloseReason[])
    it(`[CN3] ${reason}: ${CLOSE_CODES[reason].comeBack}`, () => {
      const { state, effects } = step(at('live'), { type: 'closed', reason }, 0)
      switch (CLOSE_CODES[reason].comeBack) {
        case 'at_once':
        case 'back_off':
          expect(state.phase).toBe('waiting')
          return
        case 'new_ticket':
          expect(effects[0]).toEqual({ do: 'ask_ticket', fresh: true })
          return
        case 'reload':
        case 'never':
          expect(state).toMatchObject({ phase: 'refused', refusal: reason })
      }
    })

  it('[CN3] a busy server gets at least four seconds', () => {
    const [timer] = step(at('live'), { type: 'closed', reason: 'overloaded' }, 0).effects
    expect(timer).toEqual({ do: 'set_timer', ms: 4_000 })
  })
})

describe('the sign', () => {
  it('says connecting for two tries, then offline; a restart gets longer', () => {
    expect(signOf(at('waiting', { attempt: 2 }))).toBe('connecting')
    expect(signOf(at('waiting', { attempt: 3 }))).toBe('offline')
    expect(signOf(at('waiting', { attempt: 3, ...trouble('restarting') }))).toBe('connecting')
    expect(signOf(at('waiting', trouble('browser_offline')))).toBe('offline')
    expect(signOf(at('live', trouble('browser_offline')))).toBe('live')
    expect(signOf(at('refused'))).toBe('refused')
    expect(signOf(INITIAL)).toBe('connecting')
  })
})

it('[CN1] whatever happens: a plan or a deadline runs in every phase that waits for something', () => {
  const event = fc.constantFrom<ConnectionEvent>(...Object.values(EVENTS))
  fc.assert(
    fc.property(fc.array(fc.tuple(event, fc.double({ min: 0, max: 0.999, noNaN: true })), { maxLength: 60 }), steps => {
      let state = INITIAL
      let timer = false
      for (const [happened, random] of steps) {
        if (happened.type === 'timer' && !timer) continue
        if (happened.type === 'timer') timer = false
        const next = step(state, happened, random)
        state = next.state
        for (const effect of next.effects) {
          if (effect.do === 'set_timer') timer = true
          if (effect.do === 'clear_timer') timer = false
        }
        const waits = state.phase === 'waiting' || state.phase === 'ticket' || state.phase === 'opening'
        expect(timer, state.phase).toBe(waits)
        expect(state.refusal === null).toBe(state.phase !== 'refused')
      }
    }),
  )
})

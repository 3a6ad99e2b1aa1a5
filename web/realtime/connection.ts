/**
 * The one connection of a tab as a pure machine: `step(state, event) → state and what to do`. No clock, no socket here.
 *
 *            held                ticket               proven
 *   idle ───────────▶ ticket ───────────▶ opening ───────────▶ live
 *    ▲                 ▲  │ no_ticket,       │ closed, silent,    │ closed, silent
 *    │ released        │  ▼ timer            ▼ timer              ▼
 *    └── (any)         └ waiting ◀───────────┴────────────────────┘
 *                  timer, online,
 *                  visible, retry
 *
 *   ticket, opening, live ── no ticket to be had, closed for good ──▶ refused ── retry, visible ──▶ ticket
 *   live ── closed, a new ticket is asked for ──▶ ticket
 *
 * Why it is not live is a set of troubles, not a flag: the browser may be offline and the server restarting at once.
 * The set empties when the connection is live. SPEC CN1–CN5.
 */
import { CLOSE_CODES, type CloseReason } from '#domain/contract/close-codes.ts'

export type Phase = 'idle' | 'waiting' | 'ticket' | 'opening' | 'live' | 'refused'

/** `busy`: the server asks for a pause. `silent`: open, but nothing comes back. */
export type Trouble = 'browser_offline' | 'lost' | 'silent' | 'no_ticket' | 'no_socket' | 'restarting' | 'busy'

export type ConnectionState = {
  readonly phase: Phase
  /** The try that is planned or under way since the connection was last live; 0 while live. */
  readonly attempt: number
  readonly troubles: ReadonlySet<Trouble>
  /** Why the server wants no more tries; only in `refused`. */
  readonly refusal: CloseReason | null
}

export type ConnectionEvent =
  /** Somebody needs the connection, or nobody does any more. */
  | { readonly type: 'held' }
  | { readonly type: 'released' }
  /** The wait before a try is over, or the deadline of what is under way. */
  | { readonly type: 'timer' }
  | { readonly type: 'ticket' }
  | { readonly type: 'no_ticket'; readonly why: 'unauthenticated' | 'busy' | 'no_answer' }
  /** The server answered on the open socket. */
  | { readonly type: 'proven' }
  | { readonly type: 'closed'; readonly reason: CloseReason | null }
  /** A heartbeat was not answered in time. */
  | { readonly type: 'silent' }
  | { readonly type: 'online' }
  | { readonly type: 'offline' }
  | { readonly type: 'visible' }
  /** A person asks for it. */
  | { readonly type: 'retry' }

type EventType = ConnectionEvent['type']

export type Effect =
  /** `fresh`: the ticket at hand was turned down. */
  | { readonly do: 'ask_ticket'; readonly fresh: boolean }
  | { readonly do: 'open_socket' }
  | { readonly do: 'drop_socket' }
  /** Replaces the running timer. */
  | { readonly do: 'set_timer'; readonly ms: number }
  | { readonly do: 'clear_timer' }
  /** Send a heartbeat now. */
  | { readonly do: 'probe' }

type Step = { readonly state: ConnectionState; readonly effects: readonly Effect[] }

type Of<Type extends EventType> = Extract<ConnectionEvent, { type: Type }>
type Row = { readonly [Type in EventType]: (state: ConnectionState, event: Of<Type>, random: number) => Step }

const FIRST_TRY_MS = { least: 40, most: 250 }
const TICKET_DEADLINE_MS = 8_000
const OPEN_DEADLINE_MS = 5_000
/**
 * A restarted server listens again after a second or two, and whoever waits for it notices half a wait later: short waits
 * for that long, then slowly longer ones.
 */
const QUICK_TRIES = 12
const QUICK_MOST_MS = 350
const SLOWER = 1.3
const SLOW_MOST_MS = 15_000
const BUSY_LEAST_MS = 4_000

export const INITIAL: ConnectionState = { phase: 'idle', attempt: 0, troubles: new Set(), refusal: null }

/** @param random 0 ≤ random < 1, for the jitter of a planned try */
export function step(state: ConnectionState, event: ConnectionEvent, random: number): Step {
  const move = TABLE[state.phase][event.type] as (
    state: ConnectionState,
    event: ConnectionEvent,
    random: number,
  ) => Step
  return move(state, event, random)
}

const stay = (state: ConnectionState): Step => ({ state, effects: [] })
const probe = (state: ConnectionState): Step => ({ state, effects: [{ do: 'probe' }] })
const off = (state: ConnectionState): Step => stay(withTrouble(state, 'browser_offline'))
const on = (state: ConnectionState): Step => stay(withoutTrouble(state, 'browser_offline'))
/** A document asked for a ticket while the socket was open. */
const signedOut = (state: ConnectionState, event: Of<'no_ticket'>): Step =>
  event.why === 'unauthenticated' ? refuse(state, 'unauthenticated') : stay(state)
const end = (): Step => ({ state: INITIAL, effects: [{ do: 'clear_timer' }, { do: 'drop_socket' }] })

const TABLE: Record<Phase, Row> = {
  idle: {
    held: state => tryNow({ ...state, attempt: 1 }),
    released: stay,
    timer: stay,
    ticket: stay,
    no_ticket: stay,
    proven: stay,
    closed: stay,
    silent: stay,
    online: on,
    offline: off,
    visible: stay,
    retry: stay,
  },
  waiting: {
    held: stay,
    released: end,
    timer: state => tryNow(state),
    ticket: stay,
    no_ticket: stay,
    proven: stay,
    closed: stay,
    silent: stay,
    online: state => tryNow(withoutTrouble(state, 'browser_offline')),
    offline: off,
    visible: state => (state.troubles.has('busy') ? stay(state) : tryNow(state)),
    retry: state => tryNow(state),
  },
  ticket: {
    held: stay,
    released: end,
    timer: (state, _event, random) => plan(withTrouble(state, 'no_ticket'), random),
    ticket: state => ({
      state: { ...state, phase: 'opening' },
      effects: [{ do: 'open_socket' }, { do: 'set_timer', ms: OPEN_DEADLINE_MS }],
    }),
    no_ticket: (state, event, random) => {
      switch (event.why) {
        case 'unauthenticated':
          return refuse(state, 'unauthenticated')
        case 'busy':
          return plan(withTrouble(state, 'busy'), random)
        case 'no_answer':
          return plan(withTrouble(state, 'no_ticket'), random)
      }
    },
    proven: stay,
    closed: stay,
    silent: stay,
    online: on,
    offline: off,
    visible: stay,
    retry: stay,
  },
  opening: {
    held: stay,
    released: end,
    timer: (state, _event, random) => dropAndPlan(withTrouble(state, 'no_socket'), random),
    ticket: stay,
    no_ticket: signedOut,
    proven: () => ({
      state: { phase: 'live', attempt: 0, troubles: new Set(), refusal: null },
      effects: [{ do: 'clear_timer' }],
    }),
    closed: (state, event, random) => closed(withTrouble(state, 'no_socket'), event.reason, random),
    silent: (state, _event, random) => dropAndPlan(withTrouble(state, 'silent'), random),
    online: on,
    offline: off,
    visible: stay,
    retry: stay,
  },
  live: {
    held: stay,
    released: end,
    timer: stay,
    ticket: stay,
    no_ticket: signedOut,
    proven: stay,
    closed: (state, event, random) => closed(withTrouble(state, 'lost'), event.reason, random),
    silent: (state, _event, random) => dropAndPlan(withTrouble(state, 'silent'), random),
    online: state => probe(withoutTrouble(state, 'browser_offline')),
    offline: state => probe(withTrouble(state, 'browser_offline')),
    visible: probe,
    retry: probe,
  },
  refused: {
    held: stay,
    released: end,
    timer: stay,
    ticket: stay,
    no_ticket: stay,
    proven: stay,
    closed: stay,
    silent: stay,
    online: on,
    offline: off,
    // Somebody may have signed in again in another tab.
    visible: state =>
      state.refusal && CLOSE_CODES[state.refusal].comeBack === 'new_ticket' ? tryNow(state, true) : stay(state),
    retry: state => tryNow(state, true),
  },
}

/** What a page shows: `connecting` for the first two tries, then the plain truth. */
export function signOf(state: ConnectionState): 'live' | 'connecting' | 'offline' | 'refused' {
  switch (state.phase) {
    case 'live':
      return 'live'
    case 'refused':
      return 'refused'
    case 'idle':
    case 'waiting':
    case 'ticket':
    case 'opening':
      if (state.troubles.has('browser_offline')) return 'offline'
      // A server that said it restarts gets the whole round of quick tries.
      return state.attempt > (state.troubles.has('restarting') ? QUICK_TRIES : 2) ? 'offline' : 'connecting'
  }
}

/** Whether the server answers over HTTP and only the socket does not come about: then changes can come another way. */
export function isOnlySocketMissing({ phase, attempt, troubles }: ConnectionState): boolean {
  if (phase === 'idle' || phase === 'live' || phase === 'refused' || attempt < 2) return false
  return !troubles.has('browser_offline') && !troubles.has('no_ticket') && !troubles.has('busy')
}

/** Milliseconds before try number `attempt` (1 is the first one after a loss). */
export function delayBefore(attempt: number, random: number): number {
  if (attempt <= 1) return Math.round(FIRST_TRY_MS.least + (FIRST_TRY_MS.most - FIRST_TRY_MS.least) * random)
  const most = Math.min(SLOW_MOST_MS, QUICK_MOST_MS * SLOWER ** Math.max(0, attempt - QUICK_TRIES))
  return Math.round(most * (0.5 + random / 2))
}

function closed(state: ConnectionState, reason: CloseReason | null, random: number): Step {
  if (reason === null) return plan(state, random)
  switch (CLOSE_CODES[reason].comeBack) {
    case 'at_once':
      return plan(withTrouble(state, 'restarting'), random)
    case 'back_off':
      return plan(withTrouble(state, 'busy'), random)
    case 'new_ticket':
      // A ticket that is turned down again and again backs off like any other failure.
      return state.phase === 'live' ? tryNow({ ...state, attempt: 1 }, true) : plan(state, random)
    case 'reload':
    case 'never':
      return refuse(state, reason)
  }
}

function tryNow(state: ConnectionState, fresh = false): Step {
  return {
    state: { ...state, phase: 'ticket', attempt: Math.max(1, state.attempt), refusal: null },
    effects: [
      { do: 'ask_ticket', fresh },
      { do: 'set_timer', ms: TICKET_DEADLINE_MS },
    ],
  }
}

function plan(state: ConnectionState, random: number): Step {
  const attempt = state.attempt + 1
  const pause = delayBefore(attempt, random)
  const ms = state.troubles.has('busy') ? Math.max(pause, BUSY_LEAST_MS * (1 + random)) : pause
  return { state: { ...state, phase: 'waiting', attempt }, effects: [{ do: 'set_timer', ms }] }
}

function dropAndPlan(state: ConnectionState, random: number): Step {
  const planned = plan(state, random)
  return { state: planned.state, effects: [{ do: 'drop_socket' }, ...planned.effects] }
}

function refuse(state: ConnectionState, refusal: CloseReason): Step {
  return { state: { ...state, phase: 'refused', refusal }, effects: [{ do: 'clear_timer' }, { do: 'drop_socket' }] }
}

function withTrouble(state: ConnectionState, trouble: Trouble): ConnectionState {
  return { ...state, troubles: new Set(state.troubles).add(trouble) }
}

function withoutTrouble(state: ConnectionState, trouble: Trouble): ConnectionState {
  const troubles = new Set(state.troubles)
  troubles.delete(trouble)
  return { ...state, troubles }
}

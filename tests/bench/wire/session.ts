/**
 * One client holding one document (or room) open: only the bytes of the protocol, none of the work a browser's provider
 * does, so that a single core can act for thousands of people.
 */
import * as Y from 'yjs'
import { now } from '../machine/clock.ts'

export type SessionOptions = {
  /** Synced with the server, and everything received is applied to it. Without one the client has nothing. */
  readonly ydoc?: Y.Doc
  readonly token?: string
  /** Text frame of a tab's heartbeat, where the server knows one. */
  readonly heartbeat?: string | undefined
  /** Only valid during the call: states of the handshake as well as updates. */
  readonly onUpdate?: (update: Uint8Array) => void
  readonly onAwareness?: (update: Uint8Array) => void
  /** The server's answer to an update: stored or not. Only where the protocol has acknowledgements. */
  readonly onAnswer?: (answer: Answer) => void
  /** A named event, from servers that send those instead of changes of a map. */
  readonly onEvent?: (payload: string) => void
}
type Answer = { readonly stored: boolean; readonly sentAt: number; readonly index: number }

export type Session = {
  readonly name: string
  readonly ready: Promise<Session>
  readonly facts: SessionFacts
  readonly sendUpdate: (update: Uint8Array) => void
  readonly sendAwareness: (update: Uint8Array) => void
  /** The tab's heartbeat, where the protocol has one. */
  readonly ping: () => void
  readonly close: () => void
}

/** What happened so far; times are of the monotonic clock. */
type SessionFacts = {
  readonly startedAt: number
  readyAt: number
  frames: number
  /** Updates that were answered, and those among them that were not stored. */
  answered: number
  refused: number
  /** Bytes of document state in the handshake. */
  stateBytes: number
  closed: string | null
}

export type Settled = {
  readonly ready: Promise<Session>
  readonly facts: SessionFacts
  readonly becomeReady: (session: Session) => void
  readonly end: (why: string) => void
}

/** The part every protocol shares: ready once, ended once. */
export function createSettled(): Settled {
  const { promise, resolve, reject } = Promise.withResolvers<Session>()
  // Who never looks at `ready` must not end the process.
  promise.catch(() => {})
  const facts: SessionFacts = {
    startedAt: now(),
    readyAt: 0,
    frames: 0,
    answered: 0,
    refused: 0,
    stateBytes: 0,
    closed: null,
  }
  return {
    ready: promise,
    facts,
    becomeReady(session) {
      if (facts.readyAt > 0) return
      facts.readyAt = now()
      resolve(session)
    },
    end(why) {
      facts.closed ??= why
      reject(new Error(why))
    },
  }
}

const NOTHING = Uint8Array.of(0, 0)
const EMPTY_STATE_VECTOR = Uint8Array.of(0)

export function stateVectorOf({ ydoc }: SessionOptions): Uint8Array {
  return ydoc ? Y.encodeStateVector(ydoc) : EMPTY_STATE_VECTOR
}

export function missingFor({ ydoc }: SessionOptions, stateVector: Uint8Array): Uint8Array {
  return ydoc ? Y.encodeStateAsUpdate(ydoc, stateVector) : NOTHING
}

export function take({ ydoc, onUpdate }: SessionOptions, update: Uint8Array): void {
  onUpdate?.(update)
  if (ydoc) Y.applyUpdate(ydoc, update, 'remote')
}

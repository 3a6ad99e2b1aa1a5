/**
 * The truth about *Saved*, as a pure machine. Local edits are numbered; a number is saved when the server has
 * acknowledged a message that carried it and everything before it.
 *
 *   edit 1, 2 … n ──▶ on each connection: first step 2 (carries 1..n) ──▶ update n+1 ──▶ update n+2 …
 *   acknowledgements come in the order of sending: each one belongs to the oldest message of this connection
 *   that has none yet. A closed connection forgets what it sent; the next handshake carries it again.
 *
 * The library's own counter is not used: it starts anew with each handshake and takes the acknowledgement of a message
 * that was sent before it for its own, so it can say 0 while edits made offline are not stored. SPEC CN6–CN9.
 */
import type { CloseReason } from '#domain/contract/close-codes.ts'
import type { SaveTrouble } from '#domain/contract/stateless.ts'

type Sent = { readonly kind: 'handshake' | 'update'; readonly from: number; readonly through: number }

export type SaveState = {
  readonly lastEdit: number
  readonly savedThrough: number
  /** Sent on this connection and not acknowledged yet, oldest first. */
  readonly sent: readonly Sent[]
  /** A handshake of this page was acknowledged: what came from the device is known to be stored too. */
  readonly proven: boolean
  readonly connected: boolean
  readonly readOnly: boolean
  /** The server did not take the oldest message. */
  readonly refused: boolean
  readonly trouble: SaveTrouble | null
  /** The server takes nothing more from this page: it closed the document, or the editor is too old. */
  readonly closed: CloseReason | null
  /** Milliseconds since 1970 of the last acknowledgement. */
  readonly storedAt: number | null
}

export type SaveEvent =
  | { readonly type: 'edit' }
  /** Text kept on the device was loaded; `unsent` edits of it were not stored when the page was left. */
  | { readonly type: 'restored'; readonly unsent: number }
  | { readonly type: 'step2_sent' }
  /** The newest edit went out by itself. */
  | { readonly type: 'update_sent' }
  | { readonly type: 'answered'; readonly stored: boolean; readonly at: number }
  | { readonly type: 'admitted'; readonly readOnly: boolean }
  | { readonly type: 'disconnected' }
  | { readonly type: 'closed'; readonly reason: CloseReason }
  | { readonly type: 'trouble'; readonly reason: SaveTrouble }
  | { readonly type: 'resumed' }

export const NOTHING_TYPED: SaveState = {
  lastEdit: 0,
  savedThrough: 0,
  sent: [],
  proven: false,
  connected: false,
  readOnly: false,
  refused: false,
  trouble: null,
  closed: null,
  storedAt: null,
}

export function stepSave(state: SaveState, event: SaveEvent): SaveState {
  switch (event.type) {
    case 'edit':
      return { ...state, lastEdit: state.lastEdit + 1 }
    case 'restored':
      return { ...state, lastEdit: state.lastEdit + event.unsent, proven: false }
    case 'step2_sent':
      return { ...state, sent: [...state.sent, { kind: 'handshake', from: 1, through: state.lastEdit }] }
    case 'update_sent':
      return { ...state, sent: [...state.sent, { kind: 'update', from: state.lastEdit, through: state.lastEdit }] }
    case 'answered':
      return answered(state, event.stored, event.at)
    case 'admitted':
      return { ...state, connected: true, readOnly: event.readOnly, refused: false, closed: null }
    case 'disconnected':
      return { ...state, connected: false, sent: [], trouble: null }
    case 'closed':
      return { ...state, connected: false, sent: [], closed: event.reason }
    case 'trouble':
      return { ...state, trouble: event.reason }
    case 'resumed':
      return { ...state, trouble: null }
  }
}

function answered(state: SaveState, stored: boolean, at: number): SaveState {
  const [oldest, ...sent] = state.sent
  if (!oldest) return state
  if (!stored) return { ...state, sent, refused: true }
  const handshake = oldest.kind === 'handshake'
  const contiguous = oldest.from <= state.savedThrough + 1
  return {
    ...state,
    sent,
    savedThrough: contiguous ? Math.max(state.savedThrough, oldest.through) : state.savedThrough,
    proven: state.proven || handshake,
    refused: handshake ? false : state.refused,
    trouble: null,
    storedAt: at,
  }
}

/** Local edits that the server has not stored. */
export function unsaved(state: SaveState): number {
  return state.lastEdit - state.savedThrough
}

/** Nothing of this page is under way, and the server is there. */
export function isAtRest(state: SaveState): boolean {
  const { connected, sent, proven, readOnly, closed } = state
  return connected && closed === null && sent.length === 0 && unsaved(state) === 0 && (proven || readOnly)
}

export type CantSaveReason = SaveTrouble | 'editor_outdated' | 'unauthenticated' | 'no_access' | 'refused'

export type SaveSign =
  | { readonly state: 'saved' }
  | { readonly state: 'saving'; readonly changes: number }
  | { readonly state: 'offline'; readonly changes: number; readonly kept: boolean }
  | { readonly state: 'cant_save'; readonly reason: CantSaveReason; readonly changes: number }
  | { readonly state: 'read_only' }

type Network = 'live' | 'connecting' | 'offline' | 'refused'

/** @param network what the one connection of the tab says · @param kept on this device */
export function saveSign(state: SaveState, network: Network, kept: boolean): SaveSign {
  const changes = unsaved(state)
  const reason = cantSave(state, network)
  if (reason) return { state: 'cant_save', reason, changes }
  if (state.readOnly) return { state: 'read_only' }
  if (network === 'offline') return { state: 'offline', changes, kept }
  // `proven` and not only the count: text from the device may hold edits that nobody counted.
  return changes === 0 && state.proven ? { state: 'saved' } : { state: 'saving', changes }
}

function cantSave(state: SaveState, network: Network): CantSaveReason | null {
  if (state.closed) return reasonOfClose(state.closed)
  if (network === 'refused') return 'unauthenticated'
  if (state.trouble) return state.trouble
  // The server may have asked for everything at once: then that answer counts.
  const askedAgain = state.sent.some(message => message.kind === 'handshake')
  return state.refused && !state.readOnly && !askedAgain ? 'refused' : null
}

function reasonOfClose(reason: CloseReason): CantSaveReason {
  switch (reason) {
    case 'unauthenticated':
      return 'unauthenticated'
    case 'forbidden':
    case 'not_found':
    case 'revoked':
      return 'no_access'
    case 'editor_outdated':
      return 'editor_outdated'
    case 'too_large':
      return 'too_large'
    case 'rate_limited':
      return 'rate_limited'
    case 'bad_message':
      return 'refused'
    case 'overloaded':
    case 'restarting':
    case 'feed_rotated':
      return 'storage_unavailable'
  }
}

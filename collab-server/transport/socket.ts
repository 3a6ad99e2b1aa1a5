/**
 * One websocket: what passes between the network and the rooms.
 *
 *   text frame {"ping":n} ─▶ {"pong":n}                      (the tab notices a dead connection by it; 0: nobody looks at it)
 *   whose sender owes rest (rest.ts) ─▶ nothing more is read for a while
 *   frame ─▶ size ─▶ outside readable ─▶ name of the grammar ─▶ rate ─▶ budget ─┬▶ auth, step 1, close: Hocuspocus
 *            1009     4422 (socket)      not_found    dropped,429  overloaded   └▶ updates, presence: the document's
 *                     bad_message (document)                                       inlet, or they wait until it is open
 *
 * Updates and presence pass Hocuspocus by: its one message at a time, with a chain of hooks for each, would make every
 * keystroke of a connection wait for the commit of the one before. Refusals of a frame concern its document alone
 * wherever it is known.
 */
import type { Hocuspocus, WebSocketLike } from '@hocuspocus/server'
import { type RawData, WebSocket } from 'ws'
import { CLOSE_CODES, type CloseReason } from '#domain/contract/close-codes.ts'
import { parseDocName } from '#domain/contract/doc-names.ts'
import type { LIMITS } from '#domain/contract/limits.ts'
import type { Refusals } from '#domain/refusals.ts'
import type { HeldBack } from '#domain/services/account-activity.ts'
import type { Costs } from '../costs.ts'
import type { Metrics } from '../metrics.ts'
import type { Inlet, SocketFacts, Stranger } from '../visitor.ts'
import { denialFrame, type Frame, KIND, type Message, PERMISSION_DENIED, parseAddress, parseFrame } from './frame.ts'
import type { InboundBudget } from './inbound-budget.ts'
import { createRest } from './rest.ts'
import { createTokenBucket, type TokenBucket } from './token-bucket.ts'
import type { Wire } from './wire.ts'

export type Limits = { readonly [Name in keyof typeof LIMITS]: number }

/** One document that is open on this socket, or being opened. */
type Share = {
  /** Null while it is being opened. */
  inlet: Inlet | null
  /** What was said to it meanwhile. */
  readonly waiting: { readonly message: Message; readonly held: number }[]
  /** It said something broken meanwhile: closed with that reason as soon as it is open. */
  doomed: CloseReason | null
  readonly handshakes: TokenBucket
}

export type SocketOptions = {
  readonly hocuspocus: Hocuspocus
  readonly limits: Limits
  readonly budget: InboundBudget
  readonly metrics: Metrics
  readonly refusals: Refusals
  readonly heldBack: HeldBack
  readonly costs: Costs
  /** Then nothing is read from any socket, whatever becomes of its own pause. */
  readonly isStopping: () => boolean
}

/** Documents a socket may ask for in one go, and each second after that. */
const ASKS = { perSecond: 20, burst: 100 }
/** Each answer to a step 1 is as long as the document. */
const HANDSHAKES = { perSecond: 2, burst: 20 }
/** Refusals of a socket: each is words in the log and an answer. A program may ask for many posts that are gone. */
const REFUSALS = { perSecond: 2, burst: 30 }
/** Before a ticket was good: a tab whose session has ended hears one for each of its documents, a few times. */
const EARLY_REFUSALS = 16
/** A heartbeat every two seconds is the custom. */
const TEXTS = { perSecond: 5, burst: 20 }
/** Proofs of content: one when a document comes to rest. What is too many is left unread, and asked again by then. */
const STATELESS = { perSecond: 2, burst: 20 }
/** Nothing more is read of who is turned away, and the socket goes this much later: another one is work as well. */
const TURNED_AWAY_AFTER_MS = 1_000
/** Presence messages that may be lost in a row before the sender is told. */
const DROPS_BEFORE_CLOSE = 100
const PING = /^\{"ping":(\d{1,15})\}$/
/** Hocuspocus's own heartbeat: one byte, without address. */
const BARE_PING = 9
const BARE_PONG = 10

let lastSocketId = 0

/** @returns whether a ticket was good for some document of it */
export function serveSocket(ws: Wire, request: Request, options: SocketOptions): () => boolean {
  const { hocuspocus, limits, budget, metrics, refusals, costs } = options
  /** By address. */
  const shares = new Map<string, Share>()
  const closeListeners: (() => void)[] = []
  let heldBytes = 0
  const facts: SocketFacts = {
    id: ++lastSocketId,
    editorVersion: editorVersionOf(request),
    authenticated: false,
    userId: null,
    payer: null,
    isGuest: false,
    opened,
    refused,
    turnAway,
    countDocuments: () => shares.size,
    onClose(listener) {
      // Whoever asks the database about somebody may find them gone.
      if (isClosed) listener()
      else closeListeners.push(listener)
    },
  }
  const asks = createTokenBucket(ASKS.perSecond, ASKS.burst)
  const texts = createTokenBucket(TEXTS.perSecond, TEXTS.burst)
  const statelessMessages = createTokenBucket(STATELESS.perSecond, STATELESS.burst)
  const denials = createTokenBucket(REFUSALS.perSecond, REFUSALS.burst)
  const rest = createRest({ ws, costs, isStopping: options.isStopping, onRest })
  const presence = createTokenBucket(limits.awarenessPerSecond, limits.awarenessPerSecond * 2)
  let drops = 0
  let isTurnedAway = false
  let earlyRefusals = 0
  let isClosed = false

  const client = hocuspocus.handleConnection(new WireOfRooms(ws, send), request, { socket: facts } satisfies Stranger)

  metrics.sockets.inc()
  const deadline = setTimeout(() => {
    if (!facts.authenticated) closeSocket('unauthenticated', 'no ticket in time')
  }, limits.authenticateWithinMs)

  ws.on('message', (data, isBinary) => {
    if (isTurnedAway) return
    if (facts.payer) rest.note(facts.payer, data)
    if (isBinary) receive(toBytes(data))
    else receiveText(data.toString())
  })
  // Too long, not UTF-8, masked wrongly: ws closes the socket itself with the fitting code.
  ws.on('error', error => refusals.tell({ ...faultOf(error), ...whose() }, 'the websocket was at fault'))
  ws.on('close', (code, reason) => {
    clearTimeout(deadline)
    metrics.sockets.dec()
    for (const address of [...shares.keys()]) forget(address)
    isClosed = true
    for (const listener of closeListeners) listener()
    client.handleClose({ code, reason: reason.toString() })
  })
  return () => facts.authenticated

  function send(bytes: Uint8Array): void {
    const kind = kindOf(bytes)
    if (isFarewell(kind, bytes)) forget(parseAddress(bytes) ?? '')
    if (kind !== KIND.awareness) ws.send(bytes)
    // A caret is sent by its tab beside its key, which comes back from the commit a few milliseconds later.
    else if (!facts.isGuest) ws.sendSoon(bytes)
    if (ws.bufferedBytes() > limits.socketBufferBytes) closeSocket('overloaded', 'does not read what it is sent')
  }

  function receiveText(text: string): void {
    const [, count] = PING.exec(text) ?? []
    if (count === undefined) closeSocket('bad_message', 'a text frame that is no heartbeat')
    else if (texts.take()) {
      // Programs follow the contract, in which nothing is said unasked.
      if (facts.editorVersion !== null) ws.wantPulses(Number(count) > 0)
      ws.send(`{"pong":${count}}`)
    } else closeSocket('rate_limited', 'too many heartbeats')
  }

  function receive(bytes: Uint8Array): void {
    if (!ws.isOpen()) return
    if (bytes.byteLength === 1) receiveBare(bytes[0])
    else if (!facts.authenticated && bytes.byteLength > limits.frameBytesUnauthenticated) {
      closeSocket('too_large', 'a long frame before any ticket')
    } else {
      const frame = parseFrame(bytes)
      if (frame) receiveFrame(frame, bytes)
      else closeSocket('bad_message', 'a frame without a readable address')
    }
  }

  function receiveFrame(frame: Frame, bytes: Uint8Array): void {
    const { address, documentName, message } = frame
    if (!parseDocName(documentName) || !isSessionPlain(frame)) {
      // Names outside the grammar hear what absent and forbidden documents hear, and never reach a lookup.
      if (message?.kind === 'auth') deny(frame, 'not_found', 'name outside the grammar')
    } else if (message === null) deny(frame, 'bad_message', 'a broken frame')
    else if (message.kind === 'auth') {
      if (mayAsk(frame)) client.handleMessage(bytes)
    } else {
      // Without a share it was still on its way when we closed the document: no first word for the next opening.
      const share = shares.get(address)
      if (share) receiveMessage(frame, share, message, bytes)
    }
  }

  function receiveBare(byte: number | undefined): void {
    if (byte === BARE_PING && texts.take()) ws.send(new Uint8Array([BARE_PONG]))
    else if (byte !== BARE_PONG) closeSocket('bad_message', 'a frame of one byte')
  }

  function receiveMessage(frame: Frame, share: Share, message: Message, bytes: Uint8Array): void {
    switch (message.kind) {
      case 'step1':
        if (!share.handshakes.take()) deny(frame, 'rate_limited', 'too many handshakes')
        else pass(share, message, 0)
        return
      case 'step2':
      case 'update':
        if (!mayHold(frame, bytes.byteLength)) return
        if (facts.payer) costs.expectLook(facts.payer, bytes.byteLength)
        pass(share, message, bytes.byteLength)
        return
      case 'awareness':
        if (maySayPresence(frame, message.states.byteLength)) pass(share, message, 0)
        return
      case 'close':
        client.handleMessage(bytes)
        return
      case 'note':
        // Pages prove what they hold, now and then; nothing else is said outside of documents.
        if (bytes.byteLength <= limits.statelessBytes && statelessMessages.take()) client.handleMessage(bytes)
        return
      case 'auth':
      case 'queryAwareness':
        // Questions for presence have no answer.
        return
    }
  }

  /** @param held bytes of it that the budget holds */
  function pass(share: Share, message: Message, held: number): void {
    if (!share.inlet) {
      share.waiting.push({ message, held })
      return
    }
    switch (message.kind) {
      case 'step1':
        share.inlet.handshake(message.stateVector)
        return
      case 'step2':
      case 'update': {
        const { kind, update } = message
        share.inlet.update({ kind, update, done: () => giveBack(held) })
        return
      }
      case 'awareness':
        share.inlet.presence(message.states)
        return
    }
  }

  function opened(inlet: Inlet): void {
    const { connection } = inlet
    const share = shares.get(connection.messageAddress)
    if (!share) return
    share.inlet = inlet
    if (share.doomed) connection.close({ code: CLOSE_CODES[share.doomed].code, reason: share.doomed })
    else for (const { message, held } of share.waiting.splice(0)) pass(share, message, held)
  }

  function mayAsk(frame: Frame): boolean {
    const known = shares.has(frame.address)
    const full = !known && shares.size >= limits.documentsPerSocket
    if (full || !asks.take()) {
      deny(frame, 'rate_limited', full ? 'too many documents on one socket' : 'too many documents asked for')
      return false
    }
    if (known) return true
    const handshakes = createTokenBucket(HANDSHAKES.perSecond, HANDSHAKES.burst)
    shares.set(frame.address, { inlet: null, waiting: [], doomed: null, handshakes })
    return true
  }

  function mayHold(frame: Frame, bytes: number): boolean {
    if (heldBytes + bytes > limits.socketBufferBytes || !budget.take(bytes)) {
      deny(frame, 'overloaded', 'too much waits for the database')
      return false
    }
    heldBytes += bytes
    return true
  }

  function giveBack(bytes: number): void {
    heldBytes -= bytes
    budget.give(bytes)
  }

  /** The document is closed or was turned down. */
  function forget(address: string): void {
    const share = shares.get(address)
    if (!share) return
    shares.delete(address)
    // What an inlet has taken is given back by its outcome, which may come later than this.
    for (const { held } of share.waiting) giveBack(held)
  }

  function maySayPresence(frame: Frame, bytes: number): boolean {
    if (bytes <= limits.awarenessBytes && presence.take()) {
      drops = 0
      return true
    }
    metrics.awarenessDropped.inc()
    drops += 1
    if (drops === DROPS_BEFORE_CLOSE) deny(frame, 'rate_limited', 'too much presence')
    return false
  }

  /** Closes that document, or turns it down while it is not open. */
  function deny(frame: Frame, reason: CloseReason, why: string): void {
    if (reason === 'rate_limited' && facts.userId) options.heldBack(facts.userId)
    const share = shares.get(frame.address)
    const grammatical = parseDocName(frame.documentName) !== null
    refusals.tell({ reason, why, ...whose(), ...(grammatical && { doc: frame.documentName }) }, 'refused')
    if (share?.inlet) share.inlet.connection.close({ code: CLOSE_CODES[reason].code, reason })
    else if (share) share.doomed = reason
    else ws.send(denialFrame(frame.address, reason))
    // Whoever has too much waiting for the database is not at fault: it is slow.
    if (reason !== 'overloaded') refused()
  }

  function refused(): void {
    if (!facts.authenticated) earlyRefusals += 1
    if (earlyRefusals > EARLY_REFUSALS || !denials.take()) turnAway('refused again and again')
  }

  function onRest(): void {
    metrics.rests.inc()
    if (facts.userId) options.heldBack(facts.userId)
  }

  function turnAway(why: string): void {
    if (isTurnedAway) return
    isTurnedAway = true
    rest.forGood()
    setTimeout(() => closeSocket('rate_limited', why), TURNED_AWAY_AFTER_MS).unref()
  }

  function whose() {
    return { socket: facts.id, ...(facts.userId && { userId: facts.userId }) }
  }

  function closeSocket(reason: CloseReason, why: string): void {
    if (!ws.isOpen()) return
    refusals.tell({ reason, why, ...whose() }, 'socket closed')
    ws.close(CLOSE_CODES[reason].code, reason)
    // A peer that does not answer the close is not waited for.
    setTimeout(() => ws.terminate(), 2000).unref()
  }
}

/** What Hocuspocus asks of a websocket. Its getter is of the class, the same for all sockets: see Wire. */
class WireOfRooms implements WebSocketLike {
  readonly #wire: Wire
  readonly #send: (bytes: Uint8Array) => void

  constructor(wire: Wire, send: (bytes: Uint8Array) => void) {
    this.#wire = wire
    this.#send = send
  }
  get readyState(): number {
    return this.#wire.isOpen() ? WebSocket.OPEN : WebSocket.CLOSED
  }
  send(data: unknown): void {
    this.#send(data as Uint8Array)
  }
  close(code?: number, reason?: string): void {
    this.#wire.close(code, reason)
  }
}

/** Hocuspocus closes a document or denies it: told by two bytes after the address, without decoding every frame. */
function isFarewell(kind: number | undefined, bytes: Uint8Array): boolean {
  return kind === KIND.close || (kind === KIND.auth && bytes[2 + (bytes[0] ?? 0)] === PERMISSION_DENIED)
}

/** What breaks the rules of websockets themselves: ws closes it with the code of RFC 6455, and has a word for each. */
function faultOf(error: Error): { readonly reason: CloseReason; readonly why: string } {
  const why = 'code' in error ? String(error.code) : error.name
  return { reason: why === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' ? 'too_large' : 'bad_message', why }
}

/** Of a frame that we send; addresses are shorter than 128 bytes. */
function kindOf(bytes: Uint8Array): number | undefined {
  const length = bytes[0] ?? 0
  return length < 128 ? bytes[1 + length] : undefined
}

/** Session-aware providers add `\0<session>` to the name. */
function isSessionPlain({ address, documentName }: Frame): boolean {
  return address === documentName || /^[A-Za-z0-9_-]{1,32}$/.test(address.slice(documentName.length + 1))
}

function editorVersionOf(request: Request): number | null {
  const value = new URL(request.url).searchParams.get('editor')
  return value !== null && /^\d{1,6}$/.test(value) ? Number(value) : null
}

/**
 * What reads varints and strings out of bytes looks at the memory they stand in, not at where they end: a length that
 * lies would reach what else stands there. So each message gets memory of its own. SPEC CN84.
 */
export function toBytes(data: RawData): Uint8Array {
  if (Array.isArray(data)) return new Uint8Array(Buffer.concat(data))
  return new Uint8Array(data)
}

/** The y-protocols messages that y-websocket and Hocuspocus share; Hocuspocus writes an address before each of them. */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { now } from '../machine/clock.ts'
import { missingFor, type Session, type SessionOptions, type Settled, stateVectorOf, take } from './session.ts'

const MESSAGE = { sync: 0, awareness: 1, auth: 2, syncReply: 4, close: 7, syncStatus: 8 }
const STEP = { one: 0, two: 1, update: 2 }
const PERMISSION_DENIED = 1

type Parts = {
  readonly name: string
  /** What stands before the message type. */
  readonly prefix: (encoder: encoding.Encoder) => void
  readonly send: (message: Uint8Array | string) => void
  readonly close: () => void
  readonly options: SessionOptions
  readonly settled: Settled
  /** The server says of each update whether it is stored. */
  readonly hasAnswers: boolean
}
export type YjsSession = {
  readonly session: Session
  /** Whatever stood before the message type has been read. */
  readonly receive: (decoder: decoding.Decoder) => void
  readonly authenticate: (token: string) => void
  readonly startSync: () => void
}

export function createYjsSession({ name, prefix, send, close, options, settled, hasAnswers }: Parts): YjsSession {
  const { facts } = settled
  /** What has no answer yet, in the order it was sent; the handshake's reply has an answer too. */
  const unanswered: { readonly sentAt: number; readonly isUpdate: boolean }[] = []
  let firstUnanswered = 0

  const session: Session = {
    name,
    ready: settled.ready,
    facts,
    sendUpdate: update => sendSync(STEP.update, update),
    sendAwareness: update => sendMessage(MESSAGE.awareness, encoder => encoding.writeVarUint8Array(encoder, update)),
    ping: () => {
      if (options.heartbeat !== undefined) send(options.heartbeat)
    },
    close,
  }

  function receive(decoder: decoding.Decoder): void {
    facts.frames += 1
    const type = decoding.readVarUint(decoder)
    if (type === MESSAGE.sync || type === MESSAGE.syncReply) readSync(decoder)
    else if (type === MESSAGE.awareness) options.onAwareness?.(decoding.readVarUint8Array(decoder))
    else if (type === MESSAGE.syncStatus) readAnswer(decoding.readVarUint(decoder) === 1)
    else if (type === MESSAGE.auth && decoding.readVarUint(decoder) === PERMISSION_DENIED)
      settled.end(`denied: ${decoding.readVarString(decoder)}`)
    else if (type === MESSAGE.close) settled.end(`document closed: ${decoding.readVarString(decoder)}`)
  }

  function readSync(decoder: decoding.Decoder): void {
    const step = decoding.readVarUint(decoder)
    const payload = decoding.readVarUint8Array(decoder)
    if (step === STEP.one) sendSync(STEP.two, missingFor(options, payload))
    else take(options, payload)
    if (step !== STEP.two) return
    facts.stateBytes += payload.byteLength
    settled.becomeReady(session)
  }

  function readAnswer(stored: boolean): void {
    const question = unanswered[firstUnanswered]
    firstUnanswered += 1
    if (firstUnanswered >= unanswered.length) {
      unanswered.length = 0
      firstUnanswered = 0
    }
    if (!question?.isUpdate) return
    const index = facts.answered
    facts.answered += 1
    if (!stored) facts.refused += 1
    options.onAnswer?.({ stored, sentAt: question.sentAt, index })
  }

  function sendSync(step: number, payload: Uint8Array): void {
    if (hasAnswers && step !== STEP.one) unanswered.push({ sentAt: now(), isUpdate: step === STEP.update })
    sendMessage(MESSAGE.sync, encoder => {
      encoding.writeVarUint(encoder, step)
      encoding.writeVarUint8Array(encoder, payload)
    })
  }

  function sendMessage(type: number, write: (encoder: encoding.Encoder) => void): void {
    const encoder = encoding.createEncoder()
    prefix(encoder)
    encoding.writeVarUint(encoder, type)
    write(encoder)
    send(encoding.toUint8Array(encoder))
  }

  return {
    session,
    receive,
    authenticate: token =>
      sendMessage(MESSAGE.auth, encoder => {
        encoding.writeVarUint(encoder, 0)
        encoding.writeVarString(encoder, token)
        encoding.writeVarString(encoder, '4.8.0')
      }),
    startSync: () => sendSync(STEP.one, stateVectorOf(options)),
  }
}

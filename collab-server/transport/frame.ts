/**
 * The outside of a frame, read before anybody acts on it: address, kind, and that the parts are as long as they say.
 *
 *   varString address ("post:<id>", or "post:<id>\0<session>") · varUint kind · payload of that kind
 */
import { createDecoder, type Decoder, hasContent, readVarString, readVarUint, readVarUint8Array } from 'lib0/decoding'
import { createEncoder, encode, toUint8Array, writeUint8Array, writeVarString, writeVarUint } from 'lib0/encoding'
import { messageYjsSyncStep1, messageYjsSyncStep2, messageYjsUpdate } from 'y-protocols/sync'
import { decodeStateVector } from 'yjs'
import { encodeInScratch } from '../scratch-encoder.ts'

/** Message kinds of Hocuspocus: what clients send, and the answer to an update. */
export const KIND = {
  sync: 0,
  awareness: 1,
  auth: 2,
  queryAwareness: 3,
  syncReply: 4,
  stateless: 5,
  close: 7,
  syncStatus: 8,
} as const
export const PERMISSION_DENIED = 1
const LONGEST_ADDRESS = 160
/** Many times what the document with the most writers needs. */
const LONGEST_STATE_VECTOR = 256 * 1024

/** What the frame asks for, with what it carries. */
export type Message =
  /** `step2` answers our question for what we miss; `update` is one edit. */
  | { readonly kind: 'step2' | 'update'; readonly update: Uint8Array }
  | { readonly kind: 'awareness'; readonly states: Uint8Array }
  | { readonly kind: 'note'; readonly text: string }
  /** What the tab has. */
  | { readonly kind: 'step1'; readonly stateVector: Uint8Array }
  | { readonly kind: 'auth' | 'close' | 'queryAwareness' }

export type Frame = {
  /** As the client wrote it: replies carry the same. */
  readonly address: string
  readonly documentName: string
  /** Null when the rest is broken: the document is known, what it should hear is not. */
  readonly message: Message | null
}

/** Null when not even the address can be read: then nobody knows whom to answer. */
export function parseFrame(bytes: Uint8Array): Frame | null {
  const decoder = createDecoder(bytes)
  const address = readAddress(decoder)
  if (address === null) return null
  const [documentName = ''] = address.split('\0', 1)
  return { address, documentName, message: readWholeMessage(decoder) }
}

/** The address alone, of a frame of ours or theirs. */
export function parseAddress(bytes: Uint8Array): string | null {
  return readAddress(createDecoder(bytes))
}

function readAddress(decoder: Decoder): string | null {
  try {
    const address = readVarString(decoder)
    return address.length > LONGEST_ADDRESS ? null : address
  } catch {
    return null
  }
}

function readWholeMessage(decoder: Decoder): Message | null {
  try {
    const message = readMessage(decoder)
    return hasContent(decoder) ? null : message
  } catch {
    return null
  }
}

function readMessage(decoder: Decoder): Message | null {
  switch (readVarUint(decoder)) {
    case KIND.sync:
    case KIND.syncReply:
      return readSync(decoder)
    case KIND.awareness:
      return { kind: 'awareness', states: readVarUint8Array(decoder) }
    case KIND.auth:
      if (readVarUint(decoder) !== 0) return null
      readVarString(decoder)
      // The provider's version, since protocol 4.
      if (hasContent(decoder)) readVarString(decoder)
      return { kind: 'auth' }
    case KIND.stateless:
      return { kind: 'note', text: readVarString(decoder) }
    case KIND.queryAwareness:
      return { kind: 'queryAwareness' }
    case KIND.close:
      // Providers append a reason.
      if (hasContent(decoder)) readVarString(decoder)
      return { kind: 'close' }
    default:
      return null
  }
}

function readSync(decoder: Decoder): Message | null {
  const step = readVarUint(decoder)
  const payload = readVarUint8Array(decoder)
  switch (step) {
    case messageYjsSyncStep1:
      // Only counted here: Yjs would build the whole answer before it noticed.
      if (payload.byteLength > LONGEST_STATE_VECTOR) return null
      decodeStateVector(payload)
      return { kind: 'step1', stateVector: payload }
    case messageYjsSyncStep2:
      return { kind: 'step2', update: payload }
    case messageYjsUpdate:
      return { kind: 'update', update: payload }
    default:
      return null
  }
}

/**
 * A frame of the document's own protocol.
 *
 * @param step of y-protocols/sync
 */
export function syncFrame(address: string, step: number, payload: Uint8Array): Uint8Array {
  return createFraming(address, step).frame(payload)
}

export type Framing = { readonly address: string; readonly frame: (payload: Uint8Array) => Uint8Array }

/** For what goes to one address again and again: what stands before each payload is written once. */
export function createFraming(address: string, step: number): Framing {
  const head = encode(encoder => {
    writeVarString(encoder, address)
    writeVarUint(encoder, KIND.sync)
    writeVarUint(encoder, step)
  })
  return {
    address,
    frame: payload =>
      encodeInScratch(encoder => {
        writeUint8Array(encoder, head)
        writeVarUint(encoder, payload.byteLength)
        writeUint8Array(encoder, payload)
      }),
  }
}

/** A frame that turns one document down. */
export function denialFrame(address: string, reason: string): Uint8Array {
  const encoder = createEncoder()
  writeVarString(encoder, address)
  writeVarUint(encoder, KIND.auth)
  writeVarUint(encoder, PERMISSION_DENIED)
  writeVarString(encoder, reason)
  return toUint8Array(encoder)
}

/** The answer to one update: whether it is stored. */
export function statusFrame(address: string, stored: boolean): Uint8Array {
  const encoder = createEncoder()
  writeVarString(encoder, address)
  writeVarUint(encoder, KIND.syncStatus)
  writeVarUint(encoder, stored ? 1 : 0)
  return toUint8Array(encoder)
}

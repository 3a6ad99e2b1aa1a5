/**
 * The outside of a frame, read before Hocuspocus sees it: address, kind, and that the parts are as long as they say.
 *
 *   varString address ("post:<id>", or "post:<id>\0<session>") · varUint kind · payload of that kind
 */
import { createDecoder, type Decoder, hasContent, readVarString, readVarUint, readVarUint8Array } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeVarString, writeVarUint } from 'lib0/encoding'

/** Message kinds of Hocuspocus that a client may send. */
export const KIND = { sync: 0, awareness: 1, auth: 2, queryAwareness: 3, syncReply: 4, stateless: 5, close: 7 } as const
export const PERMISSION_DENIED = 1
const LONGEST_ADDRESS = 160

export type FrameKind = keyof typeof KIND

export type Frame = {
  /** As the client wrote it: replies carry the same. */
  readonly address: string
  readonly documentName: string
  /** Null when the rest is broken: the document is known, what it should hear is not. */
  readonly kind: FrameKind | null
}

const KINDS = new Map<number, FrameKind>((Object.keys(KIND) as FrameKind[]).map(kind => [KIND[kind], kind]))

/** Null when not even the address can be read: then nobody knows whom to answer. */
export function parseFrame(bytes: Uint8Array): Frame | null {
  const decoder = createDecoder(bytes)
  const address = readAddress(decoder)
  if (address === null) return null
  const [documentName = ''] = address.split('\0', 1)
  return { address, documentName, kind: readKind(decoder) }
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

function readKind(decoder: Decoder): FrameKind | null {
  try {
    const kind = KINDS.get(readVarUint(decoder))
    if (kind === undefined) return null
    skipPayload(decoder, kind)
    return hasContent(decoder) ? null : kind
  } catch {
    return null
  }
}

function skipPayload(decoder: Decoder, kind: FrameKind): void {
  switch (kind) {
    case 'sync':
    case 'syncReply':
      if (readVarUint(decoder) > 2) throw new Error('unknown sync step')
      readVarUint8Array(decoder)
      return
    case 'awareness':
      skipAwareness(readVarUint8Array(decoder))
      return
    case 'auth':
      if (readVarUint(decoder) !== 0) throw new Error('unknown kind of authentication')
      readVarString(decoder)
      // The provider's version, since protocol 4.
      if (hasContent(decoder)) readVarString(decoder)
      return
    case 'stateless':
      readVarString(decoder)
      return
    case 'queryAwareness':
      return
    case 'close':
      // Providers append a reason.
      if (hasContent(decoder)) readVarString(decoder)
      return
  }
}

function skipAwareness(bytes: Uint8Array): void {
  const decoder = createDecoder(bytes)
  for (let left = readVarUint(decoder); left > 0; left--) {
    readVarUint(decoder)
    readVarUint(decoder)
    JSON.parse(readVarString(decoder))
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

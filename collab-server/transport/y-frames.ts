/**
 * Frames of plain y-websocket and of Hocuspocus, turned into each other. One socket there is one document, so its frames
 * carry no address; the rest of what both know is the same bytes.
 *
 *   theirs            ours                         ours                      theirs
 *   0 sync         ─▶ address · 0                  address · 0, 4 sync    ─▶ 0
 *   1 awareness    ─▶ address · 1, without echoes  address · 1 awareness  ─▶ 1
 *   3 query        ─▶ answered at the door         address · 2 denied, 7  ─▶ the websocket closes with the word
 *   anything else  ─▶ address · unknown kind       address · 8 not stored ─▶ 2 denied, for who may only read
 *                     (refused like any)           address · 5 too_large  ─▶ 2 denied
 *                                                  everything else        ─▶ nothing: that protocol has no word for it
 */
import { createDecoder, hasContent, readVarString, readVarUint, readVarUint8Array } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeVarString, writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import { messageYjsSyncStep1, messageYjsUpdate } from 'y-protocols/sync'
import { ServerNote } from '#domain/contract/stateless.ts'

const SYNC = 0
const AWARENESS = 1
const AUTH = 2
const QUERY_AWARENESS = 3
const SYNC_REPLY = 4
const STATELESS = 5
const CLOSE = 7
const SYNC_STATUS = 8
/** No kind of Hocuspocus: it is refused with the words of any broken frame. */
const UNKNOWN = 127
const DENIED_BY_US = 1
const LET_IN_BY_US = 2
const DENIED_FOR_THEM = 0

/** Words that no client may say to Hocuspocus through this door are not passed on as they are. */
type Inbound = { readonly kind: 'frame'; readonly bytes: Buffer } | { readonly kind: 'query' | 'echo' }

type Outbound =
  | { readonly kind: 'send'; readonly bytes: Uint8Array }
  | { readonly kind: 'close'; readonly word: string }
  | { readonly kind: 'let_in'; readonly readOnly: boolean }
  | { readonly kind: 'not_stored' | 'nothing' }
  | { readonly kind: 'note'; readonly note: ServerNote }

export function addressBytes(address: string): Uint8Array {
  const encoder = createEncoder()
  writeVarString(encoder, address)
  return toUint8Array(encoder)
}

export function ticketFrame(prefix: Uint8Array, ticket: string): Buffer {
  const encoder = createEncoder()
  writeVarUint(encoder, AUTH)
  writeVarUint(encoder, 0)
  writeVarString(encoder, ticket)
  return Buffer.concat([prefix, toUint8Array(encoder)])
}

/** @param echoes what this client has been told of presence */
export function fromTheirs(bytes: Uint8Array, prefix: Uint8Array, echoes: Echoes): Inbound {
  switch (bytes[0]) {
    case SYNC:
      return { kind: 'frame', bytes: Buffer.concat([prefix, bytes]) }
    case AWARENESS: {
      const news = echoes.without(bytes)
      return news ? { kind: 'frame', bytes: Buffer.concat([prefix, news]) } : { kind: 'echo' }
    }
    case QUERY_AWARENESS:
      if (bytes.byteLength === 1) return { kind: 'query' }
  }
  return { kind: 'frame', bytes: Buffer.concat([prefix, new Uint8Array([UNKNOWN])]) }
}

/** @param bytes a frame of ours, whose address was as long as `prefix` */
export function toTheirs(bytes: Uint8Array, prefix: Uint8Array): Outbound {
  const rest = bytes.subarray(prefix.byteLength)
  const decoder = createDecoder(rest)
  switch (readVarUint(decoder)) {
    case SYNC:
    case AWARENESS:
      return { kind: 'send', bytes: rest }
    case SYNC_REPLY:
      return { kind: 'send', bytes: Buffer.concat([new Uint8Array([SYNC]), rest.subarray(1)]) }
    case AUTH:
      switch (readVarUint(decoder)) {
        case DENIED_BY_US:
          return { kind: 'close', word: readVarString(decoder) }
        case LET_IN_BY_US:
          return { kind: 'let_in', readOnly: readVarString(decoder) === 'readonly' }
        default:
          return { kind: 'nothing' }
      }
    case CLOSE:
      return { kind: 'close', word: readVarString(decoder) }
    case SYNC_STATUS:
      return { kind: readVarUint(decoder) === 0 ? 'not_stored' : 'nothing' }
    case STATELESS: {
      const note = ServerNote.safeParse(JSON.parse(readVarString(decoder)))
      return note.success ? { kind: 'note', note: note.data } : { kind: 'nothing' }
    }
    default:
      return { kind: 'nothing' }
  }
}

/** @param bytes a frame of theirs */
export function isQuestion(bytes: Uint8Array): boolean {
  return bytes[0] === SYNC && bytes[1] === messageYjsSyncStep1
}

export function isUpdate(bytes: Uint8Array): boolean {
  return bytes[0] === SYNC && bytes[1] === messageYjsUpdate
}

/** `permission denied` of y-protocols, the only word of that protocol for what is not taken. */
export function denialForThem(word: string): Uint8Array {
  const encoder = createEncoder()
  writeVarUint(encoder, AUTH)
  writeVarUint(encoder, DENIED_FOR_THEM)
  writeVarString(encoder, word)
  return toUint8Array(encoder)
}

/** @param update awareness update; nobody's when left out: it says nothing, and is heard */
export function presenceForThem(update: Uint8Array = new Uint8Array([0])): Uint8Array {
  const encoder = createEncoder()
  writeVarUint(encoder, AWARENESS)
  writeVarUint8Array(encoder, update)
  return toUint8Array(encoder)
}

type Echoes = {
  /** Notes what a client is told of presence; other frames tell nothing. */
  readonly told: (frame: Uint8Array) => void
  /** The frame without what the client was told itself; null when that is all there is in it. */
  readonly without: (frame: Uint8Array) => Uint8Array | null
}

type Entry = { readonly client: number; readonly clock: number; readonly state: string }

/** Client ids whose newest clock is remembered; a document has fewer people. */
const IDS_REMEMBERED = 2_000
/** Longer than any honest frame; what is longer is judged by its length alone. */
const LONGEST_FRAME = 256 * 1024

/**
 * The stock provider sends back whatever it hears of others. Taken for its own words that would use up its allowance, and
 * would let it speak for another tab of the same person.
 */
export function createEchoes(): Echoes {
  const clockByClient = new Map<number, number>()

  return {
    told(frame) {
      if (frame[0] !== AWARENESS) return
      for (const { client, clock } of readEntries(frame) ?? []) {
        clockByClient.delete(client)
        clockByClient.set(client, clock)
        const oldest = clockByClient.keys().next()
        if (clockByClient.size > IDS_REMEMBERED && !oldest.done) clockByClient.delete(oldest.value)
      }
    },
    without(frame) {
      // What cannot be read is refused by whoever reads it in earnest.
      const entries = frame.byteLength > LONGEST_FRAME ? null : readEntries(frame)
      if (!entries) return frame
      const news = entries.filter(({ client, clock }) => clock > (clockByClient.get(client) ?? -1))
      if (news.length === entries.length) return frame
      return news.length === 0 ? null : presenceForThem(encodeEntries(news))
    },
  }
}

function readEntries(frame: Uint8Array): readonly Entry[] | null {
  try {
    const outer = createDecoder(frame)
    readVarUint(outer)
    const decoder = createDecoder(readVarUint8Array(outer))
    const entries: Entry[] = []
    for (let left = readVarUint(decoder); left > 0; left--) {
      entries.push({ client: readVarUint(decoder), clock: readVarUint(decoder), state: readVarString(decoder) })
    }
    return hasContent(outer) ? null : entries
  } catch {
    return null
  }
}

function encodeEntries(entries: readonly Entry[]): Uint8Array {
  const encoder = createEncoder()
  writeVarUint(encoder, entries.length)
  for (const { client, clock, state } of entries) {
    writeVarUint(encoder, client)
    writeVarUint(encoder, clock)
    writeVarString(encoder, state)
  }
  return toUint8Array(encoder)
}

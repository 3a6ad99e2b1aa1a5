/**
 * One document on the tab's socket: attaches it, opens it again after a close that allows it, and tells in order what
 * went over the wire. Knows nothing of what the document holds.
 */
import { HocuspocusProvider, MessageType } from '@hocuspocus/provider'
import { createDecoder, type Decoder, readVarInt, readVarString, readVarUint, readVarUint8Array } from 'lib0/decoding'
import {
  createEncoder,
  type Encoder,
  length,
  toUint8Array,
  writeVarString,
  writeVarUint,
  writeVarUint8Array,
} from 'lib0/encoding'
import type { Awareness } from 'y-protocols/awareness'
import { messageYjsSyncStep1, messageYjsSyncStep2 } from 'y-protocols/sync'
import * as Y from 'yjs'
import type { CloseReason } from '#domain/contract/close-codes.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { asWritten } from '#domain/text/as-written.ts'
import { comeBackAfter } from './come-back.ts'
import type { Socket } from './socket.ts'
import { type UnstoredUpdates, watchUnstoredUpdates } from './unstored-updates.ts'

type LinkEvents = {
  readonly onAdmitted?: (readOnly: boolean) => void
  /** The server's state is in the document. */
  readonly onSynced?: () => void
  /** Our step 2 of this connection goes out: it carries everything the server does not have. */
  readonly onHandshake?: () => void
  /** One local update goes out by itself. */
  readonly onUpdateSent?: () => void
  /** What is not stored is too large to be sent; it is looked at again in a moment. */
  readonly onTooLarge?: () => void
  /** The server's answer to the oldest message that had none yet. */
  readonly onAnswered?: (stored: boolean) => void
  readonly onNote?: (payload: string) => void
  /** The socket is gone, or the document was closed and will be opened again. */
  readonly onInterrupted?: (word: string | null, afterMs: number) => void
  /** The server does not want it opened again. */
  readonly onStopped?: (reason: CloseReason) => void
}

export type DocumentLink = {
  readonly provider: HocuspocusProvider
  /** Tries again now, after a stop as well. */
  readonly reopen: () => void
  /** Handshakes from now on leave out the words that were deleted here and that only undo still holds. */
  readonly leaveOutDeleted: () => void
  readonly close: () => void
}

type LinkOptions = {
  readonly socket: Socket
  readonly name: string
  readonly document: Y.Doc
  readonly awareness: Awareness | null
  readonly events: LinkEvents
  /** Edits made here that are not stored; where nobody gives them, the link keeps account itself. */
  readonly unstored?: UnstoredUpdates
  /** Before each opening: what it brings goes with the handshake. */
  readonly before?: () => Promise<unknown>
  /** False for a projection: a fresh document takes the place of a closed one, and nothing is written here. */
  readonly reopens?: boolean
}

/** Address and kinds beside the update itself. */
const FRAME_BYTES_AROUND = 1024
const LOOK_AGAIN_MS = 3_000

/**
 * Updates wait for the handshake of their connection: it carries all that came before it, and an update in front of it
 * would build on edits that the server does not have. What others write waits until the server has asked: words typed here
 * meanwhile would go with a block that they replaced, and the server would never have had them.
 */
class HandshakeFirst extends HocuspocusProvider {
  shaken = false
  /** Of this connection, from before the server asked. */
  private early: MessageEvent[] | null = []
  /** The server closed this document: anything said now would wait there unread. */
  shut = false

  /** What was too large may have been deleted since; the words themselves are kept for undo, and would still be sent. */
  lean = false
  /** Null for a projection, into which nobody writes. */
  unstored: UnstoredUpdates | null = null
  /** What the server has, as it said when it asked. */
  private vectorOfServer: Uint8Array | undefined

  onSend: (kind: 'handshake' | 'update') => void = () => undefined
  onTooLarge: () => void = () => undefined

  override send(...[message, parts]: Parameters<HocuspocusProvider['send']>): void {
    if (this.shut) return
    const kind = kindOfSent(parts)
    const sent = kind === 'handshake' && (this.lean || isTooLong(parts)) ? { encoder: this.leanHandshake() } : parts
    // The server would close the socket over it, again at each try, and with it every other document of the tab.
    if (kind && isTooLong(sent)) {
      this.onTooLarge()
      return
    }
    if (kind) {
      this.unstored?.sent()
      this.onSend(kind)
    }
    super.send(message, sent)
  }

  override onMessage(event: MessageEvent): void {
    const sync = syncIn(new Uint8Array(event.data))
    const question = sync?.step === messageYjsSyncStep1
    if (this.early && sync && !question) {
      this.early.push(event)
      return
    }
    if (question) {
      this.vectorOfServer = readVarUint8Array(sync.rest)
      this.sayAgain(this.vectorOfServer)
    }
    super.onMessage(event)
    if (!question) return
    for (const one of this.early?.splice(0) ?? []) super.onMessage(one)
    this.early = null
  }

  /** Before the handshake, which tells of what went with a block of others that it is gone. */
  private sayAgain(vectorOfServer: Uint8Array): void {
    const update = this.unstored?.toSay()
    if (update) super.documentUpdateHandler(Y.diffUpdate(update, vectorOfServer), null)
  }

  /** Another connection. */
  begin(): void {
    this.unstored?.forgetSent()
    this.shaken = false
    this.shut = false
    this.early = []
  }

  private leanHandshake(): Encoder {
    const copy = asWritten(new Y.Doc())
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(this.document))
    const encoder = createEncoder()
    writeVarString(encoder, this.effectiveName)
    writeVarUint(encoder, MessageType.Sync)
    writeVarUint(encoder, messageYjsSyncStep2)
    writeVarUint8Array(encoder, Y.encodeStateAsUpdate(copy, this.vectorOfServer))
    copy.destroy()
    return encoder
  }

  override documentUpdateHandler(update: Uint8Array, origin: unknown): void {
    if (this.shaken) super.documentUpdateHandler(update, origin)
  }
}

export function linkDocument(options: LinkOptions): DocumentLink {
  const { socket, name, document, awareness, events, unstored, before, reopens = true } = options
  let closes = 0
  let stopped = false
  let retry: ReturnType<typeof setTimeout> | undefined
  let lookAgain: ReturnType<typeof setTimeout> | undefined

  const provider = new HandshakeFirst({
    name,
    document,
    awareness,
    websocketProvider: socket.transport,
    token: async () => {
      await before?.()
      return socket.token()
    },
    onAuthenticated: ({ scope }) => {
      socket.proven()
      stopped = false
      events.onAdmitted?.(scope === 'readonly')
    },
    onAuthenticationFailed: ({ reason }) => closedAlone(reason),
    onSynced: ({ state }) => {
      if (!state) return
      closes = 0
      events.onSynced?.()
    },
    onMessage: ({ event }) => {
      const stored = answerIn(new Uint8Array(event.data))
      if (stored === null) return
      provider.unstored?.answered(stored)
      events.onAnswered?.(stored)
    },
    onStateless: ({ payload }) => events.onNote?.(payload),
    onOpen: () => provider.begin(),
    onClose: ({ event }) => {
      provider.shaken = false
      clearTimeout(lookAgain)
      forgetOthers(provider)
      // A close of this document alone comes as code 1000 with the word; one of the socket is the machine's business.
      if (event.code === 1000 && socket.transport.webSocket?.readyState === WebSocket.OPEN) closedAlone(event.reason)
      else {
        clearTimeout(retry)
        events.onInterrupted?.(null, 0)
      }
    },
  })

  provider.onSend = kind => {
    if (kind === 'update') return events.onUpdateSent?.()
    provider.shaken = true
    events.onHandshake?.()
  }

  provider.onTooLarge = () => {
    // Only a handshake may follow: it carries all that is left by then.
    provider.shaken = false
    events.onTooLarge?.()
    clearTimeout(lookAgain)
    lookAgain = setTimeout(() => provider.forceSync(), LOOK_AGAIN_MS)
  }

  const closedAlone = (word: string) => {
    provider.shut = true
    clearTimeout(lookAgain)
    const plan = comeBackAfter(word, closes, Math.random())
    closes += 1
    clearTimeout(retry)
    if (plan.do === 'stop') {
      stopped = true
      events.onStopped?.(plan.reason)
      return
    }
    if (plan.freshTicket) socket.forgetTicket()
    events.onInterrupted?.(word, plan.afterMs)
    if (reopens) retry = setTimeout(open, plan.afterMs)
  }

  /** Asks the server for the document again on the open socket; while there is none, the next one brings it. */
  const open = () => {
    const opened = socket.transport.receivedOnOpenPayload
    if (opened && socket.transport.webSocket?.readyState === WebSocket.OPEN) void provider.onOpen(opened)
  }

  // Nobody writes into a projection: without a listener Yjs does not encode again what has just come.
  if (reopens) provider.unstored = unstored ?? watchUnstoredUpdates(document)
  else document.off('update', provider.boundDocumentUpdateHandler)

  provider.attach()

  return {
    provider,
    reopen: () => {
      clearTimeout(retry)
      closes = 0
      if (stopped || !provider.isAuthenticated) open()
      stopped = false
    },
    leaveOutDeleted: () => {
      provider.lean = true
    },
    close: () => {
      clearTimeout(retry)
      clearTimeout(lookAgain)
      // The server forgot a document it closed; a goodbye would be the first word of a new one.
      if (!provider.isAuthenticated) socket.transport.configuration.providerMap.delete(provider.effectiveName)
      provider.destroy()
    },
  }
}

/** Awareness remembers the clocks of people who left; with them it would ignore the same people after a reconnect. */
function forgetOthers({ awareness, document }: HocuspocusProvider): void {
  if (!awareness) return
  for (const client of [...awareness.meta.keys()]) if (client !== document.clientID) awareness.meta.delete(client)
}

/** Updates come with their bytes, answers to the server's questions as a finished frame; null for what stores nothing. */
function kindOfSent(parts: {
  readonly update?: Uint8Array
  readonly encoder?: Encoder
}): 'handshake' | 'update' | null {
  if (parts.update) return 'update'
  if (!parts.encoder) return null
  return syncIn(toUint8Array(parts.encoder))?.step === messageYjsSyncStep2 ? 'handshake' : null
}

function isTooLong({ update, encoder }: { readonly update?: Uint8Array; readonly encoder?: Encoder }): boolean {
  const bytes = update?.byteLength ?? (encoder ? length(encoder) : 0)
  return bytes > LIMITS.frameBytes - FRAME_BYTES_AROUND
}

/** What is said of the document: which step, and what follows; null for everything else. */
function syncIn(frame: Uint8Array): { readonly step: number; readonly rest: Decoder } | null {
  const rest = createDecoder(frame)
  readVarString(rest)
  return readVarUint(rest) === MessageType.Sync ? { step: readVarUint(rest), rest } : null
}

/** Null for everything but an acknowledgement. */
function answerIn(frame: Uint8Array): boolean | null {
  const decoder = createDecoder(frame)
  readVarString(decoder)
  return readVarUint(decoder) === MessageType.SyncStatus ? readVarInt(decoder) === 1 : null
}

/**
 * Plain y-websocket, for any Yjs editor: `/collab/y/<document name>?ticket=…`. What the stock provider says is put into
 * frames of ours and goes the way of everybody's (transport/socket.ts), so that law, limits and log are the same.
 *
 *   opened ─▶ ticket from the address, as an auth frame ─▶ let in ─▶ sync, awareness both ways ─▶ closed with code and word
 *
 * That protocol has no acknowledgement: such an editor cannot know what is stored. SPEC CN100–CN106.
 */
import type { WebSocket } from 'ws'
import { encodeAwarenessUpdate } from 'y-protocols/awareness'
import { CLOSE_CODES, type CloseReason, isCloseReason } from '#domain/contract/close-codes.ts'
import { parseDocName } from '#domain/contract/doc-names.ts'
import { type SocketOptions, serveSocket, toBytes } from './socket.ts'
import { createTokenBucket } from './token-bucket.ts'
import { type WireEvents, wireOver } from './wire.ts'
import {
  addressBytes,
  createEchoes,
  denialForThem,
  fromTheirs,
  isQuestion,
  isUpdate,
  presenceForThem,
  ticketFrame,
  toTheirs,
} from './y-frames.ts'

const PATH = '/collab/y/'
/** Stands for every name outside the grammar, which is told nothing else than one that does not exist. */
const NO_NAME = 'none'
/** The stock provider gives a connection up after 30 s without a message; pings of the websocket do not count. */
const QUIET_MS = 10_000
/** Questions for presence. */
const QUERIES = { perSecond: 2, burst: 10 }
/** A peer that does not answer the close is not waited for. */
const GOODBYE_MS = 2_000

export type YWebsocketOptions = SocketOptions & {
  /** Something is heard at least this often. */
  readonly quietMs?: number
}

type Listeners = { readonly [Name in keyof WireEvents]: ((...args: WireEvents[Name]) => void)[] }

export function isYWebsocketPath(path: string): boolean {
  return path.startsWith(PATH)
}

/** Whether the request came in by this door, where a ticket is good for one opening. */
export function isYWebsocket({ url }: Request): boolean {
  return isYWebsocketPath(new URL(url).pathname)
}

/** @param request its address holds the ticket, which goes no further than the auth frame */
export function serveYWebsocket(ws: WebSocket, { url }: Request, options: YWebsocketOptions): () => boolean {
  const address = new URL(url)
  const ticket = address.searchParams.get('ticket') ?? ''
  address.searchParams.delete('ticket')
  const name = documentNameOf(address)
  const prefix = addressBytes(name)
  const echoes = createEchoes()
  const queries = createTokenBucket(QUERIES.perSecond, QUERIES.burst)
  const listeners: Listeners = { message: [], error: [], close: [] }
  let letIn = false
  let readOnly = false
  let wasQuiet = true
  let asked = false

  const wire = wireOver(ws, {
    on: (event, listener) => listeners[event].push(listener),
    send: data => (typeof data === 'string' ? ws.send(data) : say(data)),
  })

  ws.on('message', (data, isBinary) => {
    if (!isBinary) return emit('message', data, false)
    const inbound = fromTheirs(toBytes(data), prefix, echoes)
    if (inbound.kind === 'frame') emit('message', inbound.bytes, true)
    else if (inbound.kind === 'query') answerQuery()
  })
  ws.on('error', error => emit('error', error))
  const heard = setInterval(() => {
    if (wasQuiet && letIn) send(presenceForThem())
    wasQuiet = true
  }, options.quietMs ?? QUIET_MS)
  ws.on('close', (code, reason) => {
    clearInterval(heard)
    emit('close', code, reason)
  })

  const isKnown = serveSocket(wire, new Request(address), options)
  emit('message', ticketFrame(prefix, ticket), true)
  return isKnown

  function emit<Name extends keyof WireEvents>(event: Name, ...args: WireEvents[Name]): void {
    for (const listener of listeners[event]) listener(...args)
  }

  function send(bytes: Uint8Array): void {
    wasQuiet = false
    ws.send(bytes)
  }

  function say(frame: Uint8Array): void {
    const outbound = toTheirs(frame, prefix)
    switch (outbound.kind) {
      case 'send':
        // What others write is in the answer that follows our question. Before it, words that are only in that editor yet
        // would go with a block that others replaced.
        if (isUpdate(outbound.bytes) && !asked) return
        asked ||= isQuestion(outbound.bytes)
        echoes.told(outbound.bytes)
        send(outbound.bytes)
        return
      case 'close':
        close(isCloseReason(outbound.word) ? outbound.word : 'overloaded')
        return
      case 'let_in':
        letIn = true
        readOnly = outbound.readOnly
        return
      case 'not_stored':
        if (readOnly) send(denialForThem('forbidden'))
        return
      case 'note':
        if ('reason' in outbound.note && outbound.note.reason === 'too_large') send(denialForThem('too_large'))
        return
      case 'nothing':
        return
    }
  }

  function answerQuery(): void {
    const awareness = letIn ? options.hocuspocus.documents.get(name)?.awareness : undefined
    if (awareness && queries.take()) {
      send(presenceForThem(encodeAwarenessUpdate(awareness, [...awareness.getStates().keys()])))
    }
  }

  function close(reason: CloseReason): void {
    if (ws.readyState !== ws.OPEN) return
    ws.close(CLOSE_CODES[reason].code, reason)
    setTimeout(() => ws.terminate(), GOODBYE_MS).unref()
  }
}

function documentNameOf({ pathname }: URL): string {
  try {
    const name = decodeURIComponent(pathname.slice(PATH.length))
    return parseDocName(name) ? name : NO_NAME
  } catch {
    return NO_NAME
  }
}

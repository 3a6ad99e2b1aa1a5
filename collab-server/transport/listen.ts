/** Our own http and websocket server around Hocuspocus: the handshake, and the stop. */
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { Gauge } from 'prom-client'
import { type WebSocket, WebSocketServer } from 'ws'
import { CLOSE_CODES } from '#domain/contract/close-codes.ts'
import type { Metrics } from '../metrics.ts'
import type { AllowList } from './allow-list.ts'
import { createHeartbeat } from './heartbeat.ts'
import { createSharedFrames } from './shared-frames.ts'
import { serveSocket } from './socket.ts'
import { createWaves } from './waves.ts'
import { isYWebsocket, isYWebsocketPath, serveYWebsocket, type YWebsocketOptions } from './y-websocket.ts'

const PATH = '/collab'
/** Stands where a web Request wants a host. */
const NO_HOST = 'http://collab.invalid'
/** What a stranger may send in all, in frames as long as theirs may be. */
const EARLY_FRAMES = 8
/** How long a refused handshake may take to hang up by itself. */
const GOODBYE_MS = 1_000

type Listener = {
  readonly port: number
  /** No new sockets, nothing more is read from the old ones. */
  readonly stopReading: () => void
  /** Tells every tab to come back at once, then closes. */
  readonly close: () => Promise<void>
}

type ListenOptions = Omit<YWebsocketOptions, 'isStopping'> & {
  readonly port: number
  readonly host: string
  readonly allowList: AllowList
  readonly answer: RequestListener
}

export async function listen({ port, host, allowList, answer, ...rest }: ListenOptions): Promise<Listener> {
  let stopping = false
  const options: YWebsocketOptions = { ...rest, isStopping: () => stopping }
  const http = createServer(
    { requestTimeout: 10_000, headersTimeout: 5_000, connectionsCheckingInterval: 2_000, maxHeaderSize: 16 * 1024 },
    answer,
  )
  // Inflating a small frame can fill the memory, and edits are small: deflate stays off.
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: options.limits.frameBytes,
    perMessageDeflate: false,
  })
  countBacklog(options.metrics, sockets)
  const toRequest = createRequests()
  const toWire = createSharedFrames()
  const heartbeat = createHeartbeat()

  const serve = (ws: WebSocket, socket: Duplex, request: Request) => {
    const life = heartbeat.watch(ws, socket)
    const isKnown = isYWebsocket(request)
      ? serveYWebsocket(ws, request, options)
      : serveSocket(toWire(ws, socket, life), request, options)
    boundStranger(ws, socket, isKnown, options)
  }

  const inWaves = createWaves()
  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    endWithError(socket)
    inWaves(() => open(request, socket, head))
  })

  const open = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const refusal = stopping ? { status: '503 Service Unavailable', why: 'restarting' } : refusalOf(request, allowList)
    if (refusal) {
      options.refusals.tell({ reason: refusal.why }, 'handshake refused')
      socket.end(`HTTP/1.1 ${refusal.status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
      // Nothing else ends a socket whose other side keeps it half open.
      setTimeout(() => socket.destroy(), GOODBYE_MS).unref()
      return
    }
    sockets.handleUpgrade(request, socket, head, ws => serve(ws, socket, toRequest(request)))
  }

  await started(http, port, host)
  return {
    port: (http.address() as AddressInfo).port,
    stopReading() {
      stopping = true
      for (const ws of sockets.clients) ws.pause()
    },
    async close() {
      stopping = true
      heartbeat.stop()
      const { code } = CLOSE_CODES.restarting
      for (const ws of sockets.clients) {
        ws.resume()
        ws.close(code, 'restarting')
      }
      await Promise.race([allClosed(sockets), new Promise(resolve => setTimeout(resolve, 300))])
      for (const ws of sockets.clients) ws.terminate()
      http.closeAllConnections()
      await new Promise(resolve => http.close(resolve))
    },
  }
}

/** Pieces of a frame are kept until it is whole, and only then is there a size to look at: before a ticket, all bytes count. */
function boundStranger(ws: WebSocket, socket: Duplex, isKnown: () => boolean, options: YWebsocketOptions): void {
  let bytes = 0
  const count = (chunk: Buffer) => {
    bytes += chunk.byteLength
    if (isKnown()) socket.off('data', count)
    else if (bytes > EARLY_FRAMES * options.limits.frameBytesUnauthenticated) {
      socket.off('data', count)
      const reason = 'too_large'
      options.refusals.tell({ reason, why: 'too much before any ticket' }, 'socket closed')
      ws.close(CLOSE_CODES[reason].code, reason)
      // Nothing more of it is read, not even its answer.
      ws.pause()
      setTimeout(() => ws.terminate(), GOODBYE_MS).unref()
    }
  }
  socket.on('data', count)
}

/** Looked at when somebody asks. */
function countBacklog({ registry }: Metrics, sockets: WebSocketServer): void {
  new Gauge({
    name: 'galley_socket_backlog_bytes',
    help: 'Waiting to be read by the client that is furthest behind',
    registers: [registry],
    collect() {
      this.set([...sockets.clients].reduce((most, { bufferedAmount }) => Math.max(most, bufferedAmount), 0))
    },
  })
}

function refusalOf(request: IncomingMessage, allowList: AllowList): { status: string; why: string } | null {
  const { origin, pathname, username, password } = addressOf(request)
  // One reading of the address decides which door it is: `..` in it leads to none but the one it names.
  const isDoor = pathname === PATH || pathname === `${PATH}/` || isYWebsocketPath(pathname)
  // No Request can be made of an address with somebody's name in it.
  if (origin !== NO_HOST || !isDoor || username || password) return { status: '404 Not Found', why: 'path' }
  const why = allowList.refusalOf(request.headers)
  return why ? { status: '403 Forbidden', why } : null
}

function addressOf({ url = '' }: IncomingMessage): URL {
  return URL.parse(url, NO_HOST) ?? new URL('/unreadable', NO_HOST)
}

/**
 * Hocuspocus takes a web Request, and keeps it as long as the socket; cookies and other headers are nobody's business
 * behind this point. Tabs of one editor ask for the same address one after the other, and share what says nothing else.
 */
function createRequests(): (request: IncomingMessage) => Request {
  let last: Request | undefined
  return request => {
    const { href } = addressOf(request)
    if (last?.url !== href) last = new Request(href)
    return last
  }
}

/** Here, so that the listener, which stays as long as the socket, holds nothing of the handshake. */
function endWithError(socket: Duplex): void {
  socket.on('error', () => socket.destroy())
}

function started(http: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', reject)
    http.listen(port, host, () => {
      http.off('error', reject)
      resolve()
    })
  })
}

async function allClosed(sockets: WebSocketServer): Promise<void> {
  await Promise.all([...sockets.clients].map(ws => new Promise(resolve => ws.once('close', resolve))))
}

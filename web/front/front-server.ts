/**
 * The one public door: vet → clean → Next, or the pipe to collab-server for upgrades of /collab.
 * Starts, and stops within a second; what hangs longer is cut.
 */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Logger } from 'pino'
import { LIMITS } from '#domain/contract/limits.ts'
import { createRefusals } from '#domain/refusals.ts'
import type { WebMetrics } from '#web/metrics.ts'
import { createTokenBuckets } from '#web/token-bucket.ts'
import { connectableHost } from './connectable-host.ts'
import { createPeerReader, type Peer } from './forwarded.ts'
import { cleanRequest, isSharePath, protectResponse } from './headers.ts'
import { createCollabPipe, isCollabPath, refuseUpgrade } from './pipe-collab.ts'
import { brokenBy, type FrontReason, reasonOf, whose } from './refused.ts'
import { createVet, type Refused } from './vet-request.ts'

const TIMES = {
  /** With the look after it, a head takes ten seconds at most. */
  headersMs: 8_000,
  /** For all of it: pictures come from slow phones. */
  requestMs: 60_000,
  /** How often Node looks who is late; its own 30 s would make the other two mean little. */
  lookMs: 2_000,
}
/** Longer than the idle time of common proxies, so that they close first. */
const KEEP_ALIVE_MS = 75_000
const HEADER_BYTES = 16 * 1024
const STOP_MS = 400

type FrontOptions = {
  readonly publicUrl: string
  /** Address that web and, beside it, collab-server listen on. */
  readonly host: string
  readonly allowedOrigins: readonly string[]
  readonly trustedProxies: readonly string[]
  readonly collabPort: number
  readonly logger: Logger
  readonly metrics: WebMetrics
  /** Answers every request that is let in. */
  readonly handle: RequestListener
  readonly times?: typeof TIMES
  /** Takes upgrades under /_next in development. */
  readonly handleUpgrade?: ((request: IncomingMessage, socket: Duplex, head: Buffer) => void) | undefined
}

/** `refused`: by the door itself, before anybody else saw it. */
type Asked = { readonly path: string; readonly peer: Peer; readonly refused: Refused | null }

export type FrontServer = {
  readonly listen: (port: number, host: string) => Promise<void>
  readonly stop: () => Promise<void>
}

export function createFrontServer(options: FrontOptions): FrontServer {
  const { publicUrl, collabPort, logger, metrics, times = TIMES, handle, handleUpgrade } = options
  const isHttps = publicUrl.startsWith('https:')
  const vet = createVet(options)
  const refusals = createRefusals<FrontReason>(metrics.refusals, logger)
  const readPeer = createPeerReader(options.trustedProxies, isHttps ? 'https' : 'http')
  const sharePages = createTokenBuckets({
    perSecond: LIMITS.sharePagesPerMinute / 60,
    burst: LIMITS.sharePagesPerMinute,
  })
  const pipe = createCollabPipe({ host: connectableHost(options.host), port: collabPort, refusals, logger })
  const server = createServer({
    maxHeaderSize: HEADER_BYTES,
    headersTimeout: times.headersMs,
    requestTimeout: times.requestMs,
    connectionsCheckingInterval: times.lookMs,
  })
  server.keepAliveTimeout = KEEP_ALIVE_MS

  server.on('request', (request, response) => {
    const [path = ''] = (request.url ?? '').split('?', 1)
    const peer = readPeer(request)
    const refused = vet(request)
    watch(request, response, { path, peer, refused })
    protectResponse(response, { isHttps, path })
    if (refused) {
      response.writeHead(refused.status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
      response.end(`${refused.message}\n`)
      return
    }
    // Who guesses at links waits, whatever they find.
    const waitSeconds = isSharePath(path) ? sharePages.take(peer.address) : 0
    if (waitSeconds > 0) {
      response.writeHead(429, { 'content-type': 'text/plain; charset=utf-8', 'retry-after': String(waitSeconds) })
      response.end('Too many of these pages were asked for from your network. Try again in a minute.\n')
      return
    }
    cleanRequest(request, peer)
    handle(request, response)
  })

  server.on('upgrade', (request, socket, head) => {
    const peer = readPeer(request)
    const { address } = peer
    const refused = vet(request)
    if (refused) {
      refusals.tell({ reason: refused.reason, address }, 'handshake refused')
      return refuseUpgrade(socket, 400, 'Bad Request')
    }
    if (isCollabPath(request.url ?? '')) return pipe.open(request, socket, head, peer)
    if (handleUpgrade && request.url?.startsWith('/_next/')) return handleUpgrade(request, socket, head)
    refusals.tell({ reason: 'path', address }, 'handshake refused')
    return refuseUpgrade(socket, 404, 'Not Found')
  })

  server.on('connect', (request, socket) => {
    refusals.tell({ reason: 'method', address: readPeer(request).address }, 'request refused')
    refuseUpgrade(socket, 405, 'Method Not Allowed')
  })

  server.on('clientError', (error, socket) => {
    const reason = brokenBy(error)
    const address = socket instanceof Socket ? readPeer({ socket, headers: {} }).address : undefined
    if (reason) refusals.tell({ reason, address }, 'request refused')
    if (reason === 'too_slow') refuseUpgrade(socket, 408, 'Request Timeout')
    else refuseUpgrade(socket, 400, 'Bad Request')
  })

  function watch({ method = '' }: IncomingMessage, response: ServerResponse, { path, peer, refused }: Asked): void {
    const startedMs = performance.now()
    response.once('close', () => {
      metrics.requests.inc({ method, status: response.statusCode })
      metrics.seconds.observe((performance.now() - startedMs) / 1000)
      metrics.pipedSockets.set(pipe.count())
      const reason = refused?.reason ?? reasonOf(response.statusCode)
      if (reason) refusals.tell({ reason, ...whose(path, peer) }, 'request refused')
    })
  }

  return {
    listen: (port, host) => listen(server, port, host),
    stop: () => {
      pipe.closeAll()
      return stop(server).finally(refusals.end)
    },
  }
}

function listen(server: Server, port: number, host: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen(port, host, () => {
    server.off('error', reject)
    resolve()
  })
  return promise
}

/** Lets running requests end, for a while. */
async function stop(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(() => server.closeAllConnections(), STOP_MS)
  server.close(() => resolve())
  server.closeIdleConnections()
  await promise
  clearTimeout(timer)
}

/** Upgrades of /collab go to collab-server as bytes: web neither reads nor keeps anything of the socket. */
import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Logger } from 'pino'
import type { Refusals } from '#domain/refusals.ts'
import type { Peer } from './forwarded.ts'
import { forwardedHeaders, isUntrusted } from './headers.ts'
import type { FrontReason } from './refused.ts'

/** A websocket close frame: 1012 `restarting`, as in the contract. */
const RESTARTING = Buffer.concat([Buffer.from([0x88, 12, 0x03, 0xf4]), Buffer.from('restarting')])

/** How long a browser may take to hang up by itself. */
const GOODBYE_MS = 200

type CollabPipe = {
  readonly open: (request: IncomingMessage, socket: Duplex, head: Buffer, peer: Peer) => void
  readonly count: () => number
  /** Says goodbye on every socket and ends it. */
  readonly closeAll: () => void
}

export function isCollabPath(url: string): boolean {
  const [path = ''] = url.split('?', 1)
  return path === '/collab' || path.startsWith('/collab/')
}

type PipeOptions = {
  /** Address that collab-server listens on. */
  readonly host: string
  readonly port: number
  readonly refusals: Refusals<FrontReason>
  readonly logger: Logger
}

export function createCollabPipe({ host, port, refusals, logger }: PipeOptions): CollabPipe {
  const sockets = new Set<Duplex>()

  return {
    open(request, socket, head, peer) {
      const upstream = connect(port, host)
      let isConnected = false
      sockets.add(socket)

      upstream.once('connect', () => {
        isConnected = true
        upstream.setNoDelay(true)
        upstream.write(requestHead(request, peer))
        if (head.length > 0) upstream.write(head)
        socket.pipe(upstream).pipe(socket)
      })
      upstream.on('error', error => {
        if (isConnected) {
          logger.debug({ err: error }, 'a socket of collab-server broke off')
          socket.destroy()
          return
        }
        refusals.tell({ reason: 'restarting', address: peer.address }, 'collab-server does not answer', 'warn')
        refuseUpgrade(socket, 503, 'Service Unavailable')
      })
      // What was never connected has been told so and hangs up after that.
      upstream.on('close', () => isConnected && socket.destroy())
      // A tab that goes away resets its socket: nothing to report.
      socket.on('error', () => upstream.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        upstream.destroy()
      })
    },
    count: () => sockets.size,
    closeAll() {
      for (const socket of sockets) {
        socket.end(RESTARTING)
        setTimeout(() => socket.destroy(), GOODBYE_MS).unref()
      }
    },
  }
}

export function refuseUpgrade(socket: Duplex, status: number, reason: string): void {
  socket.on('error', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
  // Nothing else ends a socket whose other side keeps it half open.
  setTimeout(() => socket.destroy(), GOODBYE_MS).unref()
}

/** The request as it came, but for what only a front server may say. */
function requestHead({ method, url, rawHeaders }: IncomingMessage, peer: Peer): string {
  const lines = [`${method} ${url} HTTP/1.1`]
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? ''
    if (!isUntrusted(name)) lines.push(`${name}: ${rawHeaders[index + 1]}`)
  }
  for (const [name, value] of Object.entries(forwardedHeaders(peer))) lines.push(`${name}: ${value}`)
  return `${lines.join('\r\n')}\r\n\r\n`
}

/** Attacks that need no account: whoever knows the address. */
import net from 'node:net'
import { gzipSync } from 'node:zlib'
import { SignJWT } from 'jose'
import { createFrames } from '#tests/attacks/hostile-frames.ts'
import { createDice } from '#tests/faults/dice.ts'
import { NEW_POST } from '../people/post-state.ts'
import type { Attack } from './attack.ts'
import { authFrame, takeSeats } from './seats.ts'

const SEED = 20_261_130
const SOCKETS = 10

/** Small frames: 5,000 of them a second are 3 Mbit/s, what a script on a slow line sends. */
export const brokenFrames: Attack = {
  rate: 5_000,
  begin({ url, rooms: [, quiet = ''] }) {
    const seats = takeSeats(url, SOCKETS)
    const next = createFrames(createDice(SEED), quiet, NEW_POST)
    return { act: index => seats.at(index)?.send(next()), end: seats.end }
  },
}

const PIECE = Buffer.alloc(16 * 1024, 1)
const DROPS = 30

/** Pieces of 16 KiB, 300 a second: 40 Mbit/s. Beside them sockets that say a letter of their handshake each second. */
export const endlessFrames: Attack = {
  rate: 300,
  begin({ url }) {
    const raw = createRawSockets(url)
    const slow = Array.from({ length: DROPS }, () => raw.connect('GET /collab HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: '))
    let socket: net.Socket | undefined
    let first = true
    return {
      act(index) {
        if (index % 10 === 0) slow[(index / 10) % DROPS]?.write('x')
        if (!socket || socket.destroyed) {
          socket = raw.upgrade()
          first = true
        }
        // Every twentieth says that three megabytes follow.
        if (index % 20 === 0) socket.write(headOf({ first: 0x82, bytes: 3 * 2 ** 20 }))
        else socket.write(Buffer.concat([headOf({ first: first ? 0x02 : 0x00, bytes: PIECE.length }), PIECE]))
        first = false
      },
      end: raw.end,
    }
  },
}

const PINGS = Buffer.concat(Array.from({ length: 100 }, () => headOf({ first: 0x89, bytes: 0 })))

/** A hundred at a time, 20,000 a second: 1 Mbit/s. */
export const pings: Attack = {
  rate: 200,
  begin({ url }) {
    const raw = createRawSockets(url)
    const sockets: net.Socket[] = []
    return {
      act(index) {
        const at = index % SOCKETS
        const socket = sockets[at]
        if (!socket || socket.destroyed) sockets[at] = raw.upgrade()
        else socket.write(PINGS)
      },
      end: raw.end,
    }
  },
}

/** A new connection for each: 100 a second. */
export const compressed: Attack = {
  rate: 100,
  begin({ url }) {
    const raw = createRawSockets(url)
    const bomb = gzipSync(Buffer.alloc(2 * 2 ** 20))
    const post = `POST /collab HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`
    return {
      act(index) {
        if (index % 2 === 0) raw.connect(post).write(bomb)
        else raw.upgrade().write(Buffer.concat([headOf({ first: 0xc2, bytes: bomb.length }), bomb]))
      },
      end: raw.end,
    }
  },
}

const ODD_NAMES = [
  '../../etc/passwd',
  '__proto__',
  'constructor',
  `post:${'0'.repeat(150)}`,
  'feed:x',
  'post:\u0000',
  "post:' or 1=1",
]

/** 2,000 a second on ten sockets that are left after a hundred: 4 Mbit/s. */
export const namesAndTickets: Attack = {
  rate: 2_000,
  async begin({ url, ticket, rooms: [, quiet = ''] }) {
    const seats = takeSeats(url, SOCKETS)
    const [head, body] = ticket.split('.')
    const tickets = [
      'x.y.z',
      `${btoa('{"alg":"none"}').replaceAll('=', '')}.${body}.`,
      `${head}.${body}.${'A'.repeat(43)}`,
      await new SignJWT({}).setProtectedHeader({ alg: 'HS256' }).setAudience('collab').sign(new Uint8Array(32)),
    ]
    return {
      act(index) {
        const seat = seats.at(index)
        const name = index % 3 === 0 ? ODD_NAMES[index % ODD_NAMES.length] : quiet
        seat?.send(authFrame(name ?? '', tickets[index % tickets.length] ?? ''))
        if (Math.floor(index / SOCKETS) % 100 === 99) seat?.leave()
      },
      end: seats.end,
    }
  },
}

const UPGRADE =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n'
const ODD_REQUESTS = [
  `GET /collab HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: https://evil.example\r\n${UPGRADE}\r\n`,
  `GET /collab HTTP/1.1\r\nHost: evil.example\r\n${UPGRADE}\r\n`,
  `GET /collab HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: null\r\n${UPGRADE}\r\n`,
  `GET http://evil.example/collab HTTP/1.1\r\nHost: evil.example\r\n${UPGRADE}\r\n`,
  `GET /_next/webpack-hmr HTTP/1.1\r\nHost: 127.0.0.1\r\n${UPGRADE}\r\n`,
  'TRACE / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
  `GET /%2e%2e//collab HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: ${'x'.repeat(20_000)}\r\n\r\n`,
  'POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /metrics HTTP/1.1\r\n\r\n',
]

/** A new connection for each: 300 a second. */
export const oddRequests: Attack = {
  rate: 300,
  begin({ url }) {
    const raw = createRawSockets(url)
    return { act: index => void raw.connect(ODD_REQUESTS[index % ODD_REQUESTS.length] ?? ''), end: raw.end }
  },
}

function createRawSockets(url: string) {
  const { hostname, port } = new URL(url)
  const open = new Set<net.Socket>()
  const connect = (first: string): net.Socket => {
    const socket = net.connect({ host: hostname, port: Number(port), noDelay: true })
    open.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => open.delete(socket))
    socket.resume()
    socket.write(first)
    return socket
  }
  return {
    connect,
    upgrade: () => connect(`GET /collab HTTP/1.1\r\nHost: ${hostname}:${port}\r\n${UPGRADE}\r\n`),
    end() {
      for (const socket of open) socket.destroy()
    },
  }
}

/** Of a frame that a client sends, masked with zeros. */
function headOf({ first, bytes }: { first: number; bytes: number }): Buffer {
  const head = Buffer.alloc(bytes < 126 ? 6 : bytes < 65_536 ? 8 : 14)
  head[0] = first
  head[1] = 0x80 | (bytes < 126 ? bytes : bytes < 65_536 ? 126 : 127)
  if (head.length === 8) head.writeUInt16BE(bytes, 2)
  if (head.length === 14) head.writeBigUInt64BE(BigInt(bytes), 2)
  return head
}

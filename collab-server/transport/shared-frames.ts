/**
 * What a room says goes to everyone in it as the same bytes. They are framed once and written to each socket in one
 * piece; ws would frame them for each of them, and write header and payload as two. What one turn of the event loop says
 * to a socket, of several rows and people, is one write to the system; so is what may wait and what comes soon after. With
 * two hundred people looking on that is most of what a keystroke costs.
 *
 * Frames are those of RFC 6455, section 5.2: from a server, final, not masked. ws writes its own frames to the
 * same socket at once, since nothing is compressed, so the order stays.
 */
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { type Wire, wireOver } from './wire.ts'

/** Longer than a commit takes, shorter than anybody sees a caret lag. */
const SOON_MS = 25
const FINAL_TEXT = 0x81
const FINAL_BINARY = 0x82
/** What the length byte says when the length follows in 2 or 8 bytes. */
const IN_TWO_BYTES = 126
const IN_EIGHT_BYTES = 127

/** @returns what stands for the websocket over its socket */
export function createSharedFrames(): (ws: WebSocket, socket: Duplex) => Wire {
  let framedBytes: Uint8Array | null = null
  let framed: Buffer = Buffer.alloc(0)
  const held: Duplex[] = []
  const waiting = new Set<() => void>()

  const hold = (socket: Duplex) => {
    if (held.length === 0) process.nextTick(release)
    held.push(socket)
    socket.cork()
  }
  const release = () => {
    for (const socket of held.splice(0)) socket.uncork()
  }

  const releaseWaiting = () => {
    for (const write of waiting) write()
    waiting.clear()
  }

  const framedOnce = (data: Uint8Array) => {
    if (data !== framedBytes) {
      framed = frame(data)
      framedBytes = data
    }
    return framed
  }

  return (ws, socket) => {
    let soon: Buffer[] = []
    const writeSoon = () => {
      if (soon.length === 0) return
      if (ws.readyState === ws.OPEN) {
        if (socket.writableCorked === 0) hold(socket)
        for (const frame of soon) socket.write(frame)
      }
      soon = []
    }
    return wireOver(ws, {
      send(data) {
        if (ws.readyState !== ws.OPEN) return
        if (socket.writableCorked === 0) hold(socket)
        writeSoon()
        socket.write(typeof data === 'string' ? frame(Buffer.from(data), FINAL_TEXT) : framedOnce(data))
      },
      sendSoon(data) {
        if (ws.readyState !== ws.OPEN) return
        soon.push(framedOnce(data))
        if (waiting.size === 0) setTimeout(releaseWaiting, SOON_MS)
        waiting.add(writeSoon)
      },
      bufferedAmount: () => socket.writableLength + soon.reduce((bytes, { byteLength }) => bytes + byteLength, 0),
    })
  }
}

function frame(payload: Uint8Array, kind = FINAL_BINARY): Buffer {
  const { byteLength } = payload
  const headerBytes = byteLength < IN_TWO_BYTES ? 2 : byteLength <= 0xffff ? 4 : 10
  const bytes = Buffer.allocUnsafe(headerBytes + byteLength)
  bytes[0] = kind
  if (headerBytes === 2) bytes[1] = byteLength
  else if (headerBytes === 4) {
    bytes[1] = IN_TWO_BYTES
    bytes.writeUInt16BE(byteLength, 2)
  } else {
    bytes[1] = IN_EIGHT_BYTES
    bytes.writeBigUInt64BE(BigInt(byteLength), 2)
  }
  bytes.set(payload, headerBytes)
  return bytes
}

/**
 * What a room says goes to everyone in it as the same bytes. They are framed once and written to each socket in one
 * piece; ws would frame them for each of them, and write header and payload as two. What one turn of the event loop says
 * to a socket, of several rows and people, is one write to the system; so is what may wait and what comes soon after. With
 * two hundred people looking on that is most of what a keystroke costs.
 *
 * Frames are those of RFC 6455, section 5.2: from a server, final, not masked. ws writes its own frames to the
 * same socket at once, since nothing is compressed.
 */
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { Life } from './heartbeat.ts'
import { type Wire, wireOver } from './wire.ts'

/** Longer than a commit takes, shorter than anybody sees a caret lag. */
const SOON_MS = 25
const FINAL_TEXT = 0x81
const FINAL_BINARY = 0x82
/** What the length byte says when the length follows in 2 or 8 bytes. */
const IN_TWO_BYTES = 126
const IN_EIGHT_BYTES = 127

/** @returns what stands for the websocket over its socket */
export function createSharedFrames(): (ws: WebSocket, socket: Duplex, life: Life) => Wire {
  let framedBytes: Uint8Array | null = null
  let framed: Buffer = Buffer.alloc(0)
  const due: (() => void)[] = []
  const waiting = new Set<() => void>()
  let waitingTimer: NodeJS.Timeout | undefined

  const writeAtEndOfTurn = (write: () => void) => {
    if (due.length === 0) process.nextTick(writeDue)
    due.push(write)
  }
  const writeDue = () => {
    for (const write of due.splice(0)) write()
  }

  const writeSoon = (write: () => void) => {
    if (waiting.size === 0) waitingTimer = setTimeout(writeWaiting, SOON_MS)
    waiting.add(write)
  }
  const writeWaiting = () => {
    for (const write of waiting) write()
  }
  /** Nobody is woken for what has gone out with something else. */
  const waitNoMore = (write: () => void) => {
    if (waiting.delete(write) && waiting.size === 0) clearTimeout(waitingTimer)
  }

  const framedOnce = (data: Uint8Array) => {
    if (data !== framedBytes) {
      framed = frame(data)
      framedBytes = data
    }
    return framed
  }

  return (ws, socket, { say, wantPulses }) => {
    /** Not written yet, in the order of their sending. Mostly there is one: a list for it would be made anew each time. */
    let first: Buffer | null = null
    let others: Buffer[] = []
    let bytes = 0
    /** Whether they go out at the end of this turn. */
    let isDue = false

    const add = (frame: Buffer) => {
      if (first) others.push(frame)
      else first = frame
      bytes += frame.byteLength
    }
    const write = () => {
      if (!first) return
      if (waiting.size > 0) waitNoMore(write)
      if (ws.readyState === ws.OPEN) {
        const question = say()
        if (question) others.push(question)
        // One piece is one short call of the system; several have a way of their own through the stream.
        socket.write(others.length > 0 ? Buffer.concat([first, ...others]) : first)
      }
      first = null
      if (others.length > 0) others = []
      bytes = 0
      isDue = false
    }
    return wireOver(ws, {
      send(data) {
        if (ws.readyState !== ws.OPEN) return
        add(typeof data === 'string' ? frame(Buffer.from(data), FINAL_TEXT) : framedOnce(data))
        if (!isDue) writeAtEndOfTurn(write)
        isDue = true
      },
      sendSoon(data) {
        if (ws.readyState !== ws.OPEN) return
        add(framedOnce(data))
        if (!isDue) writeSoon(write)
      },
      wantPulses,
      close(code, reason) {
        // ws writes its word at once: what was sent before goes before it.
        if (isDue) write()
        ws.close(code, reason)
      },
      bufferedBytes: () => socket.writableLength + bytes,
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

/**
 * The cheapest websocket client Node can run. Load shares one CPU, so every microsecond saved here is one more that the
 * server is measured for: it masks with a zero key (legal, and needs no XOR) and expects frames in one piece.
 */
import net from 'node:net'

type WireHandlers = {
  readonly open: () => void
  /** `data` is only valid during the call: copy what you keep. */
  readonly message: (data: Buffer, isText: boolean) => void
  readonly close: (reason: Error | undefined) => void
}
type Wire = {
  readonly send: (data: Uint8Array | string) => void
  /** Drops the connection without a closing handshake, as a vanished client does. */
  readonly destroy: () => void
}

const OPCODE = { text: 1, binary: 2, close: 8, ping: 9 }
const PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0])
/** All sockets of this process read into one buffer: libuv fills it and calls back at once. */
const inbox = Buffer.allocUnsafe(256 * 1024)

export function openWire(url: string, handlers: WireHandlers): Wire {
  const { hostname, port, pathname, search } = new URL(url)
  let rest: Buffer | undefined
  let upgraded = false
  let reason: Error | undefined
  const onread = {
    buffer: inbox,
    callback: (size: number) => {
      receive(inbox.subarray(0, size))
      return true
    },
  }
  const socket = net.connect({ host: hostname, port: Number(port), noDelay: true, onread })
  socket.on('error', error => {
    reason = error
  })
  socket.on('close', () => handlers.close(reason))
  socket.write(
    `GET ${pathname}${search} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: Upgrade\r\n` +
      'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  )

  function receive(chunk: Buffer): void {
    const data = rest ? Buffer.concat([rest, chunk]) : chunk
    rest = undefined
    const start = upgraded ? 0 : readUpgrade(data)
    const used = upgraded ? readFrames(data, start) : 0
    if (used < data.length) rest = Buffer.from(data.subarray(used))
  }

  function readUpgrade(data: Buffer): number {
    const end = data.indexOf('\r\n\r\n')
    if (end < 0) return 0
    if (!data.toString('latin1', 0, 12).endsWith('101')) {
      socket.destroy(new Error(`no upgrade: ${data.toString('latin1', 0, end)}`))
      return 0
    }
    upgraded = true
    handlers.open()
    return end + 4
  }

  function readFrames(data: Buffer, from: number): number {
    let at = from
    for (;;) {
      const frame = frameAt(data, at)
      if (!frame) return at
      const payload = data.subarray(frame.start, frame.end)
      at = frame.end
      if (frame.opcode <= OPCODE.binary) handlers.message(payload, frame.opcode === OPCODE.text)
      else if (frame.opcode === OPCODE.ping) socket.write(PONG)
      else if (frame.opcode === OPCODE.close) socket.destroy(new Error(closeWords(payload)))
    }
  }

  return { send: data => socket.write(frameOf(data)), destroy: () => socket.destroy() }
}

/** @returns undefined when it is not whole yet */
function frameAt(data: Buffer, at: number): { opcode: number; start: number; end: number } | undefined {
  if (data.length - at < 2) return undefined
  const opcode = data.readUInt8(at) & 0x0f
  const short = data.readUInt8(at + 1) & 0x7f
  const head = short === 127 ? 10 : short === 126 ? 4 : 2
  if (data.length - at < head) return undefined
  const length =
    short === 127 ? Number(data.readBigUInt64BE(at + 2)) : short === 126 ? data.readUInt16BE(at + 2) : short
  const end = at + head + length
  return data.length < end ? undefined : { opcode, start: at + head, end }
}

function frameOf(data: Uint8Array | string): Buffer {
  const isText = typeof data === 'string'
  const length = isText ? Buffer.byteLength(data) : data.length
  const head = length < 126 ? 6 : length < 65536 ? 8 : 14
  const frame = Buffer.allocUnsafe(head + length)
  frame.writeUInt8(0x80 | (isText ? OPCODE.text : OPCODE.binary), 0)
  if (head === 6) frame.writeUInt8(0x80 | length, 1)
  else if (head === 8) {
    frame.writeUInt8(0x80 | 126, 1)
    frame.writeUInt16BE(length, 2)
  } else {
    frame.writeUInt8(0x80 | 127, 1)
    frame.writeBigUInt64BE(BigInt(length), 2)
  }
  frame.fill(0, head - 4, head)
  if (isText) frame.write(data, head)
  else frame.set(data, head)
  return frame
}

function closeWords(payload: Buffer): string {
  return payload.length < 2
    ? 'closed without a code'
    : `closed: ${payload.readUInt16BE(0)} ${payload.toString('utf8', 2)}`
}

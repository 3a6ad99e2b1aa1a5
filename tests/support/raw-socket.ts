/** A websocket of Galley without manners, and frames as its clients write them. */
import { createDecoder, readVarString, readVarUint, readVarUint8Array } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeVarString, writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { until } from './until.ts'

export async function rawSocket(url: string, headers: Record<string, string> = {}) {
  const ws = new WebSocket(url, { headers })
  const frames: { address: string; kind: number; rest: Uint8Array }[] = []
  const texts: string[] = []
  const closed = new Promise<{ code: number; reason: string }>(resolve =>
    ws.on('close', (code, reason) => resolve({ code, reason: reason.toString() })),
  )
  ws.on('message', (data: Buffer, isBinary) => {
    if (!isBinary) return texts.push(data.toString())
    // The answer to Hocuspocus's own heartbeat stands alone, without address.
    if (data.byteLength === 1) return
    const decoder = createDecoder(data)
    frames.push({ address: readVarString(decoder), kind: readVarUint(decoder), rest: data.subarray(decoder.pos) })
  })
  await new Promise<void>((resolve, reject) => {
    ws.on('open', () => resolve())
    ws.on('error', reject)
  })
  const raw = {
    ws,
    frames,
    texts,
    closed,
    send: (bytes: Uint8Array | string) => ws.send(bytes),
    auth: (name: string, ticket: string) =>
      ws.send(
        frameOf(name, 2, encoder => {
          writeVarUint(encoder, 0)
          writeVarString(encoder, ticket)
        }),
      ),
    sync: (name: string, step: number, payload: Uint8Array) =>
      ws.send(
        frameOf(name, 0, encoder => {
          writeVarUint(encoder, step)
          writeVarUint8Array(encoder, payload)
        }),
      ),
    /** A message outside of the document. */
    note: (name: string, words: string) => ws.send(frameOf(name, 5, encoder => writeVarString(encoder, words))),
    /** Acknowledgements of that document. */
    acks: (name: string) =>
      frames.filter(frame => frame.address === name && frame.kind === 8).map(frame => frame.rest[0] === 1),
    /** Reasons of closes and denials of that document. */
    reasons: (name: string) =>
      frames.flatMap(frame => {
        if (frame.address !== name || (frame.kind !== 7 && !(frame.kind === 2 && frame.rest[0] === 1))) return []
        return [readVarString(createDecoder(frame.kind === 7 ? frame.rest : frame.rest.subarray(1)))]
      }),
    /** The document as the server sent it. */
    docOf(name: string): Y.Doc {
      const doc = new Y.Doc()
      for (const { address, kind, rest } of frames) {
        if (address !== name || (kind !== 0 && kind !== 4)) continue
        const decoder = createDecoder(rest)
        if (readVarUint(decoder) > 0) Y.applyUpdate(doc, readVarUint8Array(decoder))
      }
      return doc
    },
    /** Resolves when the server has received all that was sent so far. */
    async heard() {
      const answers = texts.length
      ws.send(`{"ping":${answers}}`)
      await until(() => texts.length > answers)
    },
    async open(name: string, ticket: string) {
      raw.auth(name, ticket)
      raw.sync(name, 0, Y.encodeStateVector(new Y.Doc()))
      await until(() => frames.some(frame => frame.address === name && (frame.kind === 0 || frame.kind === 4)))
    },
  }
  return raw
}

/** What clients say of themselves: states by client id, all of that clock. */
export function presenceFrame(address: string, states: readonly (readonly [number, unknown])[], clock = 1): Uint8Array {
  const encoder = createEncoder()
  writeVarUint(encoder, states.length)
  for (const [client, state] of states) {
    writeVarUint(encoder, client)
    writeVarUint(encoder, clock)
    writeVarString(encoder, JSON.stringify(state))
  }
  return frameOf(address, 1, frame => writeVarUint8Array(frame, toUint8Array(encoder)))
}

export function frameOf(
  address: string,
  kind: number,
  write: (encoder: ReturnType<typeof createEncoder>) => void,
): Uint8Array {
  const encoder = createEncoder()
  writeVarString(encoder, address)
  writeVarUint(encoder, kind)
  write(encoder)
  return toUint8Array(encoder)
}

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { createSharedFrames } from './shared-frames.ts'
import type { Wire } from './wire.ts'

const http = createServer()
const sockets = new WebSocketServer({ noServer: true })
const toWire = createSharedFrames()
const wires: Wire[] = []
/** What the heartbeat wants to go along. */
let question: Buffer | null = null
http.on('upgrade', (request, socket, head) => {
  sockets.handleUpgrade(request, socket, head, ws =>
    wires.push(toWire(ws, socket, { say: () => question, wantPulses: () => {} })),
  )
})
http.listen(0, '127.0.0.1')
await once(http, 'listening')
afterAll(() => {
  http.closeAllConnections()
  http.close()
})

async function connect(count: number) {
  const { port } = http.address() as AddressInfo
  wires.length = 0
  const clients = Array.from({ length: count }, () => new WebSocket(`ws://127.0.0.1:${port}`))
  const received = clients.map(client => {
    const messages: (string | Buffer)[] = []
    client.on('message', (data: Buffer, isBinary) => messages.push(isBinary ? data : data.toString()))
    return messages
  })
  await Promise.all(clients.map(client => once(client, 'open')))
  return { clients, received }
}

test('messages of any length arrive as they were, in the order of their sending', async () => {
  const { clients, received } = await connect(2)
  const payloads = [0, 1, 125, 126, 127, 65_535, 65_536, 300_000].map(length =>
    Uint8Array.from({ length }, (_, index) => index % 251),
  )
  for (const payload of payloads) {
    for (const wire of wires) {
      wire.send(payload)
      wire.send(`text after ${payload.byteLength}`)
    }
  }
  for (const wire of wires) wire.close(4000, 'enough')
  const closed = await Promise.all(clients.map(client => once(client, 'close')))
  for (const [code, reason] of closed) expect([code, String(reason)]).toEqual([4000, 'enough'])
  const expected = payloads.flatMap(payload => [Buffer.from(payload), `text after ${payload.byteLength}`])
  for (const messages of received) {
    expect(messages.length).toBe(expected.length)
    expect(messages.every((message, index) => Buffer.from(message).equals(Buffer.from(expected[index] ?? '')))).toBe(
      true,
    )
  }
})

test('what may wait goes with what is said next, in its place, and alone when nothing is said', async () => {
  const { clients, received } = await connect(1)
  const [wire] = wires
  const words = () => received[0]?.map(String)
  wire?.sendSoon(Buffer.from('caret'))
  wire?.sendSoon(Buffer.from('another'))
  wire?.send(Buffer.from('key'))
  wire?.sendSoon(Buffer.from('alone'))
  await expect.poll(words).toEqual(['caret', 'another', 'key', 'alone'])
  wire?.sendSoon(Buffer.from('never'))
  wire?.close(4000)
  await once(clients[0] as WebSocket, 'close')
  expect(words()).toHaveLength(4)
})

test('[FD410] what the heartbeat asks goes along, behind what is said', async () => {
  const { clients, received } = await connect(1)
  const [wire] = wires
  const asked = once(clients[0] as WebSocket, 'ping').then(() => received[0]?.map(String))
  question = Buffer.from([0x89, 0])
  wire?.send(Buffer.from('an event'))
  expect(await asked).toEqual(['an event'])
  question = null
  wire?.send(Buffer.from('another'))
  await expect.poll(() => received[0]?.map(String)).toEqual(['an event', 'another'])
})

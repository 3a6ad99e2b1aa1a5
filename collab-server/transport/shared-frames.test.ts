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
http.on('upgrade', (request, socket, head) => {
  sockets.handleUpgrade(request, socket, head, ws => wires.push(toWire(ws, socket)))
})
http.listen(0, '127.0.0.1')
await once(http, 'listening')
afterAll(() => {
  http.closeAllConnections()
  http.close()
})

test('messages of any length arrive as they were, in the order of their sending', async () => {
  const { port } = http.address() as AddressInfo
  const clients = [0, 1].map(() => new WebSocket(`ws://127.0.0.1:${port}`))
  const received = clients.map(client => {
    const messages: (string | Buffer)[] = []
    client.on('message', (data: Buffer, isBinary) => messages.push(isBinary ? data : data.toString()))
    return messages
  })
  await Promise.all(clients.map(client => once(client, 'open')))
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

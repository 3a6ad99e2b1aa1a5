import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { afterAll, afterEach, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { until } from '#tests/support/until.ts'
import { createHeartbeat, type Life } from './heartbeat.ts'

/** A round of 15 turns. */
const heartbeat = createHeartbeat(300)
const http = createServer()
const sockets = new WebSocketServer({ noServer: true })
const lives: { readonly life: Life; readonly socket: Duplex }[] = []
http.on('upgrade', (request, socket, head) => {
  sockets.handleUpgrade(request, socket, head, ws => lives.push({ life: heartbeat.watch(ws, socket), socket }))
})
http.listen(0, '127.0.0.1')
await once(http, 'listening')
afterAll(() => {
  heartbeat.stop()
  http.closeAllConnections()
  http.close()
})
afterEach(() => {
  for (const ws of sockets.clients) ws.terminate()
})

async function connect({ autoPong = true } = {}) {
  const { port } = http.address() as AddressInfo
  const ws = new WebSocket(`ws://127.0.0.1:${port}`, { autoPong })
  const seen = { texts: [] as string[], pings: 0, closed: false }
  ws.on('message', (data: Buffer) => seen.texts.push(data.toString()))
  ws.on('ping', () => {
    seen.pings += 1
  })
  ws.on('close', () => {
    seen.closed = true
  })
  await once(ws, 'open')
  const watched = lives.at(-1)
  if (!watched) throw new Error('Nobody watches it')
  return { ws, seen, ...watched }
}

test('[PR200] a page that wants it hears a pulse each round, until it wants it no more', async () => {
  const { seen, life } = await connect()
  const quiet = await connect()
  life.wantPulses(true)
  await until(() => seen.texts.length >= 3)
  expect(new Set(seen.texts)).toEqual(new Set(['{"pong":0}']))
  expect(seen.pings).toBeGreaterThan(0)
  expect(seen.pings).toBeLessThan(seen.texts.length)
  life.wantPulses(false)
  const before = { texts: seen.texts.length, pings: seen.pings }
  await until(() => seen.pings >= before.pings + 2)
  expect(seen.texts.length).toBe(before.texts)
  expect(quiet.seen.texts).toEqual([])
})

test('[PR200] whoever is told something else hears no pulse', async () => {
  const { seen, life } = await connect()
  const silent = await connect()
  life.wantPulses(true)
  silent.life.wantPulses(true)
  const talk = setInterval(life.say, 20)
  await until(() => silent.seen.texts.length >= 3)
  clearInterval(talk)
  expect(seen.texts).toEqual([])
})

test('[CN52] who says nothing is asked, and ended when no answer comes; who answers, or speaks, stays', async () => {
  const mute = await connect({ autoPong: false })
  const answers = await connect()
  const speaks = await connect({ autoPong: false })
  const talk = setInterval(() => speaks.ws.send('word'), 50)
  await until(() => mute.seen.closed)
  expect(mute.seen.pings).toBe(1)
  await until(() => answers.seen.pings >= 3)
  clearInterval(talk)
  expect([answers.seen.closed, speaks.seen.closed]).toEqual([false, false])
  expect(speaks.seen.pings).toBe(0)
})

test('[FD410] who is told something is asked along with it, and ended when no answer comes', async () => {
  const mute = await connect({ autoPong: false })
  const answers = await connect()
  let askedAlong = 0
  const tell = ({ life, socket }: typeof answers) => {
    const question = life.say()
    if (question) socket.write(question)
    return question === null ? 0 : 1
  }
  const talk = setInterval(() => {
    tell(mute)
    askedAlong += tell(answers)
  }, 10)
  await until(() => mute.seen.closed && answers.seen.pings >= 3)
  clearInterval(talk)
  expect(mute.seen.pings).toBe(1)
  expect(answers.seen.closed).toBe(false)
  expect(askedAlong).toBeGreaterThan(0)
})

test('[CN52] a process that was held up goes on in order, and ends nobody whose answer it has not read', async () => {
  const warnings: Error[] = []
  const warn = (warning: Error) => warnings.push(warning)
  process.on('warning', warn)
  const { seen, life } = await connect()
  life.wantPulses(true)
  await until(() => seen.pings >= 1)
  for (const end = performance.now() + 700; performance.now() < end; );
  const before = seen.texts.length
  await until(() => seen.texts.length >= before + 3)
  process.off('warning', warn)
  expect(seen.closed).toBe(false)
  expect(warnings).toEqual([])
})

test('[CN601] a socket that is not read is not taken for dead; read again, it is asked', async () => {
  const mute = await connect({ autoPong: false })
  const served = [...sockets.clients].at(-1)
  served?.pause()
  const answers = await connect()
  await until(() => answers.seen.pings >= 3)
  expect([mute.seen.pings, mute.seen.closed]).toEqual([0, false])
  served?.resume()
  await until(() => mute.seen.closed)
  expect(mute.seen.pings).toBe(1)
})

/** Attacks through the front door, with the live server and sign-in behind it as they are served. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createLogger } from '#domain/logger.ts'
import { requireWorkspace } from '#domain/services/access.ts'
import { createInvitation } from '#domain/services/invitations.ts'
import { liveServer, PUBLIC_URL } from '#tests/support/live.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { until } from '#tests/support/until.ts'
import { createTestWeb, ORIGIN } from '#tests/support/web.ts'
import { addTeam } from '#tests/support/workspace.ts'
import { createFrontServer, type FrontServer } from '#web/front/front-server.ts'
import { createWebMetrics } from '#web/metrics.ts'

const database = await testDatabase()
const live = await liveServer(database)
const team = await addTeam(database)
const web = createTestWeb(database)
const metrics = createWebMetrics()
const PASSWORD = 'a short sentence works'
let port = 0
let front: FrontServer

beforeAll(async () => {
  front = createFrontServer({
    publicUrl: PUBLIC_URL,
    host: '127.0.0.1',
    allowedOrigins: [PUBLIC_URL],
    trustedProxies: [],
    collabPort: live.port,
    logger: createLogger('test', 'silent'),
    metrics,
    handle: (request, response) => void answer(request, response),
  })
  port = await freePort()
  await front.listen(port, '127.0.0.1')
})

afterAll(() => front.stop())

/** Sign-in and the API behind the door, with the headers that the door lets through. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
  const path = request.url ?? ''
  const isAuth = path.startsWith('/api/auth')
  const body = Buffer.concat(chunks).toString()
  const given = isAuth
    ? await web.auth(path.slice('/api/auth'.length), body === '' ? {} : JSON.parse(body), headers)
    : await web.fetch(path, { method: request.method ?? 'GET', headers })
  response.writeHead(given.status, Object.fromEntries(given.headers))
  response.end(Buffer.from(await given.arrayBuffer()))
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

/** What the door says to bytes as they are: status, and whether it told of the inside. */
async function said(lines: readonly string[]): Promise<{ status: number; text: string }> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  let text = ''
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    text += chunk
    if (text.includes('\r\n\r\n')) break
  }
  socket.destroy()
  return { status: Number(text.split(' ')[1]), text }
}

const HOST = 'Host: galley.test'
const UPGRADE = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==',
]

describe('[AU18] the door', () => {
  test.each([
    ['another site', ['GET /collab HTTP/1.1', HOST, ...UPGRADE, 'Origin: https://evil.example'], 403],
    ['a page without an origin', ['GET /collab HTTP/1.1', HOST, ...UPGRADE, 'Origin: null'], 403],
    ['a look-alike', ['GET /collab HTTP/1.1', HOST, ...UPGRADE, 'Origin: http://galley.test.evil.example'], 403],
    [
      'the right name with another scheme',
      ['GET /collab HTTP/1.1', HOST, ...UPGRADE, 'Origin: https://galley.test'],
      403,
    ],
    [
      'another site at the plain door',
      ['GET /collab/y/post:x HTTP/1.1', HOST, ...UPGRADE, 'Origin: https://evil.example'],
      403,
    ],
    ['a name that was pointed at us', ['GET /collab HTTP/1.1', 'Host: rebound.example', ...UPGRADE], 400],
    ['a whole address', ['GET http://galley.test/collab HTTP/1.1', HOST, ...UPGRADE], 400],
    ['a path out of the room', ['GET /collab/../metrics HTTP/1.1', HOST, ...UPGRADE], 404],
    ['an encoded path out of the room', ['GET /collab/%2e%2e/metrics HTTP/1.1', HOST, ...UPGRADE], 404],
    ['other letters', ['GET /COLLAB HTTP/1.1', HOST, ...UPGRADE], 404],
    ['two slashes', ['GET //collab HTTP/1.1', HOST, ...UPGRADE], 400],
    ['a path nobody upgrades', ['GET /api/v1/me HTTP/1.1', HOST, ...UPGRADE], 404],
    ['TRACE', ['TRACE / HTTP/1.1', HOST], 405],
    ['cookies of 20 kB', ['GET /api/v1/me HTTP/1.1', HOST, `Cookie: a=${'x'.repeat(20_000)}`], 400],
    ['two lengths', ['POST /api/v1/me HTTP/1.1', HOST, 'Content-Length: 3', 'Content-Length: 5'], 400],
    ['a header that goes on in the next line', ['GET / HTTP/1.1', HOST, 'X-A: b', ' c: d'], 400],
  ])('%s', async (_, lines, status) => {
    const answered = await said(lines)
    expect(answered.status).toBe(status)
    expect(answered.text).not.toMatch(/ at |node_modules|\.ts:/)
  })

  test('many headers', async () => {
    const answered = await said([
      'GET /api/v1/me HTTP/1.1',
      HOST,
      ...Array.from({ length: 3000 }, (_, index) => `X${index}: y`),
    ])
    expect([400, 431]).toContain(answered.status)
  })

  test('our own page is let through both servers', async () => {
    const ws = new WebSocket(`ws://127.0.0.1:${port}/collab`, { headers: { origin: PUBLIC_URL, host: 'galley.test' } })
    await new Promise((resolve, reject) => ws.on('open', resolve).on('error', reject))
    ws.send('{"ping":3}')
    expect(String(await new Promise(resolve => ws.once('message', resolve)))).toBe('{"pong":3}')
    ws.terminate()
  })
})

test('[AU19] [AU520] guessing at an account is slowed down whatever address is claimed, and its owner still gets in from elsewhere', async () => {
  const admin = await requireWorkspace(database.db, team.people.admin, team.workspaceId, 'manage')
  const { id } = await createInvitation(database.db, admin, { email: 'victim@example.org', role: 'editor' })
  const form = { name: 'Vic', email: 'victim@example.org', password: PASSWORD, invitationId: id }
  expect((await web.auth('/sign-up/email', form)).status).toBe(200)
  const guess = (index: number) =>
    fetch(`http://127.0.0.1:${port}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: {
        origin: ORIGIN,
        'content-type': 'application/json',
        'x-forwarded-for': `198.51.100.${index}`,
        'x-real-ip': `198.51.100.${index}`,
        forwarded: `for=198.51.100.${index}`,
      },
      body: JSON.stringify({ email: 'victim@example.org', password: 'guess guess guess' }),
    })
  const start = performance.now()
  const answers = await Promise.all(Array.from({ length: 30 }, (_, index) => guess(index + 1)))
  const slowed = answers.filter(({ status }) => status === 429)
  // Ten at once; each six seconds one more is free, and hashing takes its time on a busy machine.
  expect(30 - slowed.length).toBeLessThanOrEqual(11 + (performance.now() - start) / 6_000)
  // No other answer, but that the database is too busy with the rest of them.
  expect(answers.filter(({ status }) => ![401, 429, 503].includes(status))).toEqual([])
  expect(Number(slowed[0]?.headers.get('retry-after'))).toBeGreaterThan(0)
  const counted = async () => {
    const { values } = await metrics.refusals.get()
    return values.find(({ labels }) => labels.reason === 'rate_limited')?.value
  }
  await until(async () => (await counted()) === slowed.length)
  const theirs = await web.auth(
    '/sign-in/email',
    { email: 'victim@example.org', password: PASSWORD },
    { 'x-forwarded-for': '203.0.113.77' },
  )
  expect(theirs.status).toBe(200)
})

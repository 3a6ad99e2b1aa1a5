import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createLogger } from '#domain/logger.ts'
import { until } from '#tests/support/until.ts'
import { createWebMetrics } from '#web/metrics.ts'
import { createFrontServer, type FrontServer } from './front-server.ts'

/** What stands behind the pipe: notes what it is sent, then echoes. */
const heads: string[] = []
const upstream: Server = createServer(socket => {
  socket.once('data', data => {
    heads.push(String(data))
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n')
    socket.pipe(socket)
  })
  socket.on('error', () => socket.destroy())
})

const STRICT = "default-src 'none'; sandbox"
const seen: Record<string, string | string[] | undefined>[] = []
const port = 20_000 + (process.pid % 20_000)
const portOfCounted = port + 1
const metrics = createWebMetrics()
let log = ''
const written = new PassThrough()
written.setEncoding('utf8').on('data', (part: string) => {
  log += part
})
let options: Omit<Parameters<typeof createFrontServer>[0], 'logger' | 'metrics'>
let front: FrontServer
/** The same door, whose log and figures are looked at. */
let counted: FrontServer

beforeAll(async () => {
  await new Promise<void>(resolve => {
    upstream.listen(0, '127.0.0.1', resolve)
  })
  const address = upstream.address()
  options = {
    publicUrl: 'https://write.example.org',
    host: '127.0.0.1',
    allowedOrigins: ['https://write.example.org'],
    trustedProxies: ['10.0.0.0/8'],
    collabPort: typeof address === 'object' && address ? address.port : 0,
    handle: (request: IncomingMessage, response: ServerResponse) => {
      seen.push({ ...request.headers })
      response.statusCode = Number(/^\/(?:p\/)?(\d{3})/.exec(request.url ?? '')?.[1] ?? 200)
      // As Next puts the headers of a route on: never over one that is there.
      const policy = 'content-security-policy'
      if (request.url === '/strict' && !response.hasHeader(policy)) response.setHeader(policy, STRICT)
      response.end('page')
    },
  }
  front = createFrontServer({ ...options, logger: createLogger('test', 'silent'), metrics: createWebMetrics() })
  counted = createFrontServer({ ...options, logger: createLogger('test', 'info', written), metrics, collabPort: 1 })
  await front.listen(port, '127.0.0.1')
  await counted.listen(portOfCounted, '127.0.0.1')
})

afterAll(async () => {
  await counted.stop()
  upstream.close()
})

/** Sends bytes as they are and reads until the first answer is whole or the socket ends. */
async function raw(lines: readonly string[], at = port): Promise<{ text: string; socket: Socket }> {
  const socket = connect(at, '127.0.0.1')
  // Until it is read the reading rejects; after that a reset is an end like any other.
  socket.on('error', () => undefined)
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  let text = ''
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    text += chunk
    if (text.includes('\r\n\r\n')) break
  }
  return { text, socket }
}

async function statusOf(lines: readonly string[], at = port): Promise<number> {
  const { text, socket } = await raw(lines, at)
  socket.destroy()
  return Number(text.split(' ')[1])
}

const HOST = 'Host: write.example.org'
const UPGRADE = ['Connection: Upgrade', 'Upgrade: websocket']

describe('front door', () => {
  test('[IM7] what a page says about itself stands, the rest is added', async () => {
    const open = async (path: string) => {
      const { text, socket } = await raw([`GET ${path} HTTP/1.1`, 'Host: write.example.org'])
      socket.destroy()
      return text.toLowerCase()
    }
    const strict = await open('/strict')
    expect(strict.match(/content-security-policy: .*/g)).toEqual([`content-security-policy: ${STRICT}`])
    expect(strict).toContain('x-content-type-options: nosniff')
    expect(strict).toContain('strict-transport-security:')
    expect(await open('/')).toContain("content-security-policy: frame-ancestors 'none'; base-uri 'self'")
  })

  test('[AU15] strange targets, methods and hosts are refused before anything reads them', async () => {
    expect(await statusOf(['GET / HTTP/1.1', HOST])).toBe(200)
    expect(await statusOf(['GET / HTTP/1.1', 'Host: evil.example'])).toBe(400)
    expect(await statusOf(['GET /healthz HTTP/1.1', 'Host: 10.1.2.3:3000'])).toBe(200)
    expect(await statusOf(['GET http://evil.example/ HTTP/1.1', HOST])).toBe(400)
    expect(await statusOf(['GET //evil.example/ HTTP/1.1', HOST])).toBe(400)
    expect(await statusOf(['GET /\\evil.example HTTP/1.1', HOST])).toBe(400)
    expect(await statusOf(['TRACE / HTTP/1.1', HOST])).toBe(405)
    expect(await statusOf(['NONSENSE', HOST])).toBe(400)
    expect(await statusOf(['GET / HTTP/1.1', HOST, `X-Big: ${'x'.repeat(20_000)}`])).toBe(400)
    expect(await statusOf(['POST / HTTP/1.1', HOST, 'Content-Length: 3', 'Transfer-Encoding: chunked'])).toBe(400)
  })

  test('[AU522] a body that would have to be inflated is refused before it is read, at every address', async () => {
    const bomb = gzipSync(Buffer.alloc(10_000_000))
    const before = seen.length
    for (const path of ['/', '/api/v1/posts', '/api/auth/sign-in/email', '/p/harbour/post', '/api/v1/images']) {
      for (const encoding of ['gzip', 'br', 'identity, gzip']) {
        const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
          method: 'POST',
          body: bomb,
          headers: { 'content-type': 'application/json', 'content-encoding': encoding },
        })
        expect([path, answer.status]).toEqual([path, 415])
        expect(await answer.text()).toContain('without a Content-Encoding')
      }
    }
    expect(seen.length).toBe(before)
    expect(await statusOf(['POST / HTTP/1.1', HOST, 'Content-Encoding: identity', 'Content-Length: 0'])).toBe(200)
  })

  test('[AU523] a head that comes drop by drop, a body that does not come and a socket that says nothing are dropped', async () => {
    const slow = createWebMetrics()
    const impatient = createFrontServer({
      ...options,
      logger: createLogger('test', 'silent'),
      metrics: slow,
      times: { headersMs: 200, requestMs: 400, lookMs: 20 },
      handle: request => request.on('error', () => undefined).resume(),
    })
    await impatient.listen(port + 2, '127.0.0.1')
    const opened = ['GET / HTTP/1.1\r\nX-Slow: ', `POST / HTTP/1.1\r\n${HOST}\r\nContent-Length: 9\r\n\r\n`, ''].map(
      begin => {
        const socket = connect(port + 2, '127.0.0.1')
        socket.on('error', () => undefined).resume()
        socket.write(begin)
        return socket
      },
    )
    const [head] = opened
    const dripping = setInterval(() => head?.write('x'), 20)
    await Promise.all(opened.map(socket => once(socket, 'close')))
    clearInterval(dripping)
    const { values } = await slow.refusals.get()
    expect(values).toMatchObject([{ labels: { reason: 'too_slow' }, value: 3 }])
    await impatient.stop()
  })

  const SECRET = 'a-secret-in-the-request'
  const asked = (request: string, ...lines: string[]) => [`${request} HTTP/1.1`, `Cookie: ${SECRET}`, ...lines]
  test.each([
    ['method', 405, asked(`TRACE /${SECRET}`, HOST)],
    ['method', 405, asked('CONNECT write.example.org:443', HOST)],
    ['target', 400, asked(`GET http://evil.example/${SECRET}`, HOST)],
    ['target', 400, asked(`GET //${SECRET}`, HOST)],
    ['encoding', 415, asked(`POST /${SECRET}`, HOST, 'Content-Encoding: gzip', 'Content-Length: 0')],
    ['host', 400, asked(`GET /${SECRET}`, `Host: ${SECRET}.example`)],
    ['host', 400, asked(`GET /collab/y/post:1?ticket=${SECRET}`, 'Host: evil.example', ...UPGRADE)],
    ['path', 404, asked(`GET /other?ticket=${SECRET}`, HOST, ...UPGRADE)],
    ['restarting', 503, asked(`GET /collab/y/post:1?ticket=${SECRET}`, HOST, ...UPGRADE)],
    ['unreadable', 400, asked(`GET /${SECRET}`, HOST, 'Content-Length: 3', 'Content-Length: 5')],
    ['too_large', 400, asked(`GET /${SECRET}`, HOST, `X-Big: ${'x'.repeat(20_000)}`)],
    ['unauthenticated', 401, asked(`GET /401/${SECRET}`, HOST)],
    ['forbidden', 403, asked(`GET /403/${SECRET}`, HOST)],
    ['too_large', 413, asked(`GET /413/${SECRET}`, HOST)],
    ['rate_limited', 429, asked(`GET /429/${SECRET}`, HOST)],
  ])(
    '[AU520] turned away as %s with %i: one count, and one line without what was asked',
    async (reason, status, lines) => {
      const counts = async () => {
        const { values } = await metrics.refusals.get()
        return Object.fromEntries(values.map(({ labels, value }) => [labels.reason, value]))
      }
      const before = await counts()
      log = ''
      expect(await statusOf(lines, portOfCounted)).toBe(status)
      await until(() => log !== '')
      expect(await counts()).toEqual({ ...before, [reason]: (before[reason] ?? 0) + 1 })
      expect(log.trimEnd().split('\n')).toHaveLength(1)
      expect(JSON.parse(log)).toMatchObject({ reason, address: '127.0.0.1' })
      expect(log).not.toContain(SECRET)
    },
  )

  test('[AU520] of readers of public pages no address is kept', async () => {
    log = ''
    expect(await statusOf(['POST /p/429 HTTP/1.1', HOST, 'Content-Length: 0'], portOfCounted)).toBe(429)
    await until(() => log !== '')
    expect(log).toContain('rate_limited')
    expect(log).not.toContain('127.0.0.1')
  })

  test('[AU520] who is let in, does not find it or hangs up is no refusal', async () => {
    const { values: before } = await metrics.refusals.get()
    expect(await statusOf(['GET / HTTP/1.1', HOST], portOfCounted)).toBe(200)
    expect(await statusOf(['GET /404 HTTP/1.1', HOST], portOfCounted)).toBe(404)
    const leaving = connect(portOfCounted, '127.0.0.1').on('error', () => undefined)
    const left = new Promise(resolve => leaving.once('close', resolve))
    leaving.end('POST / HTTP/1.1\r\n')
    leaving.resume()
    await left
    expect((await metrics.refusals.get()).values).toEqual(before)
  })

  test('[AU15] headers of the inside are taken off, the address comes from the socket', async () => {
    await statusOf([
      'GET / HTTP/1.1',
      HOST,
      'X-Middleware-Subrequest: middleware',
      'X-Nextjs-Data: 1',
      'X-Galley-Local-Peer: yes',
      'X-Forwarded-For: 203.0.113.9',
      'X-Forwarded-Proto: gopher',
      'Forwarded: for=203.0.113.9',
    ])
    const headers = seen.at(-1) ?? {}
    expect(headers).toMatchObject({ 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'https' })
    for (const name of ['x-middleware-subrequest', 'x-nextjs-data', 'x-galley-local-peer', 'forwarded']) {
      expect(headers).not.toHaveProperty(name)
    }
    await statusOf(['GET / HTTP/1.1', HOST])
    expect(seen.at(-1)).toMatchObject({ 'x-galley-local-peer': 'yes' })
  })

  test('[AU15] answers carry the headers that protect people', async () => {
    const { text, socket } = await raw(['GET / HTTP/1.1', HOST])
    socket.destroy()
    expect(text).toMatch(/x-content-type-options: nosniff/i)
    expect(text).toMatch(/frame-ancestors 'none'/)
    expect(text).toMatch(/strict-transport-security/i)
  })

  test('[AU15] upgrades go to collab-server only under /collab, with the real address', async () => {
    expect(await statusOf(['GET /other HTTP/1.1', HOST, ...UPGRADE])).toBe(404)
    expect(await statusOf(['GET /collabx HTTP/1.1', HOST, ...UPGRADE])).toBe(404)
    expect(await statusOf(['GET http://evil.example/collab HTTP/1.1', HOST, ...UPGRADE])).toBe(400)
    expect(await statusOf(['GET /collab HTTP/1.1', 'Host: evil.example', ...UPGRADE])).toBe(400)
    const { text, socket } = await raw([
      'GET /collab/y/post:1?ticket=x HTTP/1.1',
      HOST,
      ...UPGRADE,
      'Origin: https://write.example.org',
      'X-Forwarded-For: 203.0.113.9',
    ])
    expect(text).toContain('101')
    const head = heads.at(-1) ?? ''
    expect(head).toContain('GET /collab/y/post:1?ticket=x HTTP/1.1\r\n')
    expect(head).toContain('Origin: https://write.example.org\r\n')
    expect(head).toContain('x-forwarded-for: 127.0.0.1\r\n')
    expect(head).not.toContain('203.0.113.9')
    socket.destroy()
  })

  test('[AU15] stopping says goodbye on open sockets and takes less than a second', async () => {
    const { socket } = await raw(['GET /collab HTTP/1.1', HOST, ...UPGRADE])
    // One that was refused and never hangs up.
    const lingering = connect({ port, allowHalfOpen: true }).on('error', () => undefined)
    lingering.write(['GET /other HTTP/1.1', HOST, ...UPGRADE, '', ''].join('\r\n'))
    await new Promise(resolve => {
      lingering.once('data', resolve)
    })
    const goodbye: Buffer[] = []
    socket.on('data', chunk => goodbye.push(chunk))
    const closed = new Promise(resolve => {
      socket.once('close', resolve)
    })
    await front.stop()
    await closed
    lingering.destroy()
    expect(Buffer.concat(goodbye).subarray(0, 4)).toEqual(Buffer.from([0x88, 12, 0x03, 0xf4]))
  })
})

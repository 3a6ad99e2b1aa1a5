import { type AddressInfo, createServer } from 'node:net'
import tls, { createServer as createTlsServer } from 'node:tls'
import { afterAll, describe, expect, test } from 'vitest'
import { LIMITS } from '#domain/contract/limits.ts'
import { CERTIFICATE } from '#tests/support/certificate.ts'
import { openReceiver } from '#tests/support/receiver.ts'
import { createAddressGuard } from './address-guard.ts'
import { createSender, type Message, type Sender } from './sender.ts'

const LOOPBACK = ['127.0.0.0/8', '::1/128']
const receiver = await openReceiver()
afterAll(() => receiver.close())

const closed = createSender(createAddressGuard([]))
const open = createSender(createAddressGuard(LOOPBACK))

const message: Message = {
  method: 'POST',
  headers: { 'content-type': 'text/plain' },
  body: 'hello',
  signal: new AbortController().signal,
}

/** Every way we know of to write this machine's own address into a link. */
function tricks(port: number): string[] {
  const hosts = [
    '127.0.0.1',
    'localhost',
    'LOCALHOST',
    'localhost.',
    '127.1',
    '127.0.1',
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '0177.0.0.1',
    '017700000001',
    '0',
    '0.0.0.0',
    '127.0.0.1.',
    '%31%32%37.0.0.1',
    '１２７.０.０.１',
    '127。0。0。1',
    '[::1]',
    '[::]',
    '[0:0:0:0:0:0:0:1]',
    '[::127.0.0.1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::ffff:0:127.0.0.1]',
    '[64:ff9b::127.0.0.1]',
    '[2002:7f00:1::]',
    '[fe80::1]',
    'user@127.0.0.1',
    'user:word@127.0.0.1',
    'example.org@127.0.0.1',
    'example.org:80@127.0.0.1',
    '127.0.0.1\t',
    'local\nhost',
  ]
  const schemes = [`http:\\\\127.0.0.1:${port}/`, `http:/127.0.0.1:${port}/`, `http:127.0.0.1:${port}/`]
  const foreign = [
    'file:///etc/passwd',
    `ftp://127.0.0.1:${port}/`,
    `ws://127.0.0.1:${port}/`,
    'javascript:1',
    '//x',
    '',
  ]
  return [...hosts.map(host => `http://${host}:${port}/`), ...schemes, ...foreign]
}

describe('[OB33] what must not be reached', () => {
  test('a server that listens on this machine sees nothing, whatever address is given', async () => {
    const before = receiver.connections()
    for (const url of tricks(receiver.port)) {
      expect(await closed(url, message), JSON.stringify(url)).toMatchObject({ kind: 'not_sent' })
    }
    expect(receiver.connections()).toBe(before)
  })

  test('nor by a redirect of a server that may be reached', async () => {
    const inside = await openReceiver({ host: '127.0.0.2' })
    const only = createSender(createAddressGuard(['127.0.0.1/32']))
    for (const status of [301, 307, 308]) {
      for (const url of [inside.url, `//127.0.0.2:${inside.port}/`, 'http://169.254.169.254/', 'file:///etc/passwd']) {
        receiver.answerWith(response => response.writeHead(status, { location: url }).end())
        expect(await only(receiver.url, message), `${status} ${url}`).toMatchObject({ kind: 'not_sent', later: false })
      }
    }
    expect(inside.connections()).toBe(0)
    await inside.close()
  })

  test('nor by a name that leads elsewhere when it is asked for again', async () => {
    let asked = 0
    const rebinding = createSender(
      createAddressGuard(['127.0.0.1/32'], async () => (asked++ === 0 ? ['127.0.0.1'] : ['127.0.0.2'])),
    )
    receiver.answerWith(response => response.writeHead(204).end())
    const sent = await rebinding(`http://name.test:${receiver.port}/`, message)
    expect(sent).toMatchObject({ kind: 'answered', status: 204 })
    expect(asked).toBe(1)
    expect(receiver.taken.at(-1)?.headers.host).toBe(`name.test:${receiver.port}`)
    const again = await rebinding(`http://name.test:${receiver.port}/`, message)
    expect(again).toMatchObject({ kind: 'not_sent', later: false })
  })
})

describe('[OB34] bounds', () => {
  test('three redirects are followed with method and body, a fourth is not', async () => {
    let left = 3
    receiver.answerWith((response, { path }) => {
      if (left-- > 0) return response.writeHead(307, { location: `/${left}` }).end()
      return response.writeHead(200).end(path)
    })
    expect(await open(receiver.url, message)).toMatchObject({ kind: 'answered', status: 200, body: '/0' })
    expect(receiver.taken.at(-1)).toMatchObject({ method: 'POST', body: 'hello' })
    left = 4
    expect(await open(receiver.url, message)).toMatchObject({ kind: 'not_sent', later: false })
  })

  test('a redirect that may mean "done" is not followed', async () => {
    for (const status of [302, 303]) {
      receiver.answerWith(response => response.writeHead(status, { location: '/there' }).end())
      expect(await open(receiver.url, message)).toMatchObject({ kind: 'answered', status })
      expect(receiver.taken.at(-1)?.path).toBe('/')
    }
  })

  test('of an answer without end the beginning is read, and its status counts', async () => {
    let written = 0
    receiver.answerWith(response => {
      response.writeHead(200)
      const more = () => {
        while (!response.destroyed && written < 100_000_000) {
          written += 65_536
          if (!response.write('x'.repeat(65_536))) return response.once('drain', more)
        }
        return undefined
      }
      more()
    })
    const sent = await open(receiver.url, message)
    expect(sent).toMatchObject({ kind: 'answered', status: 200 })
    expect(sent.kind === 'answered' && sent.body.length).toBe(LIMITS.outgoingAnswerBytes)
    expect(written).toBeLessThan(10_000_000)
  })

  const hurried = (sender = { connectMs: 200, totalMs: 300 }): Sender =>
    createSender(createAddressGuard(LOOPBACK), sender)

  test('silence after the message was taken is "nobody knows"', async () => {
    receiver.answerWith(() => undefined)
    expect(await hurried()(receiver.url, message)).toMatchObject({ kind: 'unknown' })
  })

  test('a cut connection, and a stop from outside, are "nobody knows"', async () => {
    receiver.answerWith(response => response.destroy())
    expect(await open(receiver.url, message)).toMatchObject({ kind: 'unknown' })
    const stop = new AbortController()
    receiver.answerWith(() => stop.abort())
    expect(await open(receiver.url, { ...message, signal: stop.signal })).toMatchObject({ kind: 'unknown' })
  })

  test('where nobody listens nothing was sent, and it may be tried later', async () => {
    const nobody = await openReceiver()
    await nobody.close()
    expect(await open(nobody.url, message)).toMatchObject({ kind: 'not_sent', later: true })
  })

  test('a name that nobody has, or that cannot be looked up in time, is told as that', async () => {
    const absent = createSender(
      createAddressGuard([], () => Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' }))),
    )
    expect(await absent('http://nowhere.test/', message)).toEqual({
      kind: 'not_sent',
      reason: 'There is no server with the name nowhere.test.',
      later: false,
    })
    const slow = createSender(
      createAddressGuard([], () => new Promise(() => undefined)),
      { connectMs: 50, totalMs: 300 },
    )
    expect(await slow('http://slow.test/', message)).toMatchObject({ kind: 'not_sent', later: true })
  })

  test('a server that takes the connection and no greeting is left in time, with nothing sent', async () => {
    const mute = createServer(socket => socket.on('error', () => undefined))
    await new Promise<void>(resolve => mute.listen(0, '127.0.0.1', resolve))
    const { port } = mute.address() as AddressInfo
    expect(await hurried()(`https://127.0.0.1:${port}/`, message)).toMatchObject({ kind: 'not_sent', later: true })
    mute.close()
  })

  const servesTls = async (work: (port: number) => Promise<void>) => {
    let bytes = 0
    const server = createTlsServer(CERTIFICATE, socket => {
      socket.on('data', part => (bytes += part.length))
      // Whoever does not trust it may be gone before what it says last.
      socket.on('error', () => undefined)
    })
    server.on('tlsClientError', () => undefined)
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    await work((server.address() as AddressInfo).port)
    expect(bytes).toBe(0)
    server.close()
  }
  const named = createSender(createAddressGuard(LOOPBACK, async () => ['127.0.0.1']))

  test('a certificate of nobody known is told as that, and nothing is sent', () =>
    servesTls(async port => {
      expect(await named(`https://other.test:${port}/`, message)).toEqual({
        kind: 'not_sent',
        reason: `The certificate of other.test:${port} is not from a known authority.`,
        later: false,
      })
    }))

  // Node before 24.5 cannot be told whom to trust while it runs.
  test.skipIf(!('setDefaultCACertificates' in tls))(
    'a certificate of another name is told as that, and nothing is sent',
    () =>
      servesTls(async port => {
        tls.setDefaultCACertificates([...tls.getCACertificates(), CERTIFICATE.cert])
        expect(await named(`https://hook.test:${port}/`, message)).toEqual({
          kind: 'not_sent',
          reason: `The certificate that hook.test:${port} shows is for another name.`,
          later: false,
        })
      }),
  )
})

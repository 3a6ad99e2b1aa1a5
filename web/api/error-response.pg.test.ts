import { createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { createLogger } from '#domain/logger.ts'
import { createDb, type Db } from '#prisma/client.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { createAuth, findSessionPrincipal } from '#web/auth/auth.ts'
import { toErrorResponse } from './error-response.ts'

const logger = createLogger('test', 'silent')

async function answerTo(work: Promise<unknown>): Promise<[number, string]> {
  const thrown = await work.then(
    () => null,
    (error: unknown) => error,
  )
  const response = toErrorResponse(thrown, { requestId: 'x', logger })
  return [response.status, ((await response.json()) as { error: { code: string } }).error.code]
}

const AWAY = [503, 'storage_unavailable']

/** What Postgres says, one message after the other: type, length, content. */
const LET_IN = said('R', Buffer.alloc(4))
const READY = said('Z', Buffer.from('I'))
const SHUT_DOWN = said('E', Buffer.from('SFATAL\0C57P01\0Mterminating connection\0\0'))

function said(type: string, content: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(4 + content.byteLength)
  return Buffer.concat([Buffer.from(type), length, content])
}

describe('a database that does not answer', async () => {
  const { db } = await testDatabase()
  const closed = createDb('postgresql://a:b@127.0.0.1:1/x')

  test('[AU12] is told as that by every way of asking', async () => {
    expect(await answerTo(closed.member.findFirst())).toEqual(AWAY)
    expect(await answerTo(closed.$queryRaw`select 1`)).toEqual(AWAY)
    expect(await answerTo(closed.$transaction(async tx => tx.member.findFirst()))).toEqual(AWAY)
    expect(await answerTo(db.$queryRaw`select pg_terminate_backend(pg_backend_pid())::text`)).toEqual(AWAY)
  })

  test('[AU12] also when it takes the connection and says nothing', async () => {
    const silent = createServer(() => {})
    await new Promise<void>(resolve => {
      silent.listen(0, '127.0.0.1', resolve)
    })
    const address = silent.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const hole = createDb(`postgresql://a:b@127.0.0.1:${port}/x`, { connectMs: 100 })
    expect(await answerTo(hole.member.findFirst())).toEqual(AWAY)
    await hole.$disconnect()
    silent.close()
  })

  test('[AU12] also when it lets somebody in and ends in the same breath', async () => {
    const ending = createServer(socket => {
      socket.on('error', () => undefined)
      socket.once('data', () => socket.end(Buffer.concat([LET_IN, READY, SHUT_DOWN])))
    })
    await new Promise<void>(resolve => {
      ending.listen(0, '127.0.0.1', resolve)
    })
    const address = ending.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const brief = createDb(`postgresql://a:b@127.0.0.1:${port}/x`)
    expect(await answerTo(brief.$transaction(async tx => tx.member.findFirst()))).toEqual(AWAY)
    await brief.$disconnect()
    ending.close()
  })

  test('[AU12] and by the question who is asking', async () => {
    const config = {
      publicUrl: 'http://127.0.0.1:3000',
      allowedOrigins: [],
      authSecret: 'x'.repeat(32),
      oidc: undefined,
      allowSignUp: false,
    }
    const cookie = await signedCookie(config.authSecret)
    const ask = (through: Db) =>
      findSessionPrincipal(createAuth({ db: through, config, logger }), new Headers({ cookie }))
    expect(await ask(db)).toBeNull()
    expect(await answerTo(ask(closed))).toEqual(AWAY)
  })

  test.each([
    ['53100', [507, 'disk_full']],
    ['40P01', AWAY],
    ['53300', AWAY],
    ['22012', [500, 'internal']],
  ])('[AU12] Postgres says %s: %o', async (code, answer) => {
    const raise = db.$executeRawUnsafe(`do $$ begin raise exception 'x' using errcode = '${code}'; end $$`)
    expect(await answerTo(raise)).toEqual(answer)
  })
})

/** A session cookie as the sign-in library signs it: HMAC-SHA-256 of the token, base64. */
async function signedCookie(secret: string): Promise<string> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(secret), algorithm, false, ['sign'])
  const signature = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode('token'))
  const value = `token.${Buffer.from(signature).toString('base64')}`
  return `better-auth.session_token=${encodeURIComponent(value)}`
}

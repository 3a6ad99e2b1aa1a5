import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { importJWK, jwtVerify } from 'jose'
import pino from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { SessionId, UserId } from '#domain/contract/ids.ts'
import { writePreferences } from '#domain/services/notice-preferences.ts'
import { notify } from '#domain/services/notifications.ts'
import { addPushDevice, listPushDevices } from '#domain/services/push-devices.ts'
import { transact } from '#domain/services/transact.ts'
import { vapidKeys } from '#domain/services/vapid-keys.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { addDraft, addTeam, storesOf, type TestWorkspace } from '#tests/support/workspace.ts'
import { createAddressGuard } from '../outgoing/address-guard.ts'
import { createSender } from '../outgoing/sender.ts'
import { type PushOptions, pushLeft, pushNotice } from './push-notices.ts'

const database = await testDatabase()
const { db } = database
const stores = storesOf(database)
const keys = vapidKeys('a secret of the tests, long enough')

/** A push service and the browser behind it: keeps what it is given, and opens it with the browser's keys. */
function createPushService() {
  const got: { headers: IncomingHttpHeaders; body: Buffer }[] = []
  let status = 201
  const browser = createECDH('prime256v1')
  browser.generateKeys()
  const auth = randomBytes(16)
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', part => parts.push(part))
    request.on('end', () => {
      got.push({ headers: request.headers, body: Buffer.concat(parts) })
      response.writeHead(status).end()
    })
  })
  return {
    got,
    answerWith: (next: number) => {
      status = next
    },
    keys: { p256dh: browser.getPublicKey('base64url'), auth: auth.toString('base64url') },
    listen: () => new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve)),
    origin: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise(resolve => server.close(resolve)),
    /** RFC 8291, from the other side. */
    open(body: Buffer): unknown {
      const [salt, theirs, sealed] = [body.subarray(0, 16), body.subarray(21, 86), body.subarray(86)]
      const derive = (secret: Buffer, with_: Buffer, info: Buffer, bytes: number) =>
        Buffer.from(hkdfSync('sha256', secret, with_, info, bytes))
      const info = Buffer.concat([Buffer.from('WebPush: info\0'), browser.getPublicKey(), theirs])
      const key = derive(browser.computeSecret(theirs), auth, info, 32)
      const nonce = derive(key, salt, Buffer.from('Content-Encoding: nonce\0'), 12)
      const opener = createDecipheriv(
        'aes-128-gcm',
        derive(key, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16),
        nonce,
      )
      opener.setAuthTag(sealed.subarray(-16))
      const plain = Buffer.concat([opener.update(sealed.subarray(0, -16)), opener.final()])
      expect(plain.at(-1)).toBe(2)
      return JSON.parse(plain.subarray(0, -1).toString())
    },
  }
}

describe('push', () => {
  const service = createPushService()
  const options: PushOptions = {
    db,
    send: createSender(createAddressGuard(['127.0.0.0/8'])),
    keys,
    publicUrl: 'https://write.example.org',
    logger: pino({ level: 'silent' }),
    signal: AbortSignal.timeout(120_000),
  }
  let team: TestWorkspace
  let postId: Awaited<ReturnType<typeof addDraft>>
  let me: UserId
  beforeAll(service.listen)
  afterAll(service.close)
  beforeEach(async () => {
    service.got.length = 0
    service.answerWith(201)
    team = await addTeam(database)
    postId = await addDraft(stores, team)
    me = team.people.editor.userId
  })

  async function addDevice(path = `/${crypto.randomUUID()}`): Promise<string> {
    const id = crypto.randomUUID() as string as SessionId
    await db.session.create({ data: { id, userId: me, token: id, expiresAt: new Date(Date.now() + 60_000) } })
    await addPushDevice(db, { userId: me, sessionId: id }, { endpoint: service.origin() + path, keys: service.keys })
    return id
  }
  async function tell(kind: 'mention' | 'comment' = 'mention'): Promise<string> {
    await transact(db, (tx, emit) =>
      notify(tx, emit, {
        kind,
        severity: 'info',
        post: { id: postId, workspaceId: team.workspaceId, title: 'A buoy' },
        actorId: team.people.publisher.userId,
        to: [me],
        threadId: '01a2230e-0000-7000-8000-000000000001',
        dedupeKey: crypto.randomUUID(),
        body: '“Look”',
      }),
    )
    return (await db.notification.findFirstOrThrow({ where: { userId: me, kind } })).id
  }

  test('[NT40] it arrives sealed for the device, signed by this server, and says where it leads', async () => {
    await addDevice()
    const id = await tell()
    await pushNotice(options, id)
    const [push] = service.got
    expect(service.open(push?.body ?? Buffer.alloc(0))).toEqual({
      title: 'Priya mentioned you in “A buoy”',
      body: '“Look”',
      url: `/posts/${postId}?thread=01a2230e-0000-7000-8000-000000000001`,
      tag: id,
    })
    expect(push?.headers).toMatchObject({
      'content-encoding': 'aes128gcm',
      ttl: '86400',
      topic: id.replaceAll('-', ''),
    })
    const [, token = '', key] = /^vapid t=(.+), k=(.+)$/.exec(push?.headers.authorization ?? '') ?? []
    expect(key).toBe(keys.publicKey)
    const point = Buffer.from(keys.publicKey, 'base64url')
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map(half => half.toString('base64url'))
    const { payload } = await jwtVerify(token, await importJWK({ kty: 'EC', crv: 'P-256', x, y }, 'ES256'))
    expect(payload).toMatchObject({ aud: service.origin(), sub: 'https://write.example.org' })
  })

  test('[NT40] once a row and device, however often it is asked for; each notice raises it anew', async () => {
    await addDevice()
    await addDevice()
    const id = await tell()
    await Promise.all([pushNotice(options, id), pushNotice(options, id), pushLeft(options)])
    expect(service.got).toHaveLength(2)
    await tell()
    await db.$executeRaw`update notification set "pushDueAt" = clock_timestamp() - interval '1 minute' where id = ${id}::uuid`
    await pushLeft(options)
    expect(service.got).toHaveLength(4)
    await tell()
    await db.$executeRaw`update notification set "pushDueAt" = clock_timestamp() - interval '1 hour' where id = ${id}::uuid`
    await pushLeft(options)
    expect(service.got).toHaveLength(4)
  })

  test('[NT40] not what is not wanted that way, was read meanwhile, or belongs to a session that has ended', async () => {
    const session = await addDevice()
    await pushNotice(options, await tell('comment'))
    const read = await tell()
    await db.notification.update({ where: { id: read }, data: { readAt: new Date() } })
    await pushNotice(options, read)
    await writePreferences(db, me, { topics: { mentions: { push: false } }, watchOnComment: true })
    await pushNotice(options, await tell())
    await db.session.delete({ where: { id: session } })
    await writePreferences(db, me, { topics: {}, watchOnComment: true })
    await pushNotice(options, await tell())
    expect(service.got).toEqual([])
  })

  test('[NT40] a device that has ended is forgotten; one that does not answer is kept; private networks are not reached', async () => {
    await addDevice()
    service.answerWith(503)
    await pushNotice(options, await tell())
    expect(await listPushDevices(db, me)).toHaveLength(1)
    await pushNotice({ ...options, send: createSender(createAddressGuard([])) }, await tell())
    expect([service.got.length, (await listPushDevices(db, me)).length]).toEqual([1, 1])
    service.answerWith(410)
    await pushNotice(options, await tell())
    expect(await listPushDevices(db, me)).toEqual([])
  })
})

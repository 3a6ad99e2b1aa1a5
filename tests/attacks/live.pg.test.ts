/** Attacks on a running server: the named answer, a log line without content, a figure raised, everybody else untouched. */
import { connect, type Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import { deflateRawSync } from 'node:zlib'
import { SignJWT } from 'jose'
import { writeVarString, writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import pg from 'pg'
import { pino } from 'pino'
import { afterEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { toBytes } from '#collab/transport/socket.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { createPostgresLog } from '#domain/log/postgres-log.ts'
import { foldUpdates, isSameContent } from '#domain/log/same-content.ts'
import { createLogger } from '#domain/logger.ts'
import { createDice } from '#tests/faults/dice.ts'
import {
  AUTH_SECRET,
  addLivePost,
  countRefusals,
  isSaved,
  leaveAll,
  liveServer,
  openedTab,
  signIn,
  typed,
} from '#tests/support/live.ts'
import { addWorkspace } from '#tests/support/people-and-posts.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { frameOf, presenceFrame, rawSocket } from '#tests/support/raw-socket.ts'
import { until } from '#tests/support/until.ts'
import { craft } from './crafted-update.ts'
import { createFrames } from './hostile-frames.ts'

const database = await testDatabase()
const { db, pool } = database
const written = new PassThrough()
const lines: string[] = []
written.on('data', chunk => lines.push(String(chunk)))
const server = await liveServer(database, { roundMs: 500, logger: createLogger('test', 'debug', written) })
const { url, hocuspocus, metrics } = server
const log = createPostgresLog({ pool, logger: pino({ level: 'silent' }) })

const anna = await signIn(database, 'Anna')
const ben = await signIn(database, 'Ben')
const vera = await signIn(database, 'Vera')
const workspaceId = await addWorkspace(db, 'Harbour', {
  [anna.userId]: 'owner',
  [ben.userId]: 'editor',
  [vera.userId]: 'viewer',
})
const newPost = () => addLivePost(database, workspaceId, anna.userId)
const rowsOf = async (doc: string) => (await log.readAfter(doc, 0)).length

afterEach(leaveAll)

const refusals = (reason: string) => countRefusals(server, reason)

/** What somebody types into another document meanwhile is saved, and nothing of the attack is in it. */
async function whileOthersWrite(attack: (doc: string) => Promise<void>): Promise<void> {
  const { doc } = await newPost()
  const witness = await openedTab(url, anna, doc)
  witness.type('before ')
  await until(() => isSaved(witness))
  await attack(doc)
  witness.type('after')
  await until(() => isSaved(witness), { withinMs: 15_000 })
  expect(witness.text()).toBe('before after')
  expect(witness.reasons).toEqual([])
  expect(witness.doc.store.pendingStructs).toBeNull()
}

describe('frames', () => {
  test('[CN85] thousands of broken frames, before and after a ticket, end in closed documents and nothing else', async () => {
    await whileOthersWrite(async () => {
      const { doc } = await newPost()
      const dice = createDice(20_261_125)
      let sent = 0
      for (let round = 0; round < 60; round += 1) {
        const raw = await rawSocket(url)
        if (round % 3 > 0) await raw.open(doc, await ben.ticket())
        const next = createFrames(dice, doc, Y.encodeStateAsUpdate(raw.docOf(doc)))
        for (let count = 0; count < 60 && raw.ws.readyState === raw.ws.OPEN; count += 1, sent += 1) raw.send(next())
        raw.ws.terminate()
      }
      expect(sent).toBeGreaterThan(1000)
      const fresh = await openedTab(url, anna, doc)
      expect(isSameContent(foldUpdates((await log.load(doc)).updates), fresh.doc)).toBe(true)
    })
    expect(await refusals('bad_message')).toBeGreaterThan(20)
  })

  test('[CN84] a length that lies reaches nothing that stands behind the message', () => {
    const memory = Buffer.from('messagesecret of somebody else')
    const message = toBytes(memory.subarray(0, 7))
    expect(Buffer.from(message).toString()).toBe('message')
    expect(message.buffer.byteLength).toBe(7)
    expect(toBytes([memory.subarray(0, 3), memory.subarray(3, 7)]).buffer.byteLength).toBe(7)
  })

  test('[CN84] presence whose last string reaches beyond its end is broken', async () => {
    const { doc } = await newPost()
    const raw = await rawSocket(url)
    await raw.open(doc, await ben.ticket())
    // One state of client 7, said to be longer than the message.
    raw.send(frameOf(doc, 1, encoder => writeVarUint8Array(encoder, new Uint8Array([1, 7, 1, 100, 123, 125]))))
    await until(() => raw.reasons(doc).length > 0)
    expect(raw.reasons(doc)).toEqual(['bad_message'])
    raw.ws.terminate()
  })

  test('[CN86] [CN451] a compressed frame is refused: nobody agreed to inflate', async () => {
    const before = await refusals('bad_message')
    const { socket, ended } = await handshake()
    const body = deflateRawSync(Buffer.alloc(100_000))
    socket.write(Buffer.concat([clientFrame(body, { first: 0xc2 })]))
    // 1002: protocol error.
    expect(await ended).toBe(1002)
    expect(await refusals('bad_message')).toBe(before + 1)
  })

  test('[CN86] pieces of a frame that never ends are bounded before a ticket', async () => {
    const before = await refusals('too_large')
    const { socket, ended } = await handshake()
    const piece = Buffer.alloc(32 * 1024, 1)
    let sent = 0
    for (let first = 0x02; sent < LIMITS.frameBytes && !socket.destroyed; first = 0x00, sent += piece.length) {
      socket.write(clientFrame(piece, { first }))
      await new Promise(setImmediate)
    }
    expect(await ended).toBe(4413)
    expect(await refusals('too_large')).toBe(before + 1)
  })

  // Node alone would wait a minute and more.
  test('[CN86] a handshake told drop by drop ends', { timeout: 40_000 }, async () => {
    const socket = connect(server.port, '127.0.0.1')
    socket.on('error', () => undefined)
    const closed = new Promise(resolve => socket.once('close', resolve))
    const drops = 'GET /collab HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: '.split('')
    const timer = setInterval(() => socket.write(drops.shift() ?? 'x'), 20)
    await closed
    clearInterval(timer)
  })

  test('[CN32] [AU241] presence of ten thousand ids, of a hundred kilobytes, and in a flood', async () => {
    await whileOthersWrite(async () => {
      const { doc } = await newPost()
      for (const states of [manyStates(10_000), manyStates(1, { mode: 'idle', page: 'p'.repeat(100_000) })]) {
        const raw = await rawSocket(url)
        await raw.open(doc, await ben.ticket())
        const frame = presenceFrame(doc, states)
        for (let count = 0; count < 120; count += 1) raw.send(frame)
        await until(() => raw.reasons(doc).length > 0, { withinMs: 20_000 })
        expect(raw.reasons(doc)).toEqual(['rate_limited'])
        expect(hocuspocus.documents.get(doc)?.awareness.getStates().size ?? 0).toBeLessThan(3)
        raw.ws.terminate()
      }
    })
    expect(await until(async () => (await heldBackOf(ben)).length > 0 && heldBackOf(ben))).toEqual([workspaceId])
  })
})

/** In whose activity it stands that they were made to wait. */
async function heldBackOf({ userId }: { readonly userId: string }): Promise<string[]> {
  const rows = await db.activity.findMany({ where: { userId, kind: 'held_back' }, select: { workspaceId: true } })
  return rows.map(row => row.workspaceId)
}

describe('too many', () => {
  test('[CN87] [AU241] one person has no more than so many documents open, on however many sockets', async () => {
    const other = await liveServer(database, { limits: { documentsPerUser: 6 } })
    const greedy = await signIn(database, 'Greedy')
    await db.member.create({ data: { workspaceId, userId: greedy.userId, role: 'editor' } })
    const posts = await Promise.all(Array.from({ length: 8 }, newPost))
    const first = await rawSocket(other.url)
    const second = await rawSocket(other.url)
    const ticket = await greedy.ticket()
    for (const { doc } of posts.slice(0, 4)) await first.open(doc, ticket)
    for (const { doc } of posts.slice(4, 6)) await second.open(doc, ticket)
    const last = posts[6]?.doc ?? ''
    second.auth(last, ticket)
    await until(() => second.reasons(last).length > 0)
    expect(second.reasons(last)).toEqual(['rate_limited'])
    await until(async () => (await heldBackOf(greedy)).length === 1)
    // Somebody else is not concerned, and what is closed counts no more.
    const witness = await openedTab(other.url, anna, last)
    expect(witness.provider.isSynced).toBe(true)
    first.ws.terminate()
    await until(async () => {
      const again = await rawSocket(other.url)
      again.auth(last, ticket)
      await until(() => again.frames.some(({ address, kind }) => address === last && kind === 2))
      const isIn = again.reasons(last).length === 0
      again.ws.terminate()
      return isIn
    })
    second.ws.terminate()
  })
})

describe('tickets', () => {
  test('[AU16] only a fresh ticket of this server for its sockets opens anything', async () => {
    const { doc } = await newPost()
    const key = new TextEncoder().encode(AUTH_SECRET)
    const claims = () => new SignJWT({ sid: ben.sessionId }).setSubject(ben.userId).setProtectedHeader({ alg: 'HS256' })
    const forged = [
      await claims().setAudience('collab').setExpirationTime('60s').sign(key),
      await claims().setAudience('api').setExpirationTime('60s').sign(key),
      await claims().setAudience('collab').setExpirationTime('-1s').sign(key),
      await claims().setAudience('collab').setNotBefore('1h').setExpirationTime('2h').sign(key),
      await new SignJWT({ sid: ben.sessionId })
        .setSubject(ben.userId)
        .setProtectedHeader({ alg: 'HS256', kid: '../../../../dev/null' })
        .setAudience('collab')
        .setExpirationTime('60s')
        .sign(new Uint8Array(32)),
      `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify({ sub: ben.userId, aud: 'collab', exp: 9e9 })).toString('base64url')}.`,
    ]
    const raw = await rawSocket(url)
    for (const [index, token] of forged.entries()) {
      raw.auth(doc, token)
      await until(() => raw.reasons(doc).length > index)
    }
    expect(new Set(raw.reasons(doc))).toEqual(new Set(['unauthenticated']))
    raw.ws.terminate()
    expect(lines.join('')).not.toContain(forged[0])
  })

  test('[AU16] a ticket in the address opens nothing at this door, and a used session none', async () => {
    const { doc } = await newPost()
    const raw = await rawSocket(`${url}?ticket=${await ben.ticket()}&token=${await ben.ticket()}`)
    raw.sync(doc, 0, Y.encodeStateVector(new Y.Doc()))
    raw.auth(doc, '')
    await until(() => raw.reasons(doc).length > 0)
    expect(raw.reasons(doc)).toEqual(['unauthenticated'])
    expect(raw.frames.some(({ kind }) => kind === 0 || kind === 4)).toBe(false)
    raw.ws.terminate()
    const guest = await signIn(database, 'Guest')
    await db.member.create({ data: { workspaceId, userId: guest.userId, role: 'editor' } })
    const kept = await guest.ticket()
    await db.session.delete({ where: { id: guest.sessionId } })
    const again = await rawSocket(url)
    again.auth(doc, kept)
    await until(() => again.reasons(doc).length > 0)
    expect(again.reasons(doc)).toEqual(['unauthenticated'])
    again.ws.terminate()
  })
})

describe('rights', () => {
  test('[CN88] every kind of message of every role leaves a document as it was that they may not write', async () => {
    const { doc } = await newPost()
    const stranger = await signIn(database, 'Stranger')
    const commenter = await signIn(database, 'Commenter')
    await db.member.create({ data: { workspaceId, userId: commenter.userId, role: 'commenter' } })
    const base = foldUpdates((await log.load(doc)).updates)
    const update = typed(base, 'vandalised')
    const messages: Record<string, (raw: Awaited<ReturnType<typeof rawSocket>>) => void> = {
      update: raw => raw.sync(doc, 2, update),
      'step 2': raw => raw.sync(doc, 1, update),
      'sync reply': raw =>
        raw.send(
          frameOf(doc, 4, encoder => {
            writeVarUint(encoder, 2)
            writeVarUint8Array(encoder, update)
          }),
        ),
      presence: raw => raw.send(presenceFrame(doc, manyStates(1, { mode: 'editing' }))),
      note: raw => raw.send(frameOf(doc, 5, encoder => writeVarString(encoder, '{"type":"save_resumed"}'))),
      'broadcast note': raw => raw.send(frameOf(doc, 6, encoder => writeVarString(encoder, 'x'))),
      'sync status': raw => raw.send(frameOf(doc, 8, encoder => writeVarUint(encoder, 1))),
    }
    const witness = await openedTab(url, anna, doc)
    for (const person of [vera, commenter, stranger]) {
      for (const [kind, send] of Object.entries(messages)) {
        const raw = await rawSocket(url)
        raw.auth(doc, await person.ticket())
        send(raw)
        raw.send('{"ping":1}')
        await until(() => raw.texts.length > 0 && raw.frames.some(({ address }) => address === doc))
        await until(() => raw.acks(doc).length > 0 || raw.reasons(doc).length > 0 || !/update|step|reply/.test(kind))
        expect(raw.acks(doc)).not.toContain(true)
        raw.ws.terminate()
      }
    }
    expect(await rowsOf(doc)).toBe(1)
    expect(witness.text()).toBe('')
    expect(witness.notes).toEqual([])
    expect(JSON.stringify([...(witness.provider.awareness?.getStates().values() ?? [])])).not.toContain('"editing"')
  })
})

describe('two tellings', () => {
  test('[CN89] of two connections that tell the same clocks differently at once, one is stored', async () => {
    const { doc } = await newPost()
    const client = 4_000
    const [one, other] = [await rawSocket(url), await rawSocket(url)]
    for (const raw of [one, other]) await raw.open(doc, await ben.ticket())
    const [title = null, paragraph = null] = (one.docOf(doc).getXmlFragment('body').toArray() as Y.XmlElement[]).map(
      element => element._item?.id ?? null,
    )
    const telling = (parent: Y.ID | null, words: string) =>
      craft([
        {
          client,
          clock: 0,
          structs: [
            { kind: 'text', parent },
            { kind: 'string', words, parent: Y.createID(client, 0) },
          ],
        },
      ])
    const holder = new pg.Client({ connectionString: database.url })
    await holder.connect()
    await holder.query('begin')
    await holder.query('select 1 from doc_head where doc = $1 for update', [doc])
    one.sync(doc, 2, telling(title, 'short'))
    other.sync(doc, 2, telling(paragraph, 'and a longer one'))
    // Both were received by then, and neither is stored.
    for (const raw of [one, other]) raw.send('{"ping":1}')
    await until(() => [one, other].every(raw => raw.texts.length > 0))
    await holder.query('commit')
    await holder.end()
    await until(() => [one, other].every(raw => raw.acks(doc).length + raw.reasons(doc).length > 0))
    let end = 0
    for (const { update } of await log.readAfter(doc, 1)) {
      const { from, to } = Y.parseUpdateMeta(update)
      expect(from.get(client)).toBe(end)
      end = to.get(client) ?? 0
    }
    const fresh = await openedTab(url, anna, doc)
    expect(isSameContent(foldUpdates((await log.load(doc)).updates), fresh.doc)).toBe(true)
    expect(lines.join('')).not.toContain('set aside')
    for (const raw of [one, other]) raw.ws.terminate()
  })
})

test('[AU17] nothing of what was said or shown to get in is in the log or the figures', async () => {
  const canary = () => `canary${crypto.randomUUID().replaceAll('-', '')}`
  const [words, field, presence, token, note, cookie, name, query, garbage] = Array.from({ length: 9 }, canary)
  const { doc } = await newPost()
  const tab = await openedTab(url, anna, doc)
  tab.type(`${words}`)
  tab.doc.getMap('fields').set('k', field)
  await until(() => isSaved(tab))
  const raw = await rawSocket(`${url}?ticket=${query}`, { cookie: `session=${cookie}` })
  await raw.open(doc, await ben.ticket())
  raw.send(presenceFrame(doc, manyStates(1, { page: presence })))
  raw.send(frameOf(doc, 5, encoder => writeVarString(encoder, `${note}`)))
  raw.sync(doc, 2, new TextEncoder().encode(garbage))
  await until(() => raw.reasons(doc).length > 0)
  raw.auth(`post:${name}`, `${token}`)
  raw.auth(doc, `${token}`)
  await until(() => raw.reasons(doc).length > 1)
  raw.send(new TextEncoder().encode(garbage))
  raw.send(`{"${garbage}":1}`)
  await raw.closed
  const figures = await metrics.registry.metrics()
  const said = lines.join('')
  expect(said).toContain('refused')
  for (const one of [words, field, presence, token, note, cookie, name, query, garbage]) {
    expect(one).toMatch(/^canary/)
    expect(said).not.toContain(one)
    expect(figures).not.toContain(one)
  }
  expect(await refusals('unauthenticated')).toBeGreaterThan(0)
})

function manyStates(count: number, state: unknown = { mode: 'idle' }): [number, unknown][] {
  return Array.from({ length: count }, (_, index) => [70_001 + index, state])
}

/** A websocket by hand; `ended` is the close code the server gave, 0 without one. */
async function handshake(): Promise<{ socket: Socket; ended: Promise<number> }> {
  const socket = connect(server.port, '127.0.0.1')
  socket.on('error', () => undefined)
  const lines = ['GET /collab HTTP/1.1', 'Host: 127.0.0.1', 'Connection: Upgrade', 'Upgrade: websocket']
  socket.write(
    [...lines, 'Sec-WebSocket-Version: 13', `Sec-WebSocket-Key: ${btoa('0123456789abcdef')}`, '', ''].join('\r\n'),
  )
  await new Promise(resolve => socket.once('data', resolve))
  let code = 0
  socket.on('data', chunk => {
    if (chunk[0] === 0x88 && chunk.length >= 4) code = chunk.readUInt16BE(2)
  })
  return { socket, ended: new Promise(resolve => socket.once('close', () => resolve(code))) }
}

/** A masked frame with the mask 0, which changes nothing. */
function clientFrame(body: Buffer, { first }: { first: number }): Buffer {
  const head = Buffer.alloc(body.length < 126 ? 6 : 8)
  head[0] = first
  if (body.length < 126) head[1] = 0x80 | body.length
  else {
    head[1] = 0x80 | 126
    head.writeUInt16BE(body.length, 2)
  }
  return Buffer.concat([head, body])
}

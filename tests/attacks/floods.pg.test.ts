/** Too often, too much, too long (A2–A7), and what the log alone refuses (A34): the word, a line of the log, a count. */
import { PassThrough } from 'node:stream'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { LIMITS } from '#domain/contract/limits.ts'
import { createLogger } from '#domain/logger.ts'
import { openHarbour } from '#tests/support/harbour.ts'
import { countRefusals, handshakeStatus, isSaved, liveServer, openedTab, typed } from '#tests/support/live.ts'
import { frameOf, presenceFrame, rawSocket } from '#tests/support/raw-socket.ts'
import { until } from '#tests/support/until.ts'
import { craft, longUpdate } from './crafted-update.ts'

type Line = {
  readonly reason?: string
  readonly why?: string
  readonly more?: number
}

const lines: Line[] = []
const written = new PassThrough()
written.setEncoding('utf8').on('data', (part: string) => {
  for (const line of part.trimEnd().split('\n')) lines.push(JSON.parse(line))
})
const logger = createLogger('test', 'info', written)
const { database, server, pool, databaseUrl, anna, ben, vera, newPost, rowsOf } = await openHarbour({
  logger,
  roundMs: 60_000,
})

type Attack = {
  readonly reason: string
  readonly why?: string
  readonly at?: typeof server
  readonly attack: () => Promise<void>
}

/** There is the word, and a line of it; the count has each time it was said. */
async function expectRefused({ reason, why, at = server, attack }: Attack): Promise<void> {
  const counted = () => countRefusals(at, reason)
  const before = await counted()
  lines.splice(0)
  await attack()
  const told = () => lines.filter(line => line.reason === reason && line.why === why)
  await until(async () => told().length > 0 && (await counted()) > before)
  expect((await counted()) - before).toBeGreaterThanOrEqual(told().length)
}

/** Of one document on a socket of its own; whoever attacks has every right to write in it. */
async function opened(url = server.url, person = ben) {
  const { doc } = await newPost()
  const raw = await rawSocket(url)
  await raw.open(doc, await person.ticket())
  return { doc, raw }
}

/** Ends with the word for its document; what was said before was heard, so nothing else can come. */
async function untilWord(raw: Awaited<ReturnType<typeof rawSocket>>, doc: string, word: string): Promise<void> {
  await raw.heard()
  await until(() => raw.reasons(doc).includes(word), { withinMs: 10_000 })
  raw.ws.terminate()
}

describe('[CN450] without end', () => {
  test('asking for documents [CN520] of which there are three lines, and one that says how many more there were', async () => {
    const own = await liveServer(database, { logger })
    await expectRefused({
      reason: 'rate_limited',
      why: 'too many documents asked for',
      at: own,
      async attack() {
        const { doc, raw } = await opened(own.url)
        const ticket = await ben.ticket()
        for (let count = 0; count < 120; count += 1) raw.auth(doc, ticket)
        await untilWord(raw, doc, 'rate_limited')
      },
    })
    await own.stop()
    const told = lines.filter(line => line.reason === 'rate_limited')
    expect(told).toHaveLength(4)
    expect(3 + (told.at(-1)?.more ?? 0)).toBe(await countRefusals(own, 'rate_limited'))
  })

  test('shaking hands: each answer is as long as the document', async () => {
    await expectRefused({
      reason: 'rate_limited',
      why: 'too many handshakes',
      async attack() {
        const { doc, raw } = await opened()
        for (let count = 0; count < 60; count += 1) raw.sync(doc, 0, Y.encodeStateVector(new Y.Doc()))
        await untilWord(raw, doc, 'rate_limited')
      },
    })
  })

  test('heartbeats', async () => {
    await expectRefused({
      reason: 'rate_limited',
      why: 'too many heartbeats',
      async attack() {
        const raw = await rawSocket(server.url)
        for (let count = 0; count < 80; count += 1) raw.send('{"ping":1}')
        expect(await raw.closed).toEqual({ code: 4429, reason: 'rate_limited' })
      },
    })
  })

  test('edits: beyond the rate they are slowed down, far beyond it they are turned away', async () => {
    const slow = await liveServer(database, { logger, limits: { updatesPerSecond: 10, updatesBurst: 5 } })
    await expectRefused({
      reason: 'rate_limited',
      why: 'too many updates',
      at: slow,
      async attack() {
        const { doc, raw } = await opened(slow.url)
        const nothing = Y.encodeStateAsUpdate(new Y.Doc())
        // It goes on: what came while the writer was slowed down is looked at with what comes next.
        const sending = setInterval(() => {
          for (let count = 0; count < 60; count += 1) raw.sync(doc, 2, nothing)
        }, 50)
        await untilWord(raw, doc, 'rate_limited').finally(() => clearInterval(sending))
      },
    })
  })

  test('edits that build on what never comes', async () => {
    await expectRefused({
      reason: 'bad_message',
      why: 'a gap before the first struct',
      async attack() {
        const { doc, raw } = await opened()
        const gap = craft([{ client: 77, clock: 5, structs: [{ kind: 'gc', length: 1 }] }])
        for (let count = 0; count < 80; count += 1) raw.sync(doc, 2, gap)
        await untilWord(raw, doc, 'bad_message')
        expect(raw.acks(doc)).not.toContain(true)
        expect(await rowsOf(doc)).toBe(1)
      },
    })
  })

  test('more than one socket may let wait for the database; what others say has its place there', async () => {
    const small = await liveServer(database, { logger, limits: { socketBufferBytes: 60_000 } })
    await expectRefused({
      reason: 'overloaded',
      why: 'too much waits for the database',
      at: small,
      async attack() {
        const { doc, raw } = await opened(small.url)
        const witness = await openedTab(small.url, anna, (await newPost()).doc)
        const holder = new pg.Client({ connectionString: databaseUrl })
        await holder.connect()
        await holder.query('begin')
        await holder.query('select 1 from doc_head where doc = $1 for update', [doc])
        const words = typed(raw.docOf(doc), 'x'.repeat(20_000))
        for (let count = 0; count < 5; count += 1) raw.sync(doc, 2, words)
        await untilWord(raw, doc, 'overloaded').finally(() => holder.end())
        witness.type('goes on')
        await until(() => isSaved(witness))
        expect(witness.reasons).toEqual([])
      },
    })
  })
})

describe('[CN500] work that others wait for', () => {
  test('a long update is paid for on every connection of its author, and on nobody else’s', async () => {
    const strict = await liveServer(database, { logger, limits: { workCreditMs: 20 } })
    const [one, other, third] = [await opened(strict.url), await opened(strict.url), await opened(strict.url)]
    const sendLong = async ({ raw, doc }: typeof one) => {
      const paragraph = raw.docOf(doc).getXmlFragment('body').get(1) as Y.XmlElement
      raw.sync(doc, 2, longUpdate(4_711, 40_000, paragraph._item?.id ?? null))
      await until(() => raw.reasons(doc).length > 0)
      raw.ws.terminate()
    }
    await expectRefused({
      reason: 'rate_limited',
      why: 'handshakes that took too long',
      at: strict,
      async attack() {
        await sendLong(one)
        other.raw.sync(other.doc, 0, Y.encodeStateVector(new Y.Doc()))
        await untilWord(other.raw, other.doc, 'rate_limited')
      },
    })
    await expectRefused({
      reason: 'rate_limited',
      why: 'updates that took too long to look at',
      at: strict,
      async attack() {
        third.raw.sync(third.doc, 2, typed(third.raw.docOf(third.doc), 'not now'))
        await until(() => third.raw.reasons(third.doc).includes('rate_limited'))
        third.raw.ws.terminate()
      },
    })
    await expectRefused({
      reason: 'rate_limited',
      why: 'openings without end',
      at: strict,
      async attack() {
        const raw = await rawSocket(strict.url)
        raw.auth(other.doc, await ben.ticket())
        expect(await raw.closed).toEqual({ code: 4429, reason: 'rate_limited' })
      },
    })
    const witness = await openedTab(strict.url, anna, other.doc)
    witness.type('goes on')
    await until(() => isSaved(witness))
    expect(witness.reasons).toEqual([])
  })

  test('[CN601] [AU241] who says more than their share is not read for a while, on none of their sockets; all of it is stored', async () => {
    const strict = await liveServer(database, { logger, limits: { workCreditMs: 10 } })
    const [one, other] = [await opened(strict.url, anna), await opened(strict.url, anna)]
    const rests = async () => (await strict.metrics.rests.get()).values[0]?.value
    const words = typed(one.raw.docOf(one.doc), 'x'.repeat(30_000))
    for (let count = 0; count < 6; count += 1) one.raw.sync(one.doc, 2, words)
    await until(async () => (await rests()) === 1)
    const heldBack = { userId: anna.userId, kind: 'held_back' }
    await until(async () => (await database.db.activity.count({ where: heldBack })) === 1)
    const letters = typed(other.raw.docOf(other.doc), 'y')
    for (let count = 0; count < 2; count += 1) other.raw.sync(other.doc, 2, letters)
    await until(async () => (await rests()) === 2)
    await until(() => one.raw.acks(one.doc).length === 6 && other.raw.acks(other.doc).length === 2)
    expect([...one.raw.acks(one.doc), ...other.raw.acks(other.doc)]).not.toContain(false)
    expect([one.raw.reasons(one.doc), other.raw.reasons(other.doc)]).toEqual([[], []])
    for (const { raw } of [one, other]) raw.ws.terminate()
    await strict.stop()
  })

  test('openings without end, on however many sockets', async () => {
    // Its lines are more than one reason gets in a minute: they are not the next test's.
    const own = await liveServer(database, { logger })
    const { doc } = await newPost()
    const sockets = await Promise.all(Array.from({ length: 8 }, () => rawSocket(own.url)))
    await expectRefused({
      reason: 'rate_limited',
      why: 'openings without end',
      at: own,
      async attack() {
        const ticket = await anna.ticket()
        for (const raw of sockets) {
          for (let session = 0; session < LIMITS.documentsPerSocket; session += 1)
            raw.auth(`${doc}\0${session}`, ticket)
        }
        expect(await Promise.race(sockets.map(raw => raw.closed))).toEqual({ code: 4429, reason: 'rate_limited' })
      },
    })
    for (const raw of sockets) raw.ws.terminate()
    await own.stop()
  })
})

describe('[CN501] refusals without end close the socket', () => {
  test('before a ticket: names and tickets that are none', async () => {
    const { doc } = await newPost()
    for (const nameAt of [() => '../../etc/passwd', (count: number) => `${doc}\0${count}`]) {
      const raw = await rawSocket(server.url)
      for (let count = 0; count < 60; count += 1) raw.auth(nameAt(count), 'x.y.z')
      expect(await raw.closed).toEqual({ code: 4429, reason: 'rate_limited' })
    }
  })

  test('with a ticket: a document that is closed for a broken frame, again and again', async () => {
    const { doc, raw } = await opened()
    const ticket = await ben.ticket()
    for (let count = 0; count < 60; count += 1) {
      raw.auth(doc, ticket)
      raw.send(frameOf(doc, 99, () => undefined))
    }
    expect(await raw.closed).toEqual({ code: 4429, reason: 'rate_limited' })
  })
})

test('[CN502] edits without end of who may only read', async () => {
  await expectRefused({
    reason: 'rate_limited',
    why: 'too many updates',
    async attack() {
      const { doc } = await newPost()
      const raw = await rawSocket(server.url)
      await raw.open(doc, await vera.ticket())
      const words = typed(raw.docOf(doc), 'vandalised')
      for (let count = 0; count < 120; count += 1) raw.sync(doc, 2, words)
      await untilWord(raw, doc, 'rate_limited')
      expect(raw.acks(doc)).not.toContain(true)
      expect(await rowsOf(doc)).toBe(1)
    },
  })
})

describe('[CN39] presence', () => {
  test('of one word that is too long nobody hears, and it is counted', async () => {
    const { doc, raw } = await opened()
    const witness = await openedTab(server.url, anna, doc)
    const dropped = async () => (await server.metrics.awarenessDropped.get()).values[0]?.value ?? 0
    const before = await dropped()
    raw.send(presenceFrame(doc, [[77, { mode: 'editing', page: '/long', more: 'x'.repeat(LIMITS.awarenessBytes) }]]))
    raw.send(presenceFrame(doc, [[77, { mode: 'viewing', page: '/short' }]], 2))
    const seen = () => witness.provider.awareness?.getStates().get(77)?.page
    await until(() => seen() !== undefined)
    expect(seen()).toBe('/short')
    expect(await dropped()).toBe(before + 1)
    raw.ws.terminate()
  })
})

describe('[CN451] whoever it is that refuses', () => {
  test('the allow-list: a page of another site, a name that was made to point here', async () => {
    const attack = (headers: Record<string, string>) => async () => {
      expect(await handshakeStatus(server.url, headers)).toBe(403)
    }
    await expectRefused({ reason: 'origin', attack: attack({ origin: 'https://evil.example' }) })
    await expectRefused({ reason: 'host', attack: attack({ host: 'rebound.example' }) })
  })

  test('websockets themselves: a frame that is too long', async () => {
    await expectRefused({
      reason: 'too_large',
      why: 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH',
      async attack() {
        const raw = await rawSocket(server.url)
        raw.send(new Uint8Array(LIMITS.frameBytes + 1))
        expect((await raw.closed).code).toBe(1009)
      },
    })
  })

  test('the log: a client id that somebody else claimed a moment ago, of which the room has not heard', async () => {
    const { doc, raw } = await opened()
    const victim = 4_242
    await pool.query(
      `insert into doc_client ("docId", "clientId", "authorId")
      select h.id, $2, a.id from doc_head h, doc_author a where h.doc = $1 and a.author = $3`,
      [doc, victim, anna.userId],
    )
    await expectRefused({
      reason: 'bad_message',
      why: 'client id of somebody else',
      async attack() {
        const mine = raw.docOf(doc)
        mine.clientID = victim
        raw.sync(doc, 2, typed(mine, 'stolen'))
        await untilWord(raw, doc, 'bad_message')
        expect(raw.acks(doc)).toEqual([])
        expect(await rowsOf(doc)).toBe(1)
      },
    })
  })
})

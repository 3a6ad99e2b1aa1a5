import { writeVarString, writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import pg from 'pg'
import { pino } from 'pino'
import { afterEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { LIMITS } from '#domain/contract/limits.ts'
import { createPostgresLog } from '#domain/log/postgres-log.ts'
import { textOf } from '#domain/log/update-log.suite.ts'
import { createToken, findTokenPrincipal, revokeToken } from '#domain/services/api-tokens.ts'
import { issueTicket } from '#domain/services/ticket.ts'
import { transact } from '#domain/services/transact.ts'
import {
  AUTH_SECRET,
  addLivePost,
  frameOf,
  handshakeStatus,
  isSaved,
  leaveAll,
  liveServer,
  openedTab,
  openTab,
  rawSocket,
  signIn,
} from '#tests/support/live.ts'
import { addWorkspace } from '#tests/support/people-and-posts.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { until } from '#tests/support/until.ts'

const database = await testDatabase()
const { db, pool, url: databaseUrl } = database
const { url, metrics, hocuspocus } = await liveServer(database, { roundMs: 300 })
const log = createPostgresLog({ pool, logger: pino({ level: 'silent' }) })

const anna = await signIn(database, 'Anna')
const ben = await signIn(database, 'Ben')
const vera = await signIn(database, 'Vera')
const stranger = await signIn(database, 'Stranger')
const workspaceId = await addWorkspace(db, 'Harbour', {
  [anna.userId]: 'owner',
  [ben.userId]: 'editor',
  [vera.userId]: 'viewer',
})
await addWorkspace(db, 'Elsewhere', { [stranger.userId]: 'owner' })

const newPost = () => addLivePost(database, workspaceId, anna.userId)
const rowsOf = async (doc: string) => (await log.readAfter(doc, 0)).length

afterEach(leaveAll)

describe('writing together', () => {
  test('[CN31] two people converge, and both are saved', async () => {
    const { doc } = await newPost()
    const one = await openedTab(url, anna, doc)
    one.type('.')
    const other = await openedTab(url, ben, doc)
    await until(() => other.text() === '.')
    for (const word of ['we ', 'write ', 'together']) {
      one.type(word)
      other.type(word.toUpperCase())
    }
    await until(() => isSaved(one) && isSaved(other) && one.text() === other.text() && one.text().length === 35)
    expect(textOf(await log.load(doc))).toBe(one.doc.getXmlFragment('body').toString())
  })

  test('[CN31] no acknowledgement and no broadcast before the commit', async () => {
    const { doc } = await newPost()
    const one = await openedTab(url, anna, doc)
    const other = await openedTab(url, ben, doc)
    await until(() => isSaved(one) && isSaved(other))
    const holder = new pg.Client({ connectionString: databaseUrl })
    await holder.connect()
    await holder.query('begin')
    await holder.query('select 1 from doc_head where doc = $1 for update', [doc])
    one.type('held')
    await until(async () => {
      const { rows } = await pool.query(
        "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
      )
      return rows.length > 0
    })
    // Whatever would be sent too early is on its way by now: another document's round trip is behind it.
    const { doc: elsewhere } = await newPost()
    const probe = await openedTab(url, ben, elsewhere)
    expect(probe.provider.isSynced).toBe(true)
    expect(one.provider.unsyncedChanges).toBe(1)
    expect(other.text()).toBe('')
    await holder.query('commit')
    await holder.end()
    await until(() => isSaved(one) && other.text() === 'held')
    expect(await rowsOf(doc)).toBe(2)
  })

  test('[UL21] opening and coming back writes no row', async () => {
    const { doc } = await newPost()
    const one = await openedTab(url, anna, doc)
    one.type('a')
    await until(() => isSaved(one))
    one.doc.getXmlFragment('body').delete(1, 1)
    await until(() => isSaved(one))
    const before = await rowsOf(doc)
    const again = await openedTab(url, ben, doc)
    again.socket.webSocket?.close()
    await until(() => !again.provider.isSynced)
    await until(() => isSaved(again))
    expect(await rowsOf(doc)).toBe(before)
  })

  test('[CN33] what was typed offline arrives, also when the tab types on before the handshake', async () => {
    const { doc } = await newPost()
    const one = await openedTab(url, anna, doc)
    const other = await openedTab(url, ben, doc)
    await until(() => isSaved(one))
    one.socket.disconnect()
    await until(() => !one.provider.isSynced)
    for (const word of ['written ', 'while ', 'away ']) one.type(word)
    // The queue of the socket now begins with updates that build on each other, before any handshake.
    await one.socket.connect()
    for (const word of ['and ', 'back']) one.type(word)
    await until(() => other.text() === 'written while away and back')
    await until(() => isSaved(one))
    expect(textOf(await log.load(doc))).toContain('written while away and back')
  })

  test('[CN33] what was written away may be as long as a post', async () => {
    const { doc } = await newPost()
    const one = await openedTab(url, anna, doc)
    await until(() => isSaved(one))
    one.socket.disconnect()
    await until(() => !one.provider.isSynced)
    for (let part = 0; part < 4; part += 1) one.type('x'.repeat(400_000))
    await one.socket.connect()
    await until(async () => textOf(await log.load(doc)).length > 1_600_000)
    // Ours is the only one.
    expect(one.closes.map(({ code }) => code)).toEqual([1005])
  })

  test('[CN47] title and beginning follow the text', async () => {
    const { doc, postId } = await newPost()
    const one = await openedTab(url, anna, doc)
    const title = one.doc.getXmlFragment('body').get(0) as Y.XmlElement
    title.insert(0, [new Y.XmlText('Tides')])
    one.type('High water at noon')
    const post = await until(async () => {
      const row = await db.post.findUniqueOrThrow({ where: { id: postId } })
      return row.title === 'Tides' && row.excerpt !== '' ? row : null
    })
    expect(post.excerpt).toBe('High water at noon')
  })

  test('[CN47] what was written before a kill is in the lists once the post is opened again', async () => {
    const { doc, postId } = await newPost()
    const program = new Y.Doc()
    for (const update of (await log.load(doc)).updates) Y.applyUpdate(program, update)
    const before = Y.encodeStateVector(program)
    const block = program.getXmlFragment('body').get(1) as Y.XmlElement
    block.insert(0, [new Y.XmlText('the last words')])
    const update = Y.encodeStateAsUpdate(program, before)
    await log.append({ doc, update, author: ben.userId, clients: [program.clientID] })
    await openedTab(url, anna, doc)
    await until(async () => (await db.post.findUniqueOrThrow({ where: { id: postId } })).excerpt === 'the last words')
  })

  test('[CN41] rows of others reach an open room, whoever appended them', async () => {
    const { doc } = await newPost()
    const one = await openedTab(url, anna, doc)
    const program = new Y.Doc()
    for (const update of (await log.load(doc)).updates) Y.applyUpdate(program, update)
    const before = Y.encodeStateVector(program)
    const block = program.getXmlFragment('body').get(1) as Y.XmlElement
    block.insert(0, [new Y.XmlText('by a program')])
    await log.append({
      doc,
      update: Y.encodeStateAsUpdate(program, before),
      author: ben.userId,
      clients: [program.clientID],
    })
    await until(() => one.text() === 'by a program')
    one.type(' and by hand')
    await until(() => isSaved(one))
    expect(textOf(await log.load(doc))).toContain('by a program and by hand')
  })

  test('[CN41] also those from while nobody listened', async () => {
    const { doc } = await newPost()
    const one = await openedTab(url, anna, doc)
    await pool.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'galley-notices' and datname = current_database()",
    )
    const program = new Y.Doc()
    for (const update of (await log.load(doc)).updates) Y.applyUpdate(program, update)
    const before = Y.encodeStateVector(program)
    ;(program.getXmlFragment('body').get(1) as Y.XmlElement).insert(0, [new Y.XmlText('unheard')])
    await log.append({
      doc,
      update: Y.encodeStateAsUpdate(program, before),
      author: 'system',
      clients: [program.clientID],
    })
    await until(() => one.text() === 'unheard')
  })

  test('a room that is left goes from memory, with a snapshot that opens it again', async () => {
    const { doc } = await newPost()
    const one = await openedTab(url, anna, doc)
    for (let index = 0; index < 60; index++) {
      one.type(`${index} `)
      await until(() => isSaved(one))
    }
    const text = one.text()
    one.leave()
    await until(() => !hocuspocus.documents.has(doc))
    const { rows } = await pool.query(
      'select s.seq from doc_snapshot s join doc_head h on h.id = s."docId" where h.doc = $1',
      [doc],
    )
    expect(rows).toEqual([{ seq: 61 }])
    const again = await openedTab(url, ben, doc)
    expect(again.text()).toBe(text)
  })
})

describe('while the database is away', () => {
  test('[CN34] nothing is acknowledged, the room is told, and everything is stored when it is back', async () => {
    const { doc } = await newPost()
    const one = await openedTab(url, anna, doc)
    const other = await openedTab(url, ben, doc)
    await until(() => isSaved(one) && isSaved(other))
    // A table that cannot be written to is trouble of that kind, without stopping the server that other files use.
    await pool.query(
      "create function storage_trouble() returns trigger language plpgsql as $$ begin raise exception using errcode = '53100'; end $$",
    )
    await pool.query(
      'create trigger trouble before insert on doc_update for each row execute function storage_trouble()',
    )
    one.type('patience')
    await until(() => other.notes.length > 0)
    expect(other.notes.map(note => JSON.parse(note))).toEqual([{ type: 'save_trouble', reason: 'disk_full' }])
    expect(one.provider.unsyncedChanges).toBe(1)
    expect(other.text()).toBe('')
    await pool.query('drop trigger trouble on doc_update')
    await until(() => isSaved(one) && other.text() === 'patience')
    expect(other.notes.map(note => JSON.parse(note).type)).toEqual(['save_trouble', 'save_resumed'])
  })

  test('[CN35] a load that fails is an error, and the next one is right', async () => {
    const { doc } = await newPost()
    await pool.query('alter table doc_update rename to doc_update_away')
    const one = openTab(url, anna, doc)
    await until(() => one.reasons.length > 0)
    expect(one.reasons).toEqual(['overloaded'])
    expect(one.provider.isSynced).toBe(false)
    expect(one.doc.getXmlFragment('body').length).toBe(0)
    await pool.query('alter table doc_update_away rename to doc_update')
    one.leave()
    const again = await openedTab(url, anna, doc)
    expect(again.doc.getXmlFragment('body').length).toBe(2)
  })

  test('[UL9] a row that cannot be applied is set aside and the rest opens', async () => {
    const { doc } = await newPost()
    const one = await openedTab(url, anna, doc)
    one.type('before ')
    await until(() => isSaved(one))
    one.leave()
    await until(() => !hocuspocus.documents.has(doc))
    await log.append({ doc, update: new Uint8Array([7, 7, 7, 7]), author: 'system', clients: [] })
    const again = await openedTab(url, anna, doc)
    expect(again.text()).toBe('before ')
    again.type('after')
    await until(() => isSaved(again))
    expect(textOf(await log.load(doc))).toContain('before after')
  })
})

describe('too much', () => {
  test('a post that is full takes no more text, says so, and takes deletions', async () => {
    const other = await liveServer(database, { limits: { documentBytes: 4000 } })
    const { doc } = await newPost()
    const tab = await openedTab(other.url, anna, doc)
    tab.type('short')
    await until(() => isSaved(tab))
    tab.type('long'.repeat(2000))
    await until(() => tab.notes.length > 0)
    expect(JSON.parse(tab.notes[0] ?? '')).toEqual({ type: 'save_trouble', reason: 'too_large' })
    expect(tab.answers.at(-1)).toBe(false)
    expect(tab.provider.unsyncedChanges).toBeGreaterThan(0)
    const text = (tab.doc.getXmlFragment('body').get(1) as Y.XmlElement).get(0) as Y.XmlText
    text.delete(5, 8000)
    // The deletion builds on what was not taken: the server asks for all there is, which is short again.
    await until(async () => (await rowsOf(doc)) === 3)
    expect(textOf(await log.load(doc))).toContain('short')
    tab.leave()
    expect((await openedTab(other.url, ben, doc)).text()).toBe('short')
  })

  test('[CN34] what waits for the database is bounded', async () => {
    const other = await liveServer(database, { limits: { pendingAppendBytes: 6000 } })
    const { doc } = await newPost()
    const tab = await openedTab(other.url, anna, doc)
    await until(() => isSaved(tab))
    const holder = new pg.Client({ connectionString: databaseUrl })
    await holder.connect()
    await holder.query('begin')
    await holder.query('select 1 from doc_head where doc = $1 for update', [doc])
    for (let index = 0; index < 100; index++) tab.type('waiting '.repeat(5))
    await until(() => tab.reasons.includes('overloaded'))
    await holder.query('commit')
    await holder.end()
    tab.socket.webSocket?.close()
    await until(() => isSaved(tab) && tab.provider.isSynced)
    expect(textOf(await log.load(doc)).match(/waiting/g)).toHaveLength(500)
  })
})

describe('what is said during an append', () => {
  /** Runs the work while no row of the document can be appended. */
  async function whileHeld(doc: string, work: () => Promise<void>): Promise<void> {
    const holder = new pg.Client({ connectionString: databaseUrl })
    await holder.connect()
    await holder.query('begin')
    await holder.query('select 1 from doc_head where doc = $1 for update', [doc])
    await work()
    await holder.query('commit')
    await holder.end()
  }

  test('[CN110] it is gathered into one row, and each message has its answer', async () => {
    const { doc } = await newPost()
    const raw = await rawSocket(url)
    await raw.open(doc, await anna.ticket())
    const mine = raw.docOf(doc)
    const before = await rowsOf(doc)
    await whileHeld(doc, async () => {
      for (const word of ['one ', 'two ', 'three ', 'four ']) raw.sync(doc, 2, typed(mine, word))
      await raw.heard()
    })
    await until(() => raw.acks(doc).length === 4)
    expect(raw.acks(doc)).toEqual([true, true, true, true])
    expect(await rowsOf(doc)).toBe(before + 2)
    expect(textOf(await log.load(doc))).toContain('one two three four ')
  })

  test('[CN110] what is good in front of what is broken is stored, and nothing after it', async () => {
    const { doc } = await newPost()
    const raw = await rawSocket(url)
    await raw.open(doc, await anna.ticket())
    const mine = raw.docOf(doc)
    await whileHeld(doc, async () => {
      for (const word of ['first ', 'second ', 'third ']) raw.sync(doc, 2, typed(mine, word))
      raw.sync(doc, 2, new Uint8Array([200, 1, 4, 9, 9, 9, 9]))
      raw.sync(doc, 2, typed(mine, 'after'))
      await raw.heard()
    })
    await until(() => raw.reasons(doc).length > 0)
    expect(raw.reasons(doc)).toEqual(['bad_message'])
    expect(raw.acks(doc)).toEqual([true, true, true])
    expect(textOf(await log.load(doc))).toContain('first second third ')
    expect(textOf(await log.load(doc))).not.toContain('after')
  })

  test('[CN110] a tab that closes while its text is on the way has it stored, and the room goes then', async () => {
    const { doc } = await newPost()
    const tab = await openedTab(url, anna, doc)
    await whileHeld(doc, async () => {
      for (const word of ['last ', 'words']) tab.type(word)
      tab.leave()
    })
    await until(() => !hocuspocus.documents.has(doc))
    expect(textOf(await log.load(doc))).toContain('last words')
  })
})

describe('what is broken', () => {
  const broken: Record<string, (doc: Y.Doc) => Uint8Array> = {
    garbage: () => new Uint8Array([200, 1, 4, 9, 9, 9, 9]),
    'cut off': doc => typed(doc, 'cut off').slice(0, -7),
    'of somebody else': doc => {
      doc.clientID = [...doc.store.clients.keys()][0] ?? 0
      return typed(doc, 'stolen')
    },
    'out of place': doc => {
      const before = Y.encodeStateVector(doc)
      doc.getText('elsewhere').insert(0, 'x')
      return Y.encodeStateAsUpdate(doc, before)
    },
  }
  for (const [kind, make] of Object.entries(broken)) {
    test(`[CN32] an update that is ${kind} closes its document, and nobody else notices`, async () => {
      const { doc } = await newPost()
      const { doc: second } = await newPost()
      const witness = await openedTab(url, anna, doc)
      await until(() => isSaved(witness))
      const raw = await rawSocket(url)
      await raw.open(doc, await ben.ticket())
      await raw.open(second, await ben.ticket())
      raw.sync(doc, 2, make(raw.docOf(doc)))
      await until(() => raw.reasons(doc).length > 0)
      expect(raw.reasons(doc)).toEqual(['bad_message'])
      expect(raw.acks(doc)).toEqual([])
      // The other document on the same socket and everybody on this one go on.
      raw.sync(second, 2, typed(raw.docOf(second), 'fine'))
      await until(() => raw.acks(second).includes(true))
      witness.type('goes on')
      await until(() => isSaved(witness))
      expect(await rowsOf(doc)).toBe(2)
      expect(witness.doc.store.pendingStructs).toBeNull()
      raw.ws.terminate()
    })
  }

  test('[CN33] a gap is not acknowledged; the server asks for all there is', async () => {
    const { doc } = await newPost()
    const raw = await rawSocket(url)
    await raw.open(doc, await ben.ticket())
    const mine = raw.docOf(doc)
    typed(mine, 'unsent')
    const later = typed(mine, ' later')
    const asked = () => raw.frames.filter(({ kind, rest }) => kind === 0 && rest[0] === 0).length
    const before = asked()
    raw.sync(doc, 2, later)
    await until(() => raw.acks(doc).length > 0 && asked() > before)
    expect(raw.acks(doc)).toEqual([false])
    expect(await rowsOf(doc)).toBe(1)
    raw.sync(doc, 1, Y.encodeStateAsUpdate(mine))
    await until(() => raw.acks(doc).includes(true))
    expect(textOf(await log.load(doc))).toContain('unsent later')
    raw.ws.terminate()
  })

  test('[CN32] frames that are broken outside close their document, or the socket when they name none', async () => {
    const { doc } = await newPost()
    const frames = [
      frameOf(doc, 0, encoder => writeVarUint(encoder, 7)),
      frameOf(doc, 0, encoder => {
        writeVarUint(encoder, 0)
        writeVarUint8Array(encoder, new Uint8Array([255, 255, 255]))
      }),
      frameOf(doc, 1, encoder => writeVarUint8Array(encoder, new Uint8Array([1, 2, 3]))),
      frameOf(doc, 99, () => undefined),
      frameOf(doc, 6, encoder => writeVarString(encoder, 'to everybody')),
    ]
    for (const frame of frames) {
      const raw = await rawSocket(url)
      await raw.open(doc, await ben.ticket())
      raw.send(frame)
      await until(() => raw.reasons(doc).length > 0)
      expect(raw.reasons(doc)).toEqual(['bad_message'])
      raw.ws.terminate()
    }
    for (const frame of [new Uint8Array([250, 250]), new Uint8Array([77]), 'hello']) {
      const raw = await rawSocket(url)
      raw.send(frame)
      expect(await raw.closed).toEqual({ code: 4422, reason: 'bad_message' })
    }
  })

  test('[CN32] a storm of random frames leaves the server and the others as they were', async () => {
    const { doc } = await newPost()
    const witness = await openedTab(url, anna, doc)
    let state = 12345
    const random = (below: number) => {
      state = (state * 1103515245 + 12345) & 0x7fffffff
      return state % below
    }
    for (let round = 0; round < 20; round++) {
      const raw = await rawSocket(url)
      await raw.open(doc, await ben.ticket())
      for (let index = 0; index < 50; index++) {
        const payload = Uint8Array.from({ length: random(40) }, () => random(256))
        const kind = random(12)
        raw.send(
          frameOf(doc, kind, encoder => {
            if (kind === 0 || kind === 4) writeVarUint(encoder, random(3))
            writeVarUint8Array(encoder, payload)
          }),
        )
      }
      raw.ws.terminate()
    }
    witness.type('still here')
    await until(() => isSaved(witness))
    const fresh = await openedTab(url, anna, doc)
    expect(fresh.text()).toBe('still here')
    expect(await rowsOf(doc)).toBe(2)
  })
})

describe('who may what', () => {
  test('[CN42] absent, foreign and ill-named documents get the same answer', async () => {
    const { doc } = await newPost()
    const names = [
      doc,
      `post:${crypto.randomUUID()}`,
      `feed:${anna.userId}`,
      `presence:${workspaceId}`,
      doc.replace('post', 'discussion'),
      `presence:${crypto.randomUUID()}`,
      '__proto__',
      'constructor',
      '../../etc/passwd',
      `${doc}\u0000${'x'.repeat(40)}`,
      `${doc} `,
      "post:' or 1=1",
    ]
    const raw = await rawSocket(url)
    for (const name of names) {
      raw.auth(name, await stranger.ticket())
      await until(() => raw.reasons(name).length > 0)
      expect(raw.reasons(name)).toEqual(['not_found'])
      expect(raw.frames.filter(frame => frame.address === name)).toHaveLength(1)
    }
    expect(raw.ws.readyState).toBe(WebSocket.OPEN)
    raw.ws.terminate()
  })

  test('[AU8] tickets that are old, forged or of another server open nothing', async () => {
    const { doc } = await newPost()
    const ticket = await anna.ticket()
    const [head, body, signature] = ticket.split('.')
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`
    for (const token of ['', 'x', `${head}.${body}.${signature?.slice(0, -4)}AAAA`, none]) {
      const tab = openTab(url, anna, doc, { token })
      await until(() => tab.reasons.length > 0)
      expect(tab.reasons).toEqual(['unauthenticated'])
      tab.leave()
    }
  })

  test('[CN38] a viewer reads and shows presence, and changes nothing', async () => {
    const { doc } = await newPost()
    const writer = await openedTab(url, anna, doc)
    const raw = await rawSocket(url)
    await raw.open(doc, await vera.ticket())
    const mine = raw.docOf(doc)
    const update = typed(mine, 'vandalised')
    raw.sync(doc, 2, update)
    await until(() => raw.acks(doc).length === 1)
    raw.sync(doc, 1, Y.encodeStateAsUpdate(mine))
    await until(() => raw.acks(doc).length === 2)
    expect(raw.acks(doc)).toEqual([false, false])
    raw.sync(doc, 1, Y.encodeStateAsUpdate(raw.docOf(doc)))
    await until(() => raw.acks(doc).length === 3)
    expect(raw.acks(doc)[2]).toBe(true)
    expect(await rowsOf(doc)).toBe(1)
    writer.type('live')
    await until(() => raw.docOf(doc).getXmlFragment('body').toString().includes('live'))
    raw.ws.terminate()
    const viewer = await openedTab(url, vera, doc)
    viewer.provider.setAwarenessField('mode', 'editing')
    viewer.provider.setAwarenessField('typing', true)
    const state = await until(() =>
      [...(writer.provider.awareness?.getStates().values() ?? [])].find(
        one => one.user?.id === vera.userId && one.mode,
      ),
    )
    await until(
      () =>
        state.typing !== undefined ||
        writer.provider.awareness?.getStates().get(viewer.doc.clientID)?.typing !== undefined,
    )
    expect(writer.provider.awareness?.getStates().get(viewer.doc.clientID)).toMatchObject({
      mode: 'viewing',
      typing: false,
    })
  })

  test('[CN38] nobody writes to a feed or to presence', async () => {
    const raw = await rawSocket(url)
    for (const name of [`feed:${ben.userId}`, `presence:${workspaceId}`]) {
      await raw.open(name, await ben.ticket())
      const mine = raw.docOf(name)
      const before = Y.encodeStateVector(mine)
      mine.getMap('posts').set('x', { state: 'published' })
      raw.sync(name, 2, Y.encodeStateAsUpdate(mine, before))
      await until(() => raw.acks(name).length > 0)
      expect(raw.acks(name)).toEqual([false])
      expect(hocuspocus.documents.get(name)?.getMap('posts').has('x')).toBe(false)
    }
    raw.ws.terminate()
  })

  test('[CN40] signing out closes every document within a second', async () => {
    const { doc } = await newPost()
    const guest = await signIn(database, 'Guest')
    await db.member.create({ data: { workspaceId, userId: guest.userId, role: 'editor' } })
    const tabs = [await openedTab(url, guest, doc), await openedTab(url, guest, `feed:${guest.userId}`)]
    const start = performance.now()
    await transact(db, async (tx, emit) => {
      await tx.session.delete({ where: { id: guest.sessionId } })
      emit({ type: 'session.ended', userId: guest.userId, sessionId: guest.sessionId })
    })
    await until(() => tabs.every(tab => tab.reasons.includes('unauthenticated')))
    expect(performance.now() - start).toBeLessThan(1000)
  })

  test('[CN40] [AU11] a revoked token closes what it opened, also without an event, and opens nothing', async () => {
    const { doc } = await newPost()
    for (const end of [
      (id: string) => revokeToken(db, anna.userId, id),
      // Straight into the table: nobody tells the server.
      (id: string) => db.apiToken.update({ where: { id }, data: { revokedAt: new Date() } }),
    ]) {
      const token = await createToken(db, anna.userId, { name: 'script' })
      const principal = await findTokenPrincipal(db, token.token)
      if (!principal) throw new Error('no principal')
      const script = { ...anna, ticket: () => issueTicket(principal, AUTH_SECRET) }
      const tab = await openedTab(url, script, doc)
      const witness = await openedTab(url, anna, doc)
      await end(token.id)
      await until(() => tab.reasons.includes('unauthenticated'))
      tab.leave()
      const again = openTab(url, script, doc)
      await until(() => again.reasons.includes('unauthenticated'))
      expect(witness.reasons).toEqual([])
    }
  })

  test('[CN40] a lost role closes and the reconnect is judged anew, also without an event', async () => {
    const { doc } = await newPost()
    const guest = await signIn(database, 'Guest')
    const member = { workspaceId, userId: guest.userId }
    await db.member.create({ data: { ...member, role: 'editor' } })
    const tab = await openedTab(url, guest, doc)
    const witness = await openedTab(url, anna, doc)
    // Straight into the table: nobody tells the server.
    await db.member.update({ where: { workspaceId_userId: member }, data: { role: 'viewer' } })
    await until(() => tab.reasons.includes('revoked'))
    tab.leave()
    const again = openTab(url, guest, doc)
    await until(() => again.provider.authorizedScope === 'readonly')
    await db.member.delete({ where: { workspaceId_userId: member } })
    await until(() => again.reasons.includes('revoked'))
    expect(witness.reasons).toEqual([])
  })

  test('[CN46] an old editor reads, and is told to reload when it writes', async () => {
    const { doc } = await newPost()
    const old = await openedTab(`${url}?editor=0`, anna, doc)
    expect(old.provider.authorizedScope).toBe('readonly')
    old.type('old')
    await until(() => old.reasons.includes('editor_outdated'))
    expect(await rowsOf(doc)).toBe(1)
  })
})

describe('presence', () => {
  test('[CN37] whatever somebody claims, the server says who they are', async () => {
    const { doc } = await newPost()
    const victim = await openedTab(url, anna, doc)
    victim.provider.setAwarenessField('page', '/posts/1')
    const witness = await openedTab(url, vera, doc)
    await until(() => witness.provider.awareness?.getStates().get(victim.doc.clientID)?.user?.id === anna.userId)
    const raw = await rawSocket(url)
    await raw.open(doc, await ben.ticket())
    const say = (states: [number, unknown][], clock: number) =>
      raw.send(frameOf(doc, 1, encoder => writeVarUint8Array(encoder, awarenessOf(states, clock))))
    say(
      [
        [victim.doc.clientID, { user: { id: anna.userId, name: 'Not Anna' } }],
        [4242, { user: { id: anna.userId, name: 'Anna', color: 'url(evil)' }, page: 3, mode: 'editing' }],
        [4343, { mode: 'idle' }],
      ],
      50,
    )
    const forged = await until(() => witness.provider.awareness?.getStates().get(4242))
    expect(forged).toEqual({ user: { id: ben.userId, name: 'Ben', color: 'var(--p3)' }, mode: 'editing' })
    expect(witness.provider.awareness?.getStates().has(4343)).toBe(false)
    expect(witness.provider.awareness?.getStates().get(victim.doc.clientID)).toMatchObject({
      user: { id: anna.userId, name: 'Anna' },
    })
    // Not even while the owner is away.
    const id = victim.doc.clientID
    victim.leave()
    const thief = await rawSocket(url)
    await thief.open(doc, await ben.ticket())
    thief.send(frameOf(doc, 1, encoder => writeVarUint8Array(encoder, awarenessOf([[id, { mode: 'editing' }]], 99))))
    thief.sync(doc, 1, Y.encodeStateAsUpdate(thief.docOf(doc)))
    await until(() => thief.acks(doc).includes(true))
    await until(() => !witness.provider.awareness?.getStates().has(id))
    raw.ws.terminate()
    thief.ws.terminate()
    await until(() => !witness.provider.awareness?.getStates().has(4242))
  })

  test('[CN39] a flood is dropped and then answered', async () => {
    const { doc } = await newPost()
    const raw = await rawSocket(url)
    await raw.open(doc, await ben.ticket())
    for (let clock = 1; clock < 400; clock++)
      raw.send(frameOf(doc, 1, encoder => writeVarUint8Array(encoder, awarenessOf([[7, { mode: 'idle' }]], clock))))
    await until(() => raw.reasons(doc).length > 0)
    expect(raw.reasons(doc)).toEqual(['rate_limited'])
    raw.ws.terminate()
  })
})

describe('sockets', () => {
  test('[CN43] another site or a foreign Host gets 403', async () => {
    const refused = (headers: Record<string, string>) => handshakeStatus(url, headers)
    expect(await refused({ origin: 'https://evil.example' })).toBe(403)
    expect(await refused({ origin: 'null' })).toBe(403)
    expect(await refused({ origin: 'http://galley.test.evil.example' })).toBe(403)
    expect(await refused({ host: 'rebound.example' })).toBe(403)
    expect(await refused({ origin: 'http://galley.test' })).toBe(101)
    expect(await refused({ host: 'galley.test' })).toBe(101)
    expect(await refused({})).toBe(101)
  })

  test('[CN44] a heartbeat is answered', async () => {
    const raw = await rawSocket(url)
    raw.send('{"ping":17}')
    await until(() => raw.texts.includes('{"pong":17}'))
    raw.ws.terminate()
  })

  test('[CN45] long frames before a ticket, and too many documents', async () => {
    const early = await rawSocket(url)
    early.send(new Uint8Array(LIMITS.frameBytesUnauthenticated + 1))
    expect((await early.closed).reason).toBe('too_large')
    const huge = await rawSocket(url)
    huge.send(new Uint8Array(LIMITS.frameBytes + 1))
    expect((await huge.closed).code).toBe(1009)
    const greedy = await rawSocket(url)
    const ticket = await anna.ticket()
    const posts = await Promise.all(Array.from({ length: LIMITS.documentsPerSocket + 1 }, newPost))
    for (const { doc } of posts) greedy.auth(doc, ticket)
    const last = posts.at(-1)?.doc ?? ''
    await until(() => greedy.reasons(last).length > 0)
    expect(greedy.reasons(last)).toEqual(['rate_limited'])
    greedy.ws.terminate()
  })

  test('[CN45] a socket without a good ticket is closed in time', async () => {
    const other = await liveServer(database, { limits: { authenticateWithinMs: 80 } })
    const raw = await rawSocket(other.url)
    expect(await raw.closed).toEqual({ code: 4401, reason: 'unauthenticated' })
  })

  test('[CN48] a stop stores what was received and says restarting', async () => {
    const { doc } = await newPost()
    const other = await liveServer(database)
    const tab = await openedTab(other.url, anna, doc)
    await until(() => isSaved(tab))
    for (let index = 0; index < 20; index++) tab.type('x')
    await until(() => tab.answers.length > 3)
    const start = performance.now()
    await other.stop()
    expect(performance.now() - start).toBeLessThan(2000)
    await until(() => tab.closes.length > 0)
    expect(tab.closes[0]).toEqual({ code: 1012, reason: 'restarting' })
    const stored = textOf(await log.load(doc)).match(/x/g)?.length ?? 0
    const acknowledged = tab.answers.filter(Boolean).length - 1
    expect(stored).toBeGreaterThanOrEqual(acknowledged)
  })

  test('[CN36] what is acknowledged is in the rows, with nothing but the rows', async () => {
    const { doc } = await newPost()
    const tab = await openedTab(url, anna, doc)
    for (let index = 0; index < 30; index++) {
      tab.type(`w${index} `)
      await until(() => isSaved(tab))
      expect(textOf(await log.load(doc, { ignoreSnapshots: true }))).toContain(`w${index} `)
    }
  })

  test('figures and health are there for operators', async () => {
    const http = url.replace('ws:', 'http:').replace('/collab', '')
    expect((await fetch(`${http}/healthz`)).status).toBe(200)
    expect((await fetch(`${http}/readyz`)).status).toBe(200)
    expect(await (await fetch(`${http}/metrics`)).text()).toContain('galley_updates_total')
    expect((await fetch(`${http}/collab`)).status).toBe(404)
    expect((await metrics.sockets.get()).values[0]?.value).toBeGreaterThanOrEqual(0)
  })
})

/** Changes the document and gives the update. */
function typed(doc: Y.Doc, words: string): Uint8Array {
  const before = Y.encodeStateVector(doc)
  doc.transact(() => {
    const block = doc.getXmlFragment('body').get(1) as Y.XmlElement
    if (block.length === 0) block.insert(0, [new Y.XmlText()])
    const text = block.get(0) as Y.XmlText
    text.insert(text.length, words)
  })
  return Y.encodeStateAsUpdate(doc, before)
}

function awarenessOf(states: [number, unknown][], clock: number): Uint8Array {
  return frameOf('', states.length, encoder => {
    for (const [id, state] of states) {
      writeVarUint(encoder, id)
      writeVarUint(encoder, clock)
      writeVarString(encoder, JSON.stringify(state))
    }
  }).slice(1)
}

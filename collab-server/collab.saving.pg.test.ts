import pg from 'pg'
import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { NOTIFY } from '#domain/contract/events.ts'
import { createPostgresLog } from '#domain/log/postgres-log.ts'
import { textOf } from '#domain/log/update-log.suite.ts'
import { openHarbour } from '#tests/support/harbour.ts'
import { knownDatabase } from '#tests/support/known-database.ts'
import { isSaved, openedTab, typed, writeByProgram } from '#tests/support/live.ts'
import { rawSocket } from '#tests/support/raw-socket.ts'
import { until } from '#tests/support/until.ts'
import { startNotices } from './notices.ts'

const {
  server: { url, hocuspocus },
  db,
  pool,
  databaseUrl,
  log,
  anna,
  ben,
  newPost,
  rowsOf,
} = await openHarbour()
const logger = pino({ level: 'silent' })

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
    await writeByProgram(log, doc, ben.userId, 'by a program')
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
    await writeByProgram(log, doc, 'system', 'unheard')
    await until(() => one.text() === 'unheard')
  })

  test('[UL200] what was appended untold while places changed is read when somebody takes a further one', async () => {
    const { doc } = await newPost()
    const one = await openedTab(url, anna, doc)
    const untold = createPostgresLog({ pool, logger, isFirstToListen: () => true })
    await writeByProgram(untold, doc, 'system', 'untold')
    const further = startNotices({ databaseUrl, database: knownDatabase(), channels: [NOTIFY.log], logger })
    await until(() => one.text() === 'untold')
    await further.stop()
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

  test('[CN200] a key is shown as soon as it is stored, before its answer, and both are one piece', async () => {
    const { doc } = await newPost()
    const raw = await rawSocket(url)
    await raw.open(doc, await anna.ticket())
    const mine = raw.docOf(doc)
    raw.frames.length = 0
    raw.sync(doc, 2, typed(mine, 'word '))
    await until(() => raw.acks(doc).length > 0)
    const [shown, answered] = [0, 8].map(kind => raw.frames.findIndex(frame => frame.kind === kind))
    expect(shown).toBeGreaterThanOrEqual(0)
    expect(answered).toBe((shown ?? 0) + 1)
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

import { writeVarString, writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import * as Y from 'yjs'
import { textOf } from '#domain/log/update-log.suite.ts'
import { openHarbour } from '#tests/support/harbour.ts'
import { isSaved, liveServer, openedTab, openTab, type Tab, typed, writeByProgram } from '#tests/support/live.ts'
import { frameOf, rawSocket } from '#tests/support/raw-socket.ts'
import { until } from '#tests/support/until.ts'

const {
  database,
  server: { url, hocuspocus },
  pool,
  databaseUrl,
  log,
  anna,
  ben,
  newPost,
  rowsOf,
} = await openHarbour()

/** What this person says cannot be stored from now on. @returns the end of it */
async function troubleOf(userId: string): Promise<() => Promise<unknown>> {
  await pool.query(
    `create or replace function trouble_of_one() returns trigger language plpgsql as $$ begin
      if (select author from doc_author where id = new."authorId") = '${userId}' then
        raise exception using errcode = '53100';
      end if;
      return new;
    end $$`,
  )
  await pool.query('create trigger trouble before insert on doc_update for each row execute function trouble_of_one()')
  const end = () => pool.query('drop trigger if exists trouble on doc_update')
  onTestFinished(async () => void (await end()))
  return end
}

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

  test('[CN41] what others store meanwhile is shown to those whose own words cannot be stored yet', async () => {
    const { doc } = await newPost()
    const one = await openedTab(url, anna, doc)
    const other = await openedTab(url, ben, doc)
    await until(() => isSaved(one) && isSaved(other))
    const away = await troubleOf(anna.userId)
    one.type('patience')
    await until(() => one.notes.length > 0)
    await writeByProgram(log, doc, ben.userId, 'meanwhile')
    await until(() => other.text() === 'meanwhile')
    expect(one.provider.unsyncedChanges).toBe(1)
    await away()
    await until(() => isSaved(one))
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

  test('[UL9] a room of which a row cannot be applied takes no other for bad, whoever joins it before it is unloaded', async () => {
    const { doc } = await newPost()
    const one = await openedTab(url, anna, doc)
    await until(() => isSaved(one))
    const away = await troubleOf(anna.userId)
    // The room stays for what is said and has no outcome yet.
    one.type('patience')
    await until(() => one.notes.length > 0)
    const elsewhere = new Y.Doc()
    elsewhere.getXmlFragment('body').insert(0, [new Y.XmlElement('paragraph')])
    const before = Y.encodeStateVector(elsewhere)
    elsewhere.getXmlFragment('body').insert(1, [new Y.XmlElement('paragraph')])
    const update = Y.encodeStateAsUpdate(elsewhere, before)
    await log.append({ doc, update, author: 'system', clients: [] })
    await until(() => one.reasons.length > 0)
    expect(one.reasons).toEqual(['restarting'])
    const joined = openTab(url, ben, doc)
    await writeByProgram(log, doc, ben.userId, 'good')
    await away()
    // What the first tab said may be stored by then, and stand before it.
    const isGood = ({ doc: shown }: Tab) => shown.getXmlFragment('body').toString().includes('good')
    await until(() => !hocuspocus.documents.has(doc) || isGood(joined))
    joined.leave()
    await until(() => !hocuspocus.documents.has(doc))
    const { rows } = await pool.query(
      `select s.seq from doc_set_aside s join doc_head h on h.id = s."docId" where h.doc = $1`,
      [doc],
    )
    expect(rows).toEqual([{ seq: 2 }])
    expect(isGood(await openedTab(url, ben, doc))).toBe(true)
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

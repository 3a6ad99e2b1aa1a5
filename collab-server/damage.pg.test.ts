/** People open posts of which something that is stored was damaged, or whose reading fails. */
import { pino } from 'pino'
import { afterEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { createPostgresLog } from '#domain/log/postgres-log.ts'
import { checkDocument } from '#domain/log/repair.ts'
import { foldUpdates } from '#domain/log/same-content.ts'
import { addLivePost, isSaved, leaveAll, liveServer, openedTab, openTab, signIn } from '#tests/support/live.ts'
import { addWorkspace } from '#tests/support/people-and-posts.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { until } from '#tests/support/until.ts'

const database = await testDatabase()
const { db, pool } = database
const { url, hocuspocus, metrics } = await liveServer(database)
const log = createPostgresLog({ pool, logger: pino({ level: 'silent' }) })
const anna = await signIn(database, 'Anna')
const ben = await signIn(database, 'Ben')
const workspaceId = await addWorkspace(db, 'Harbour', { [anna.userId]: 'owner', [ben.userId]: 'editor' })
const newPost = () => addLivePost(database, workspaceId, anna.userId)

afterEach(leaveAll)

describe('what is stored is damaged', () => {
  /** A post with 120 words in a row each, a snapshot of the first 100 rows, nobody on it. */
  async function written() {
    const { doc } = await newPost()
    const one = await openedTab(url, anna, doc)
    for (let index = 0; index < 120; index++) {
      one.type(`w${index} `)
      // A row each.
      await until(() => isSaved(one))
      if (index !== 98) continue
      await log.saveSnapshot(doc, 100, Y.encodeStateAsUpdate(foldUpdates((await log.load(doc)).updates)))
    }
    const text = one.text()
    one.leave()
    await until(() => !hocuspocus.documents.has(doc))
    await pool.query('delete from doc_snapshot where seq > 100')
    return { doc, text }
  }
  const turnBits = (table: string, column: string, where: string, doc: string) =>
    pool.query(
      `update ${table} set ${column} = set_byte(${column}, 20, get_byte(${column}, 20) # 5)
       where ${where} and "docId" = (select id from doc_head where doc = $1)`,
      [doc],
    )
  const damage: Record<string, (doc: string) => Promise<unknown>> = {
    'in a row behind the snapshot': doc => turnBits('doc_update', 'update', 'seq = 110', doc),
    'in a snapshot': doc => turnBits('doc_snapshot', 'state', 'true', doc),
    'in a snapshot and in a segment': async doc => {
      await log.compact(doc)
      await turnBits('doc_segment', 'packed', 'true', doc)
      await turnBits('doc_snapshot', 'state', 'true', doc)
    },
    'in a segment': async doc => {
      await log.compact(doc)
      await turnBits('doc_segment', 'packed', 'true', doc)
    },
    'by a row of garbage, in the newest place': doc =>
      log.append({ doc, update: new Uint8Array([7, 7, 7, 7]), author: 'system', clients: [] }),
  }
  for (const [where, spoil] of Object.entries(damage)) {
    test(`[UL30] ${where}: the document opens with all that was written, and others are not touched`, async () => {
      const { doc, text } = await written()
      const other = await newPost()
      const witness = await openedTab(url, ben, other.doc)
      await spoil(doc)
      const again = await openedTab(url, anna, doc)
      expect(again.text()).toBe(text)
      again.type('and on')
      witness.type('undisturbed')
      await until(() => isSaved(again) && isSaved(witness))
      expect(again.reasons).toEqual([])
      expect(witness.closes).toEqual([])
      await until(async () => (await checkDocument(log, doc)).every(({ kind }) => kind === 'segment'))
    })
  }

  test('[CN35] when one opening in three fails, each is an error or the whole document, and nothing is written', async () => {
    const { doc, text } = await written()
    const head = async () => (await pool.query('select seq from doc_head where doc = $1', [doc])).rows[0].seq
    const seq = await head()
    await pool.query(`create sequence openings; create function one_in_three() returns boolean language plpgsql as $$
      begin if nextval('openings') % 3 = 0 then raise exception using errcode = 'XX001'; end if; return true; end $$`)
    await pool.query('alter table doc_update rename to doc_update_away')
    await pool.query('create view doc_update as select * from doc_update_away where (select one_in_three())')
    let failed = 0
    try {
      for (let index = 0; index < 18; index++) {
        const tab = openTab(url, index % 2 === 0 ? anna : ben, doc)
        await until(() => tab.provider.isSynced || tab.reasons.length > 0)
        if (tab.reasons.length > 0) {
          failed += 1
          expect(tab.reasons).toEqual(['overloaded'])
          expect(tab.doc.getXmlFragment('body').length).toBe(0)
        } else {
          expect(tab.text()).toBe(text)
        }
        tab.leave()
        await until(() => !hocuspocus.documents.has(doc) && !hocuspocus.loadingDocuments.has(doc))
      }
    } finally {
      await pool.query('drop view doc_update')
      await pool.query('alter table doc_update_away rename to doc_update')
    }
    expect(failed).toBeGreaterThan(2)
    expect(failed).toBeLessThan(18)
    expect(await head()).toBe(seq)
    expect((await openedTab(url, anna, doc)).text()).toBe(text)
  })

  test('[UL29] a row of others that was damaged on its way to the disk reaches an open room as it was written', async () => {
    const { doc } = await newPost()
    const one = await openedTab(url, anna, doc)
    const program = new Y.Doc()
    for (const update of (await log.load(doc)).updates) Y.applyUpdate(program, update)
    const before = Y.encodeStateVector(program)
    ;(program.getXmlFragment('body').get(1) as Y.XmlElement).insert(0, [new Y.XmlText('by a program')])
    await pool.query(`create function damage_row() returns trigger language plpgsql as $$
      begin new.update := set_byte(new.update, 9, get_byte(new.update, 9) # 3); return new; end $$`)
    await pool.query('create trigger damage_row before insert on doc_update for each row execute function damage_row()')
    try {
      const update = Y.encodeStateAsUpdate(program, before)
      await log.append({ doc, update, author: ben.userId, clients: [program.clientID] })
    } finally {
      await pool.query('drop trigger damage_row on doc_update')
    }
    await until(() => one.text() === 'by a program')
    expect(one.reasons).toEqual([])
  })

  test('[UL35] while every second snapshot fails, people write and leave as always, and nothing stays in memory', async () => {
    await pool.query(`create sequence snapshots_tried; create function every_second() returns trigger language plpgsql as $$
      begin if nextval('snapshots_tried') % 2 = 1 then raise exception using errcode = '53100'; end if; return new; end $$`)
    await pool.query(
      'create trigger every_second before insert on doc_snapshot for each row execute function every_second()',
    )
    const outcomes = async () =>
      Object.fromEntries((await metrics.snapshots.get()).values.map(({ labels, value }) => [labels.outcome, value]))
    const before = await outcomes()
    try {
      for (let round = 0; round < 6; round++) {
        const { doc } = await newPost()
        const one = await openedTab(url, anna, doc)
        for (let index = 0; index < 60; index++) {
          one.type('x')
          await until(() => isSaved(one))
        }
        one.leave()
        await until(() => !hocuspocus.documents.has(doc))
        expect((await log.load(doc)).seq).toBe(61)
      }
    } finally {
      await pool.query('drop trigger every_second on doc_snapshot')
    }
    const after = await outcomes()
    expect((after.failed ?? 0) - (before.failed ?? 0)).toBe(3)
    expect((after.kept ?? 0) - (before.kept ?? 0)).toBe(3)
    expect(hocuspocus.documents.size).toBe(0)
  })
})

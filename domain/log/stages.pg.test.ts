/** Long histories entered in their middle: what is read for them, and that they say the same. */
import pino from 'pino'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { docName } from '#domain/contract/doc-names.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { readBlame, readMoment } from '#domain/queries/earlier-text.ts'
import { readHistory, readStage } from '#domain/queries/history.ts'
import { requirePost } from '#domain/services/access.ts'
import type { WrittenBlock } from '#domain/text/authorship.ts'
import { jsonOf } from '#domain/text/document.ts'
import { createReplay } from '#domain/text/replay.ts'
import { addPerson, addPost, addWorkspace } from '#tests/support/people-and-posts.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { createPostgresLog } from './postgres-log.ts'
import { addStages, findStage } from './stages.ts'
import { createWriteAgain } from './swept-words.ts'
import type { UpdateLog } from './update-log.ts'
import { packDocument } from './upkeep.ts'

const { db, pool } = await testDatabase()
const log = createPostgresLog({ pool, logger: pino({ level: 'silent' }) })
const BETWEEN = 500

/** Two people in turns, a word at a time, some of it deleted again. */
async function write(rows: number) {
  const [mira, ole] = [await addPerson(db, 'Mira'), await addPerson(db, 'Ole')]
  const workspaceId = await addWorkspace(db, 'Saltmarsh', { [mira]: 'owner', [ole]: 'editor' })
  const postId = await addPost(db, { workspaceId, userId: mira })
  const doc = docName.post(postId)
  const docs = [new Y.Doc(), new Y.Doc()]
  const updates: { readonly update: Uint8Array; readonly turn: number }[] = []
  let turn = 0
  for (const [index, one] of docs.entries()) {
    one.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === 'other') return
      updates.push({ update, turn: index })
      for (const other of docs) if (other !== one) Y.applyUpdate(other, update, 'other')
    })
  }
  const body = () => docs[turn]?.getXmlFragment('body') as Y.XmlFragment
  body().insert(0, [new Y.XmlElement('title'), new Y.XmlElement('paragraph')])
  ;(body().get(1) as Y.XmlElement).insert(0, [new Y.XmlText('Begun. ')])
  while (updates.length < rows) {
    turn = Math.floor(updates.length / 40) % 2
    const text = (body().get(1) as Y.XmlElement).get(0) as Y.XmlText
    if (updates.length % 7 === 0) text.delete(text.length - 3, 3)
    else text.insert(text.length - (updates.length % 5), 'word ')
  }
  const [first, ...rest] = updates
  const author = (index: number) => (index === 0 ? mira : ole)
  const entry = ({ update, turn: by }: { update: Uint8Array; turn: number }) => ({
    doc,
    update,
    author: author(by),
    clients: [...Y.parseUpdateMeta(update).from.keys()],
  })
  if (first) await log.create(entry(first))
  await Promise.all(rest.map(one => log.append(entry(one))))
  await packDocument({ log, writeAgain: createWriteAgain({ db, log }) }, doc)
  const principal = { userId: mira, sessionId: null }
  const [post, reader] = [
    await requirePost(db, principal, postId, 'edit'),
    await requirePost(db, principal, postId, 'read'),
  ]
  return { doc, post, reader }
}

/** The log, and how many rows were read of it. */
function counted(): { readonly log: UpdateLog; readonly rows: () => number } {
  let rows = 0
  return {
    log: {
      ...log,
      history: async (...args) => {
        const found = await log.history(...args)
        rows += found.length
        return found
      },
    },
    rows: () => rows,
  }
}

test('[PS103] what is read for a history does not grow with it', async () => {
  const cost = async (length: number) => {
    const { doc, post, reader } = await write(length)
    expect(await addStages({ log, db }, doc, BETWEEN)).toBe(Math.floor(length / BETWEEN))
    const read = counted()
    const stores = { db, log: read.log }
    await readBlame(stores, reader)
    const blame = read.rows()
    await readMoment(stores, post, length - 10)
    const moment = read.rows() - blame
    const { stage } = await readStage({ db }, post, {})
    for (let cursor: string | null = String(stage?.seq ?? 0); cursor !== null; ) {
      cursor = (await readHistory(stores, post, { limit: LIMITS.historyRows, cursor: Number(cursor) })).nextCursor
    }
    return { blame, moment, open: read.rows() - blame - moment }
  }
  const [short, long] = [await cost(LIMITS.historyRows + 700), await cost(LIMITS.historyRows + 3_700)]
  expect(long).toEqual(short)
  expect(long.blame).toBeLessThan(BETWEEN)
  expect(long.moment).toBeLessThan(BETWEEN)
  expect(long.open).toBeLessThan(LIMITS.historyRows + BETWEEN)
})

/** Forty rows are one person's, one after another: any of them is the same deed. */
const piecesOf = (blocks: readonly WrittenBlock[]) =>
  blocks.map(({ runs }) => runs.map(({ text, by, seq }) => [text, by, Math.floor(((seq ?? 0) - 1) / 40)]))

test('[PS104] from a stage on a history says what it says from its first row', async () => {
  const { doc, post, reader } = await write(2_600)
  const stores = { db, log }
  const [blame, moments] = [
    await readBlame(stores, reader),
    await Promise.all([700, 1_500].map(at => readMoment(stores, post, at))),
  ]
  await addStages({ log, db }, doc, BETWEEN)
  const staged = await readBlame(stores, reader)
  expect(piecesOf(staged.blocks)).toEqual(piecesOf(blame.blocks))
  expect(staged.people).toEqual(blame.people)
  expect(await Promise.all([700, 1_500].map(at => readMoment(stores, post, at)))).toEqual(moments)

  // As a page has it.
  const rows = (await log.history(doc, 0)).map(({ at, author, ...row }) => ({
    ...row,
    at: at.toISOString(),
    by: author,
  }))
  const stage = await findStage(db, doc, 1_700)
  expect(stage?.seq).toBe(1_500)
  const [whole, entered] = [createReplay(), createReplay(stage)]
  whole.add(rows)
  entered.add(rows)
  expect(entered.edits[0]?.seq).toBe(1_501)
  for (const seq of [2_600, 1_501, 1_500, 2_000]) {
    expect(entered.textAt(seq)).toEqual(whole.textAt(seq))
    expect(piecesOf(entered.writtenAt(seq))).toEqual(piecesOf(whole.writtenAt(seq)))
  }
  expect(jsonOf(new Y.Doc())).not.toEqual(entered.textAt(2_600))
})

test('[PS104] a stage with a wrong byte is passed over, and the one before it serves', async () => {
  const { doc, post } = await write(1_200)
  const stores = { db, log }
  await addStages({ log, db }, doc, BETWEEN)
  const before = await readMoment(stores, post, 1_100)
  await pool.query(
    `update doc_stage set state = set_byte(state, 40, get_byte(state, 40) # 4)
     where seq = 1000 and "docId" = (select id from doc_head where doc = $1)`,
    [doc],
  )
  expect((await findStage(db, doc, 1_100))?.seq).toBe(500)
  expect(await readMoment(stores, post, 1_100)).toEqual(before)
  // The next round makes it anew.
  expect(await addStages({ log, db }, doc, BETWEEN)).toBe(1)
  expect((await findStage(db, doc, 1_100))?.seq).toBe(1_000)
})

import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { repairDocument } from '#domain/log/repair.ts'
import { createWriteAgain, snapshotDocument } from '#domain/log/swept-words.ts'
import { packDocument } from '#domain/log/upkeep.ts'
import { docFromJson, jsonOf } from '#domain/text/document.ts'
import { openHeadlessEditor } from '#tests/fuzz/headless-editor.ts'
import { openHarbour } from '#tests/support/harbour.ts'
import { isSaved, openedTab, type Person, type Tab } from '#tests/support/live.ts'
import { until } from '#tests/support/until.ts'

const { db, pool, server, anna, ben, log, newPost, rowsOf } = await openHarbour()

/** Somebody at the editor of a page; it is theirs as long as their tab is open. */
async function atEditor(person: Person, doc: string) {
  const tab = await openedTab(server.url, person, doc)
  const { editor } = openHeadlessEditor(tab.doc)
  const write = (words: string) => {
    for (const letter of words) {
      editor.commands.command(({ tr }) => {
        tr.insertText(letter)
        return true
      })
    }
  }
  return { tab, editor, write, goTo: (place: number) => editor.commands.setTextSelection(place) }
}

async function goAway({ provider, socket }: Tab): Promise<void> {
  socket.disconnect()
  await until(() => !provider.isSynced)
}

const textIn = (doc: Y.Doc) => JSON.stringify(jsonOf(doc).content?.slice(1))
const heading = (words: string) =>
  `[{"type":"heading","attrs":{"level":2},"content":[{"type":"text","text":"${words}"}]}]`

describe('words whose block another replaced', () => {
  test('[UL260] typed while away, they stand in the block that took its place, saved, as their author’s', async () => {
    const { doc } = await newPost()
    const one = await atEditor(anna, doc)
    const other = await atEditor(ben, doc)
    one.goTo(3)
    one.write('Hello world')
    await until(() => textIn(other.tab.doc).includes('Hello world') && isSaved(one.tab))
    await goAway(one.tab)
    one.goTo(8)
    one.write(' dear')
    other.editor.commands.setTextSelection(4)
    other.editor.commands.toggleHeading({ level: 2 })
    await until(() => isSaved(other.tab))
    await one.tab.socket.connect()
    await until(() => isSaved(one.tab) && textIn(other.tab.doc) === heading('Hello dear world'))
    await until(() => textIn(one.tab.doc) === textIn(other.tab.doc))
    const authors = (await log.readAfter(doc, 0)).map(({ author }) => author)
    expect(authors.at(-1)).toBe(anna.userId)
  })

  test('[UL260] typed in the very moment, whoever is heard first', async () => {
    for (const first of [0, 1]) {
      const { doc } = await newPost()
      const people = [await atEditor(anna, doc), await atEditor(ben, doc)] as const
      const [one, other] = people
      one.goTo(3)
      one.write('Hello world')
      await until(() => textIn(other.tab.doc).includes('Hello world') && isSaved(one.tab))
      one.goTo(8)
      other.editor.commands.setTextSelection(4)
      const acts = [() => one.write(' my dear'), () => void other.editor.commands.toggleHeading({ level: 2 })]
      for (const act of first === 0 ? acts : acts.toReversed()) act()
      await until(() => people.every(({ tab }) => isSaved(tab) && textIn(tab.doc) === heading('Hello my dear world')))
    }
  })

  test('[UL262] a server that was killed before they were back writes them when the post is opened next, once', async () => {
    const doc = await leftUnanswered()
    const one = await openedTab(server.url, anna, doc)
    await until(() => textIn(one.doc).includes('never seen'))
    expect(await rowsOf(doc)).toBe(4)
    one.leave()
    await until(() => !server.hocuspocus.documents.has(doc))
    // With a snapshot behind the answer nobody has to look again.
    expect((await log.load(doc)).snapshotSeq).toBe(4)
    const again = await openedTab(server.url, ben, doc)
    expect(textIn(again.doc).match(/never seen/g)).toHaveLength(1)
    again.leave()
    await until(() => !server.hocuspocus.documents.has(doc))
    expect(await rowsOf(doc)).toBe(4)
    expect(textIn(docFromJson(jsonOf(again.doc)))).toContain('heading')
  })

  test('[UL262] whoever records what the rows add up to writes them first', async () => {
    const doc = await leftUnanswered()
    const writeAgain = createWriteAgain({ db, log })
    for (let time = 0; time < 2; time++) await snapshotDocument(log, doc, writeAgain)
    expect(await rowsOf(doc)).toBe(4)
    expect((await log.load(doc)).snapshotSeq).toBe(4)
    const one = await openedTab(server.url, anna, doc)
    expect(textIn(one.doc).match(/never seen/g)).toHaveLength(1)
  })

  test('[UL270] where the past cannot be read the words wait for its repair; the room closes, and others get theirs', async () => {
    const { doc } = await newPost()
    await packDocument({ log, writeAgain: createWriteAgain({ db, log }) }, doc, 1)
    await pool.query(
      `update doc_segment set packed = set_byte(packed, 20, get_byte(packed, 20) # 5)
       where "docId" = (select id from doc_head where doc = $1)`,
      [doc],
    )
    await sweepUnanswered(doc)
    const other = await leftUnanswered()
    const one = await openedTab(server.url, anna, doc)
    const elsewhere = await openedTab(server.url, ben, other)
    await until(() => textIn(elsewhere.doc).includes('never seen'))
    expect(textIn(one.doc)).not.toContain('never seen')
    one.leave()
    await until(() => !server.hocuspocus.documents.has(doc))
    expect((await log.load(doc)).snapshotSeq).toBe(1)
    await repairDocument({ log, doc, logger: pino({ level: 'silent' }) })
    const again = await openedTab(server.url, anna, doc)
    await until(() => textIn(again.doc).includes('never seen'))
  })
})

/** A post with a row that swept words away, and no answer to it: as a process leaves it that is killed between the two. */
async function leftUnanswered(): Promise<string> {
  const { doc } = await newPost()
  await sweepUnanswered(doc)
  return doc
}

async function sweepUnanswered(doc: string): Promise<void> {
  const start = new Y.Doc()
  for (const update of (await log.load(doc)).updates) Y.applyUpdate(start, update)
  const rowOf = (by: Person, clientID: number, change: (doc: Y.Doc) => void) => {
    const own = new Y.Doc()
    Y.applyUpdate(own, Y.encodeStateAsUpdate(start))
    own.clientID = clientID
    const before = Y.encodeStateVector(own)
    own.transact(() => change(own))
    return { doc, update: Y.encodeStateAsUpdate(own, before), author: by.userId, clients: [clientID] }
  }
  await log.append(
    rowOf(ben, 71, copy => {
      copy.getXmlFragment('body').delete(1, 1)
      copy.getXmlFragment('body').insert(1, [new Y.XmlElement('heading')])
    }),
  )
  await log.append(
    rowOf(anna, 72, copy => {
      const paragraph = copy.getXmlFragment('body').get(1) as Y.XmlElement
      paragraph.insert(0, [new Y.XmlText('never seen')])
    }),
  )
}

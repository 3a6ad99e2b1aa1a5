/** After a backup was put back: what an open document holds beyond its log. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { createMemoryLog } from './memory-log.ts'
import { foldUpdates, isSameContent } from './same-content.ts'
import { storeAgain } from './store-again.ts'
import type { Author, LogRow } from './update-log.ts'

const NAME = 'post:put-back'
const WRITERS = [
  { author: 'anna', client: 11 },
  { author: 'ben', client: 22 },
  // A second page of Anna's.
  { author: 'anna', client: 33 },
  { author: 'cleo', client: 44 },
] as const

type Step = { readonly who: number; readonly deed: 'type' | 'paragraph' | 'take out' | 'field'; readonly at: number }

const steps = fc.array(
  fc.record({
    who: fc.nat(WRITERS.length - 1),
    deed: fc.constantFrom('type', 'type', 'type', 'paragraph', 'take out', 'field' as const),
    at: fc.nat(1000),
  }) satisfies fc.Arbitrary<Step>,
  { minLength: 2, maxLength: 40 },
)

/** Every row of a text on which all of them wrote in turns. */
function write(deeds: readonly Step[]): LogRow[] {
  const room = new Y.Doc()
  const start = new Y.Doc()
  start.clientID = 1
  start.getXmlFragment('body').insert(0, [new Y.XmlElement('title'), new Y.XmlElement('paragraph')])
  const rows: LogRow[] = [{ seq: 1, update: Y.encodeStateAsUpdate(start), author: 'anna' }]
  Y.applyUpdate(room, rows[0]?.update ?? new Uint8Array())
  const tabs = WRITERS.map(({ client }) => {
    const tab = new Y.Doc()
    tab.clientID = client
    return tab
  })
  deeds.forEach((step, index) => {
    const writer = WRITERS[step.who]
    const tab = tabs[step.who]
    if (!writer || !tab) return
    Y.applyUpdate(tab, Y.encodeStateAsUpdate(room))
    const before = Y.encodeStateVector(tab)
    tab.transact(() => act(tab, step, index))
    const update = Y.encodeStateAsUpdate(tab, before)
    Y.applyUpdate(room, update)
    rows.push({ seq: rows.length + 1, update, author: writer.author })
  })
  return rows
}

function act(tab: Y.Doc, { deed, at }: Step, index: number): void {
  const body = tab.getXmlFragment('body')
  const block = body.get(at % body.length)
  if (deed === 'field') tab.getMap('fields').set(at % 2 === 0 ? 'slug' : 'tags', `value ${index}`)
  else if (deed === 'paragraph' || !(block instanceof Y.XmlElement)) {
    const paragraph = new Y.XmlElement('paragraph')
    paragraph.insert(0, [new Y.XmlText(`begun ${index}.`)])
    body.insert(at % (body.length + 1), [paragraph])
  } else if (deed === 'type') {
    const text = block.get(0)
    if (text instanceof Y.XmlText) text.insert(at % (text.length + 1), `[${index}]`)
    else block.insert(0, [new Y.XmlText(`[${index}]`)])
  } else if (body.length > 1) {
    const text = block.get(0)
    if (text instanceof Y.XmlText && text.length > 2) text.delete(at % (text.length - 1), 1)
    else body.delete(at % body.length, 1)
  }
}

function ownersOf(rows: readonly LogRow[]): Map<number, Author> {
  const owners = new Map<number, Author>()
  for (const { update, author } of rows) {
    for (const client of Y.parseUpdateMeta(update).to.keys()) if (!owners.has(client)) owners.set(client, author)
  }
  return owners
}

/** A log with these rows alone. */
async function logOf([first, ...others]: readonly LogRow[]) {
  const log = createMemoryLog()
  const entryOf = ({ update, author }: LogRow) => ({
    doc: NAME,
    update,
    author,
    clients: [...Y.parseUpdateMeta(update).to.keys()],
  })
  if (first) await log.create(entryOf(first))
  for (const row of others) await log.append(entryOf(row))
  return log
}

test('[UL438] what a room holds beyond a log that was put back is stored again, each letter as its author’s', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.nat(1000), async (deeds, cut) => {
      const rows = write(deeds)
      const owners = ownersOf(rows)
      const room = foldUpdates(rows.map(({ update }) => update))
      const log = await logOf(rows.slice(0, 1 + (cut % rows.length)))
      await storeAgain({ log, name: NAME, document: room, owners })

      const stored = await log.history(NAME, 0)
      const fold = new Y.Doc()
      for (const { update, author } of stored) {
        Y.applyUpdate(fold, update)
        expect(fold.store.pendingStructs ?? fold.store.pendingDs, 'a row applies in full').toBeNull()
        for (const client of Y.parseUpdateMeta(update).to.keys()) expect(author).toBe(owners.get(client))
      }
      expect(isSameContent(fold, room)).toBe(true)
      expect((await log.load(NAME)).owners).toEqual(owners)
      expect(await storeAgain({ log, name: NAME, document: room, owners }), 'nothing twice').toBe(0)
    }),
  )
})

test('[UL438] an edit that was made after the backup was put back stays', async () => {
  const rows = write([
    { who: 0, deed: 'type', at: 1 },
    { who: 1, deed: 'type', at: 1 },
  ])
  const log = await logOf(rows.slice(0, 2))
  const newcomer = foldUpdates(rows.slice(0, 2).map(({ update }) => update))
  const before = Y.encodeStateVector(newcomer)
  newcomer.getMap('fields').set('slug', 'later')
  const update = Y.encodeStateAsUpdate(newcomer, before)
  await log.append({ doc: NAME, update, author: 'dov', clients: [newcomer.clientID] })
  const room = foldUpdates(rows.map(row => row.update))
  expect(await storeAgain({ log, name: NAME, document: room, owners: ownersOf(rows) })).toBe(1)
  const all = foldUpdates((await log.load(NAME)).updates)
  Y.applyUpdate(room, update)
  expect(isSameContent(all, room)).toBe(true)
})

test('[UL438] what was appended to the log that was put back before anybody noticed, upon words it lacks, stands as well', async () => {
  const rows = write([
    { who: 0, deed: 'type', at: 1 },
    { who: 1, deed: 'type', at: 1 },
    { who: 0, deed: 'type', at: 3 },
  ])
  const [first, , , last] = rows
  if (!first || !last) throw new Error('Nobody wrote')
  const log = await logOf([first, last])
  const room = foldUpdates(rows.map(({ update }) => update))
  await storeAgain({ log, name: NAME, document: room, owners: ownersOf(rows) })
  expect(isSameContent(foldUpdates((await log.load(NAME)).updates), room)).toBe(true)
})

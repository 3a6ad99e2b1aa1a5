import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { docFromJson } from '#domain/text/document.ts'
import { createPast } from '#domain/text/swept/past.ts'
import { createAnswers } from '#domain/text/swept/write-again.ts'
import { type UnstoredUpdates, watchUnstoredUpdates } from './unstored-updates.ts'

/** A page with a paragraph, and the server. */
function openPage() {
  const doc = new Y.Doc()
  const paragraph = new Y.XmlElement('paragraph')
  doc.getXmlFragment('body').insert(0, [paragraph])
  const server = new Y.Doc()
  Y.applyUpdate(server, Y.encodeStateAsUpdate(doc))
  const unstored = watchUnstoredUpdates(doc)
  return {
    doc,
    server,
    unstored,
    type: (words: string) => paragraph.insert(paragraph.length, [new Y.XmlText(words)]),
    replace: () => {
      server.getXmlFragment('body').delete(0, 1)
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(server), 'server')
    },
  }
}

const wordsIn = (update: Uint8Array | null) => Buffer.from(update ?? []).toString('latin1')

test('[CN261] words that went with their block before they were stored can be said again, until they are', () => {
  const { unstored, type, replace } = openPage()
  type('first')
  unstored.sent()
  expect(unstored.swept()).toBeNull()
  replace()
  expect(wordsIn(unstored.swept())).toContain('first')
  unstored.forgetSent()
  unstored.sent()
  unstored.answered(false)
  expect(wordsIn(unstored.swept())).toContain('first')
  unstored.sent()
  unstored.answered(true)
  expect(unstored.swept()).toBeNull()
})

test('[CN261] what is stored is not said again, and what others take out of it is none of this', () => {
  const { unstored, type, replace } = openPage()
  type('stored')
  unstored.sent()
  unstored.answered(true)
  type('waits')
  unstored.sent()
  replace()
  expect(wordsIn(unstored.swept())).toContain('waits')
  expect(wordsIn(unstored.swept())).not.toContain('stored')

  const other = openPage()
  other.type('stored')
  other.unstored.sent()
  other.unstored.answered(true)
  other.replace()
  expect(other.unstored.swept()).toBeNull()
})

test('[CN261] hours of typing without a connection are kept as one update', () => {
  const { unstored, type, replace } = openPage()
  for (let index = 0; index < 1_200; index++) type(`${index} `)
  replace()
  const said = new Y.Doc()
  Y.applyUpdate(said, Y.encodeStateAsUpdate(openPage().server))
  expect(wordsIn(unstored.swept())).toContain('1199 ')
  expect(wordsIn(unstored.swept())).toContain('0 ')
  unstored.sent()
  type('later')
  unstored.answered(true)
  expect(wordsIn(unstored.swept())).not.toContain('1199 ')
})

const HEADING_OF_BOTH = '<title></title><heading>words of others</heading>'

/** My edit that makes a paragraph a heading is lost on its way, and stored words of others come into that paragraph. */
function loseHeading() {
  const text = (words: string) => [{ type: 'text', text: words }]
  const start = Y.encodeStateAsUpdate(
    docFromJson({ type: 'doc', content: [{ type: 'title' }, { type: 'paragraph', content: text('words') }] }),
  )
  const rows: Uint8Array[] = []
  const server = new Y.Doc()
  const store = (update: Uint8Array) => {
    rows.push(update)
    Y.applyUpdate(server, update)
  }
  const [mine, theirs] = [new Y.Doc(), new Y.Doc()]
  const onDevice: Uint8Array[] = []
  mine.on('update', (update: Uint8Array) => void onDevice.push(update))
  store(start)
  for (const doc of [mine, theirs]) Y.applyUpdate(doc, start)
  const bodyOf = (doc: Y.Doc) => doc.getXmlFragment('body')

  const unstored = watchUnstoredUpdates(mine)
  const heading = new Y.XmlElement('heading')
  heading.insert(0, [new Y.XmlText('words')])
  mine.transact(() => {
    bodyOf(mine).delete(1, 1)
    bodyOf(mine).insert(1, [heading])
  })
  unstored.sent()
  const known = Y.encodeStateVector(theirs)
  ;((bodyOf(theirs).get(1) as Y.XmlElement).get(0) as Y.XmlText).insert(5, ' of others')
  store(Y.encodeStateAsUpdate(theirs, known))
  Y.applyUpdate(mine, rows[1] ?? start, 'server')
  return {
    mine,
    unstored,
    onDevice,
    /** What is said again and the handshake arrive; then the server writes again what was swept away. */
    comeBack(doc: Y.Doc, { toSay }: UnstoredUpdates): string {
      const again = toSay()
      if (again) store(Y.diffUpdate(again, Y.encodeStateVector(server)))
      store(Y.encodeStateAsUpdate(doc, Y.encodeStateVector(server)))
      const past = createPast(null)
      for (const [index, update] of rows.entries()) past.add({ seq: index + 1, update })
      const answerTo = createAnswers(past, () => 'somebody')
      for (const step of past.doubtfulFrom(1)) for (const { update } of answerTo(step)) store(update)
      return bodyOf(server).toString()
    },
  }
}

test('[CN452] stored words of others, that came while an edit which replaces their block was under way, come through a lost connection', () => {
  const { mine, unstored, comeBack } = loseHeading()
  unstored.forgetSent()
  expect(comeBack(mine, unstored)).toBe(HEADING_OF_BOTH)
})

test('[CN550] they come through when the page is closed before it has a connection again, with what the device kept', () => {
  const { unstored, onDevice, comeBack } = loseHeading()
  const swept = unstored.swept()
  expect(swept).not.toBeNull()
  const next = new Y.Doc()
  for (const row of onDevice) Y.applyUpdate(next, row, 'the device')
  const unstoredThere = watchUnstoredUpdates(next)
  unstoredThere.restore(swept ?? new Uint8Array(), true)
  expect(comeBack(next, unstoredThere)).toBe(HEADING_OF_BOTH)
})

test('[CN550] what an earlier page left is said again as it was made once a handshake with it was lost, until it is stored', () => {
  const { doc, type, replace } = openPage()
  const onDevice = [Y.encodeStateAsUpdate(doc)]
  doc.on('update', (update: Uint8Array) => void onDevice.push(update))
  type('left')
  const next = new Y.Doc()
  for (const row of onDevice) Y.applyUpdate(next, row, 'the device')
  const unstored = watchUnstoredUpdates(next)
  unstored.restore(Y.mergeUpdates(onDevice), false)
  // The first handshake carries it as well.
  expect(unstored.toSay()).toBeNull()
  unstored.sent()
  replace()
  Y.applyUpdate(next, Y.encodeStateAsUpdate(doc), 'server')
  expect(wordsIn(Y.encodeStateAsUpdate(next))).not.toContain('left')
  unstored.forgetSent()
  expect(wordsIn(unstored.toSay())).toContain('left')
  unstored.sent()
  unstored.answered(true)
  expect(unstored.toSay()).toBeNull()
})

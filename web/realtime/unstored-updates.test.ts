import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { docFromJson } from '#domain/text/document.ts'
import { createPast } from '#domain/text/swept/past.ts'
import { createAnswers } from '#domain/text/swept/write-again.ts'
import { watchUnstoredUpdates } from './unstored-updates.ts'

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

test('[CN452] stored words of others, that came while an edit which replaces their block was under way, come through a lost connection', () => {
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
  // It is lost on its way.
  unstored.sent()
  const known = Y.encodeStateVector(theirs)
  ;((bodyOf(theirs).get(1) as Y.XmlElement).get(0) as Y.XmlText).insert(5, ' of others')
  store(Y.encodeStateAsUpdate(theirs, known))
  Y.applyUpdate(mine, rows[1] ?? start, 'server')

  unstored.forgetSent()
  const again = unstored.swept()
  if (again) store(again)
  store(Y.encodeStateAsUpdate(mine, Y.encodeStateVector(server)))
  const past = createPast(null)
  for (const [index, update] of rows.entries()) past.add({ seq: index + 1, update })
  const answerTo = createAnswers(past, () => 'somebody')
  for (const step of past.doubtfulFrom(1)) for (const { update } of answerTo(step)) store(update)
  expect(bodyOf(server).toString()).toBe('<title></title><heading>words of others</heading>')
})

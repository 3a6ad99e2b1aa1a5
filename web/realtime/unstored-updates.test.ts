import { expect, test } from 'vitest'
import * as Y from 'yjs'
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

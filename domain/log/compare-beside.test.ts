import { afterAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { createCompareBeside } from './compare-beside.ts'

const compare = createCompareBeside()
afterAll(() => compare.close())

function typed(words: readonly string[]): { rows: Uint8Array[]; state: Uint8Array } {
  const doc = new Y.Doc()
  const rows: Uint8Array[] = []
  doc.on('update', update => rows.push(update))
  const body = doc.getXmlFragment('body')
  for (const word of words) body.push([new Y.XmlText(word)])
  return { rows, state: Y.encodeStateAsUpdate(doc) }
}

test('[UL7] a thread of its own tells whether rows and state are the same document', async () => {
  const { rows, state } = typed(['a', 'b', 'c'])
  expect(await compare(rows, [state])).toBe(true)
  expect(await compare(rows.slice(0, 2), [state])).toBe(false)
})

test('[UL7] rows that do not add up are no answer, and the next comparison is not hurt', async () => {
  const { rows, state } = typed(['a', 'b', 'c'])
  await expect(compare(rows.slice(1), [state])).rejects.toThrow('do not add up')
  expect(await compare(rows, [state])).toBe(true)
})

test('[UL7] what is under way at the end has its outcome, and the next one gets a new thread', async () => {
  const { rows, state } = typed(['a', 'b', 'c'])
  const last = compare(rows, [state])
  await compare.close()
  expect(await last).toBe(true)
  expect(await compare(rows, [state])).toBe(true)
})

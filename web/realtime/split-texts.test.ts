import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { asWritten } from '#domain/text/as-written.ts'
import { docFromJson, jsonOf } from '#domain/text/document.ts'
import { openHeadlessEditor } from '#tests/fuzz/headless-editor.ts'

const EMPTY = { type: 'doc', content: [{ type: 'title' }, { type: 'paragraph' }] }
const EMPTY_LIST = {
  type: 'doc',
  content: [
    { type: 'title' },
    { type: 'bulletList', content: [{ type: 'listItem', content: [{ type: 'paragraph' }] }] },
  ],
}

/** Editors on one post, each with what it has not been told yet. */
function openTogether(count: number, start = EMPTY) {
  const first = Y.encodeStateAsUpdate(docFromJson(start))
  const people = Array.from({ length: count }, () => {
    const doc = asWritten(new Y.Doc())
    Y.applyUpdate(doc, first)
    return { doc, waiting: [] as Uint8Array[], ...openHeadlessEditor(doc) }
  })
  for (const one of people) {
    one.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === 'others') return
      for (const other of people) if (other !== one) other.waiting.push(update)
    })
  }
  const hear = (index: number) => {
    const one = people[index]
    for (const update of one?.waiting.splice(0) ?? []) if (one) Y.applyUpdate(one.doc, update, 'others')
  }
  const settle = () => {
    while (people.some(({ waiting }) => waiting.length > 0)) for (const index of people.keys()) hear(index)
  }
  return { people, hear, settle, close: () => people.map(({ close }) => close()) }
}

const act = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('type' as const), who: fc.nat(2), at: fc.nat(30) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('bold' as const), who: fc.nat(2), at: fc.nat(30) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('hear' as const), who: fc.nat(2) }) },
)

test.each([
  ['a paragraph', EMPTY, 3],
  ['the item of a list', EMPTY_LIST, 5],
])('[CN90] whoever begins in %s at the same moment: each letter of each is there, once', (_, start, first) => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), acts => {
      const { people, hear, settle, close } = openTogether(3, start)
      try {
        let typed = ''
        for (const one of acts) {
          const editor = people[one.who]?.editor
          if (!editor) continue
          const end = first + (editor.state.doc.child(1).textContent.length ?? 0)
          if (one.do === 'hear') hear(one.who)
          else if (one.do === 'bold') {
            editor.commands.setTextSelection({ from: Math.min(first + one.at, end), to: end })
            editor.commands.toggleBold()
          } else {
            const letter = String.fromCodePoint(0x4e00 + typed.length)
            typed += letter
            editor.view.dispatch(editor.state.tr.insertText(letter, Math.min(first + one.at, end)))
          }
        }
        settle()
        expect([...(people[0]?.editor.state.doc.textContent ?? '')].toSorted().join('')).toBe(typed)
        for (const { doc, editor } of people) {
          expect(jsonOf(doc)).toEqual(jsonOf(people[0]?.doc ?? doc))
          expect(editor.getJSON()).toEqual(people[0]?.editor.getJSON())
        }
      } finally {
        close()
      }
    }),
    { numRuns: 60 },
  )
})

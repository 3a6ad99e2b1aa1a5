import type { Editor } from '@tiptap/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { type JsonNode, jsonOf } from '#domain/text/document.ts'
import { openTogether } from '#tests/support/editors-together.ts'

const text = (words: string): JsonNode => ({ type: 'text', text: words })
const block = (type: string, ...content: JsonNode[]): JsonNode => ({ type, ...(content.length > 0 && { content }) })
const paragraph = (words: string) => block('paragraph', ...(words ? [text(words)] : []))
const item = (words: string) => block('listItem', paragraph(words))
const documentOf = (...blocks: JsonNode[]) => block('doc', block('title'), ...blocks)
/** Each letter is in it once. */
const LETTERS = documentOf(paragraph('abcdefgh'), paragraph('ijklmnop'), paragraph(''), paragraph('qrstuv'))
const START = documentOf(paragraph('First words here'), paragraph('second words'), paragraph(''), paragraph('the end'))

/** What people do to blocks. */
const CHANGES = {
  heading: (editor: Editor) => editor.commands.toggleHeading({ level: 2 }),
  code: (editor: Editor) => editor.commands.toggleCodeBlock(),
  bullets: (editor: Editor) => editor.commands.toggleBulletList(),
  numbers: (editor: Editor) => editor.commands.toggleOrderedList(),
  quote: (editor: Editor) => editor.commands.toggleBlockquote(),
  join: (editor: Editor) => editor.commands.joinTextblockBackward(),
  split: (editor: Editor) =>
    editor.commands.first([
      ({ commands }) => commands.splitListItem('listItem'),
      ({ commands }) => commands.splitBlock(),
    ]),
  bold: (editor: Editor) => editor.commands.toggleBold(),
  cut: (editor: Editor) => editor.commands.deleteNode('paragraph'),
}
type Change = keyof typeof CHANGES

function type(editor: Editor, words: string): void {
  for (const letter of words) {
    editor.commands.command(({ tr }) => {
      tr.insertText(letter)
      return true
    })
  }
}

/** Puts the caret behind the first such words. */
function goBehind(editor: Editor, words: string): void {
  let place = -1
  editor.state.doc.descendants((node, at) => {
    const found = node.isText ? (node.text?.indexOf(words) ?? -1) : -1
    if (place < 0 && found >= 0) place = at + found + words.length
  })
  editor.commands.setTextSelection(place)
}

const shapeOf = ({ type, text: words, content = [] }: JsonNode): string =>
  type === 'text' ? (words ?? '') : `${type}(${content.map(shapeOf).join(' ')})`

const anyone = fc.nat(2)
const act = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('type' as const), who: anyone, at: fc.nat(60) }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constantFrom(...(Object.keys(CHANGES) as Change[])), who: anyone, at: fc.nat(60) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constantFrom('send' as const, 'hear' as const), who: anyone, at: fc.constant(0) }),
  },
)

/** @returns the letters that are in the text in the end, and those that nobody who saw them took out */
function play(acts: readonly (typeof act extends fc.Arbitrary<infer T> ? T : never)[]) {
  const together = openTogether(3, LETTERS)
  const { people, room, send, hear, settle, close } = together
  try {
    let typed = ''
    let gone = ''
    const known = [...(people[0]?.editor.state.doc.textContent ?? '')]
    for (const one of acts) {
      const editor = people[one.who]?.editor
      if (!editor) continue
      if (one.do === 'hear') hear(one.who)
      else if (one.do === 'send') send(one.who)
      else {
        editor.commands.setTextSelection(Math.min(2 + one.at, editor.state.doc.content.size - 1))
        if (!editor.state.selection.$from.parent.isTextblock) continue
        const before = editor.state.doc.textContent
        if (one.do === 'type') {
          const letter = String.fromCodePoint(0x4e00 + typed.length)
          typed += letter
          type(editor, letter)
        } else CHANGES[one.do](editor)
        gone += [...before].filter(sign => !editor.state.doc.textContent.includes(sign)).join('')
      }
    }
    settle()
    const letters = [...(people[0]?.editor.state.doc.textContent ?? '')]
    for (const { doc, editor } of people) {
      expect(jsonOf(doc)).toEqual(jsonOf(room))
      expect(editor.getJSON()).toEqual(people[0]?.editor.getJSON())
    }
    return { letters, kept: [...known, ...typed].filter(letter => !gone.includes(letter)), again: together.again() }
  } finally {
    close()
  }
}

test('[UL260] whatever becomes of a block meanwhile, each letter that somebody types into it is there, and all have the same', () => {
  let answered = 0
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), acts => {
      const { letters, kept, again } = play(acts)
      answered += again
      expect(kept.filter(letter => !letters.includes(letter))).toEqual([])
    }),
    { numRuns: 80 },
  )
  expect(answered).toBeGreaterThan(0)
})

test('[UL261] where one person changes blocks while others write and split them, nothing is there twice', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), acts => {
      const mine = acts.filter(
        ({ do: what, who }) =>
          (who === 0) === (what !== 'type' && what !== 'split') || what === 'send' || what === 'hear',
      )
      const { letters, kept } = play(mine)
      expect(letters.filter(letter => kept.includes(letter)).toSorted()).toEqual(kept.toSorted())
    }),
    { numRuns: 80 },
  )
})

/** Which of the two the server hears first. */
const ORDERS = { 'who types is heard first': [0, 1], 'who changes the block is heard first': [1, 0] } as const

test.each(
  Object.entries(ORDERS).flatMap(([order, turns]) =>
    (
      [
        ['a heading', 'heading', 'paragraph(First words here) heading(second 12345 words) paragraph()'],
        ['code', 'code', 'paragraph(First words here) codeBlock(second 12345 words) paragraph()'],
        ['an item', 'bullets', 'paragraph(First words here) bulletList(listItem(paragraph(second 12345 words)))'],
        ['a part of the block before', 'join', 'paragraph(First words heresecond 12345 words) paragraph()'],
        ['nothing', 'cut', 'paragraph(First words here) paragraph(12345 ) paragraph()'],
      ] as const
    ).map(([becomes, change, shape]) => ({ order, turns, becomes, change, shape })),
  ),
)('[UL260] words typed into what becomes $becomes stand in their place in it; $order', ({ turns, change, shape }) => {
  const { people, room, send, settle, close } = openTogether(2, START)
  const [anna, ben] = people.map(({ editor }) => editor)
  if (!anna || !ben) throw new Error('Two people')
  goBehind(anna, 'second ')
  type(anna, '12345 ')
  goBehind(ben, 'second')
  if (change === 'join') ben.commands.setTextSelection(ben.state.selection.$from.start())
  CHANGES[change](ben)
  for (const index of turns) while ((people[index]?.up.length ?? 0) > 0) send(index)
  settle()
  expect(shapeOf(jsonOf(room))).toContain(shape)
  expect(anna.getJSON()).toEqual(ben.getJSON())
  close()
})

test('[UL260] an item added to a list that gets numbers meanwhile is an item of the new list; what is typed on in it as well', () => {
  const start = documentOf(block('bulletList', item('one'), item('two')), paragraph('the end'))
  const { people, room, send, settle, close } = openTogether(2, start)
  const [anna, ben] = people.map(({ editor }) => editor)
  if (!anna || !ben) throw new Error('Two people')
  goBehind(ben, 'two')
  CHANGES.numbers(ben)
  goBehind(anna, 'one')
  anna.commands.splitListItem('listItem')
  type(anna, 'one and a half')
  send(1)
  settle()
  const list = 'orderedList(listItem(paragraph(one)) listItem(paragraph(one and a half)) listItem(paragraph(two)))'
  expect(shapeOf(jsonOf(room))).toContain(list)
  expect(anna.getJSON()).toEqual(ben.getJSON())
  close()
})

test('[UL260] words follow their block through several changes, with their marks', () => {
  const { people, room, send, hear, settle, close } = openTogether(2, START)
  const [anna, ben] = people.map(({ editor }) => editor)
  if (!anna || !ben) throw new Error('Two people')
  goBehind(ben, 'second')
  CHANGES.heading(ben)
  send(1)
  hear(1)
  CHANGES.heading(ben)
  CHANGES.quote(ben)
  goBehind(anna, 'second ')
  anna.commands.toggleBold()
  type(anna, '12345')
  while ((people[1]?.up.length ?? 0) > 0) send(1)
  settle()
  const words = [text('second '), { ...text('12345'), marks: [{ type: 'bold' }] }, text('words')]
  expect(jsonOf(room).content?.[2]).toEqual(block('blockquote', block('paragraph', ...words)))
  close()
})

test('[UL263] where only likeness tells the place, words typed into what was changed offline tear no word', () => {
  const { people, room, settle, close } = openTogether(2, START)
  const [anna, ben] = people
  if (!anna || !ben) throw new Error('Two people')
  goBehind(anna.editor, 'First words')
  type(anna.editor, ',12345')
  goBehind(ben.editor, 'First')
  CHANGES.heading(ben.editor)
  for (const [behind, letters] of [
    ['First ', 's'],
    ['swords', 'men'],
  ] as const) {
    goBehind(ben.editor, behind)
    type(ben.editor, letters)
  }
  CHANGES.code(ben.editor)
  // A handshake: of what came and went meanwhile it tells that it is gone, and no words.
  ben.up.splice(0, ben.up.length, Y.encodeStateAsUpdate(ben.doc, Y.encodeStateVector(room)))
  settle()
  expect(shapeOf(jsonOf(room))).toContain('codeBlock(First swordsmen,12345 here)')
  expect(anna.editor.getJSON()).toEqual(ben.editor.getJSON())
  close()
})

test('[UL261] what was seen by who removed it stays gone', () => {
  const { people, room, rows, settle, close } = openTogether(2, START)
  const [anna, ben] = people.map(({ editor }) => editor)
  if (!anna || !ben) throw new Error('Two people')
  goBehind(anna, 'second ')
  type(anna, 'and third ')
  settle()
  goBehind(ben, 'third')
  CHANGES.cut(ben)
  const before = rows.length
  settle()
  expect(rows.length).toBe(before + 1)
  expect(shapeOf(jsonOf(room))).toBe('doc(title() paragraph(First words here) paragraph() paragraph(the end))')
  close()
})

test.each(Object.entries(ORDERS))(
  '[UL261] a block that is split, or a word taken out of it, while it becomes another: each word is there once; %s',
  (_, turns) => {
    for (const change of ['heading', 'bullets', 'code', 'quote'] as const) {
      const { people, room, send, settle, close } = openTogether(2, START)
      const [anna, ben] = people.map(({ editor }) => editor)
      if (!anna || !ben) throw new Error('Two people')
      goBehind(anna, 'First ')
      anna.commands.splitBlock()
      goBehind(anna, 'second')
      anna.commands.deleteRange({ from: anna.state.selection.from - 6, to: anna.state.selection.from })
      for (const words of ['First ', 'second']) {
        goBehind(ben, words)
        CHANGES[change](ben)
      }
      for (const index of turns) while ((people[index]?.up.length ?? 0) > 0) send(index)
      settle()
      const words = [...(jsonOf(room).content ?? [])].map(node => shapeOf(node).replaceAll(/\w+\(|\)/g, '')).join(' ')
      expect(words.trim().split(/ +/).toSorted()).toEqual(['First', 'end', 'here', 'the', 'words', 'words'])
      expect(anna.getJSON()).toEqual(ben.getJSON())
      close()
    }
  },
)

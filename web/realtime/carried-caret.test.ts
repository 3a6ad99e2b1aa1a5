import type { Editor } from '@tiptap/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JsonNode } from '#domain/text/document.ts'
import { openTogether } from '#tests/support/editors-together.ts'
import './carried-caret.ts'

const paragraph = (words: string): JsonNode => ({ type: 'paragraph', content: [{ type: 'text', text: words }] })
const START = {
  type: 'doc',
  content: [{ type: 'title' }, paragraph('First words here'), paragraph('second words'), paragraph('the end')],
}
const CHANGES = {
  heading: (editor: Editor) => editor.commands.toggleHeading({ level: 2 }),
  bullets: (editor: Editor) => editor.commands.toggleBulletList(),
  quote: (editor: Editor) => editor.commands.toggleBlockquote(),
  code: (editor: Editor) => editor.commands.toggleCodeBlock(),
}
const TYPED = '0123456789'

const act = fc.oneof(
  { weight: 4, arbitrary: fc.constant('type' as const) },
  { weight: 2, arbitrary: fc.constantFrom(...(Object.keys(CHANGES) as (keyof typeof CHANGES)[])) },
  { weight: 3, arbitrary: fc.constantFrom('send 0' as const, 'send 1' as const, 'hear 0' as const, 'hear 1' as const) },
)

test('[PR270] what one types in one go while another changes the block again and again stands in one piece', async () => {
  let again = 0
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(0, 7, 12), fc.array(act, { maxLength: 60 }), async (offset, acts) => {
      const together = openTogether(2, START)
      // The part that carries carets is there a moment after the editor.
      await new Promise(resolve => setTimeout(resolve, 0))
      const [one, other] = together.people.map(({ editor }) => editor)
      if (!one || !other) throw new Error('Nobody is there')
      one.commands.setTextSelection(21 + offset)
      let typed = 0
      for (const what of acts) {
        if (what === 'type') {
          if (typed < TYPED.length) one.view.dispatch(one.state.tr.insertText(TYPED[typed++] ?? ''))
        } else if (what.startsWith('send')) together.send(Number(what.at(-1)))
        else if (what.startsWith('hear')) together.hear(Number(what.at(-1)))
        else {
          other.commands.setTextSelection(24)
          CHANGES[what as keyof typeof CHANGES](other)
        }
      }
      together.settle()
      again += together.again()
      const words = 'second words'
      expect(one.state.doc.textContent).toBe(
        `First words here${words.slice(0, offset)}${TYPED.slice(0, typed)}${words.slice(offset)}the end`,
      )
      expect(other.getJSON()).toEqual(one.getJSON())
      together.close()
    }),
    {
      numRuns: 150,
      examples: [[7, ['type', 'type', 'heading', 'send 1', 'hear 0', 'type', 'heading']]],
    },
  )
  expect(again).toBeGreaterThan(0)
})

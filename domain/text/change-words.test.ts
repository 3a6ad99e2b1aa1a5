import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import '#tests/support/seed.ts'
import { Doc, type Text } from 'yjs'
import { changeWords, placeAfter, replacementOf } from './change-words.ts'

const words = fc.string({ unit: fc.constantFrom('a', 'b', '👋', '🏽', ' ', '\n'), maxLength: 12 })
const textWith = (content: string): Text => {
  const text = new Doc().getText('t')
  text.insert(0, content)
  return text
}

describe('[PS59] typing into the text of a channel', () => {
  test('is one replacement that leads from what was shown to what is there, and cuts no letter', () => {
    fc.assert(
      fc.property(words, words, (before, after) => {
        const { start, removed, inserted } = replacementOf(before, after)
        expect(before.slice(0, start) + inserted + before.slice(start + removed)).toBe(after)
        const text = textWith(before)
        changeWords(text, after)
        expect(text.toString()).toBe(after)
        expect(inserted.isWellFormed()).toBe(true)
      }),
    )
  })

  test('keeps what others wrote since it was shown', () => {
    const text = textWith('tide and wind')
    text.insert(0, 'High ')
    changeWords(text, 'tide and storm', 'tide and wind')
    expect(text.toString()).toBe('High tide and storm')
    text.delete(0, text.length)
    changeWords(text, 'tide and storm, too', 'tide and storm')
    expect(text.toString()).toBe(', too')
  })

  test('leaves the caret where its words are when others write', () => {
    expect(placeAfter('tide', 'High tide', 4)).toBe(9)
    expect(placeAfter('tide', 'tides', 2)).toBe(2)
    expect(placeAfter('High tide', 'tide', 2)).toBe(0)
  })
})

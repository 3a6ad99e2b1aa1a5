import { describe, expect, test } from 'vitest'
import { type Draft, draftOf, draftToMarkdown, findPeople, mention, mentionQuery } from './mention-draft.ts'

const MIRA = { id: 'mira-1234', name: 'Mira Okafor' }
const people = [
  MIRA,
  { id: 'miro-1234', name: 'Miro' },
  { id: 'zoe-12345', name: 'Zoé Miller' },
  { id: 'aiko-1234', name: 'Aiko' },
]

describe('a comment while it is written', () => {
  test('an @ at the start of a word asks for people, one inside a word or after a line end does not', () => {
    expect(mentionQuery('Hi @mi', 6)).toEqual({ from: 3, query: 'mi' })
    expect(mentionQuery('@', 1)).toEqual({ from: 0, query: '' })
    expect(mentionQuery('(@mira ok', 9)).toEqual({ from: 1, query: 'mira ok' })
    for (const text of ['mail@mi', 'Hi mi', '@mira was here now', '@mi\nra'])
      expect(mentionQuery(text, text.length)).toBeNull()
    expect(mentionQuery('Hi @mi', 2)).toBeNull()
  })

  test('people are found by any part of their name, without accents, who is here first', () => {
    const names = (query: string, here: readonly string[] = []) =>
      findPeople(people, query, new Set(here)).map(({ name }) => name)
    expect(names('mi')).toEqual(['Mira Okafor', 'Miro', 'Zoé Miller'])
    expect(names('mi', ['miro-1234'])).toEqual(['Miro', 'Mira Okafor', 'Zoé Miller'])
    expect(names('zoe')).toEqual(['Zoé Miller'])
    expect(names('mira ok')).toEqual(['Mira Okafor'])
    expect(names('x')).toEqual([])
  })

  test('a chosen name is a mention when it is sent, whatever was typed around it, and reads back', () => {
    const begun: Draft = { text: 'Ask @mi please', mentions: [] }
    const { draft, caret } = mention(begun, { from: 4, to: 7 }, MIRA)
    expect(draft.text).toBe('Ask @Mira Okafor please')
    expect(draft.text.slice(0, caret)).toBe('Ask @Mira Okafor ')
    const markdown = draftToMarkdown({ ...draft, text: `${draft.text} @Mira Okaforsen @Aiko` })
    expect(markdown).toBe('Ask @[Mira Okafor](user:mira-1234) please @Mira Okaforsen @Aiko')
    expect(draftToMarkdown(draftOf(markdown))).toBe(markdown)
    // A mention that was typed over is none.
    expect(draftToMarkdown({ ...draft, text: 'Ask somebody' })).toBe('Ask somebody')
  })
})

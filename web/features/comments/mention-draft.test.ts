import { describe, expect, test } from 'vitest'
import {
  type Draft,
  draftOf,
  draftToMarkdown,
  findPeople,
  mention,
  mentionHint,
  mentionQuery,
} from './mention-draft.ts'

const person = (id: string, name: string) => ({ id, name, color: 1, hasAccess: true })
const MIRA = person('mira-1234', 'Mira Okafor')
const people = [MIRA, person('miro-1234', 'Miro'), person('zoe-12345', 'Zoé Miller'), person('aiko-1234', 'Aiko')]

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

  test('[CM51] everybody in the post is the last choice, and who has no access stands behind those who have', () => {
    const jonas = { ...person('jonas-123', 'Adam'), hasAccess: false }
    const found = findPeople([jonas, ...people], '', new Set(['zoe-12345']))
    expect(found.map(({ name }) => name)).toEqual(['Zoé Miller', 'Aiko', 'Mira Okafor', 'Miro', 'Adam', 'everyone'])
    expect(found.map(one => mentionHint(one, new Set(['zoe-12345'])))).toEqual([
      'In the post now',
      null,
      null,
      null,
      'No access · Invite',
      'All who take part in this post',
    ])
    expect(findPeople(people, 'ev', new Set()).map(({ id }) => id)).toEqual(['everyone'])
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

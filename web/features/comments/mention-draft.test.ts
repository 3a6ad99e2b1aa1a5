import { describe, expect, test } from 'vitest'
import type { Draft } from './drafts.ts'
import { draftOf, draftToMarkdown, mention, mentionQuery, typedSince } from './mention-draft.ts'

const MIRA = { id: 'mira-1234', name: 'Mira Okafor' }

describe('a comment while it is written', () => {
  test('an @ at the start of a word asks for people, one inside a word or after a line end does not', () => {
    expect(mentionQuery('Hi @mi', 6)).toEqual({ from: 3, query: 'mi' })
    expect(mentionQuery('@', 1)).toEqual({ from: 0, query: '' })
    expect(mentionQuery('(@mira ok', 9)).toEqual({ from: 1, query: 'mira ok' })
    for (const text of ['mail@mi', 'Hi mi', '@mira was here now', '@mi\nra'])
      expect(mentionQuery(text, text.length)).toBeNull()
    expect(mentionQuery('Hi @mi', 2)).toBeNull()
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
  test('[CM240] what was typed while it was sent is what is left of it', () => {
    const mentions = [{ userId: MIRA.id, label: MIRA.name }]
    const sent: Draft = { text: 'Ten.', mentions }
    expect(typedSince(sent, sent)).toEqual({ text: '', mentions: [] })
    expect(typedSince({ text: 'Ten. Or @Mira Okafor?', mentions }, sent)).toEqual({
      text: 'Or @Mira Okafor?',
      mentions,
    })
    expect(typedSince({ text: 'Twelve', mentions: [] }, sent)).toEqual({ text: 'Twelve', mentions: [] })
    expect(typedSince({ text: '', mentions: [] }, sent)).toEqual({ text: '', mentions: [] })
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import '#tests/support/seed.ts'
import { jsonFromMarkdown } from './markdown.ts'
import { countLetters, shortText } from './short-text.ts'

const URL_OF_POST = 'https://galley.example/p/saltmarsh/a-buoy'
const post = (markdown: string, url: string | null = URL_OF_POST) => ({
  title: 'A buoy',
  content: jsonFromMarkdown('A buoy', markdown),
  url,
})

describe('[OB43] a post for a short network', () => {
  test('is title, beginning and link where they fit', () => {
    expect(shortText(post('It speaks.\n\nEvery *ten* minutes.'), { limit: 500, linkCounts: 23 })).toEqual({
      text: `A buoy\n\nIt speaks.\n\nEvery ten minutes.\n\n${URL_OF_POST}`,
      length: 6 + 2 + 10 + 2 + 18 + 2 + 23,
    })
    expect(shortText(post('', null), { limit: 500 })).toEqual({ text: 'A buoy', length: 6 })
  })

  test('is cut at a word, and never in the link', () => {
    const { text } = shortText(post('word '.repeat(200)), { limit: 100, linkCounts: 23 })
    expect(text).toMatch(/word…\n\nhttps:\/\/galley\.example\/p\/saltmarsh\/a-buoy$/)
  })

  test('counts letters as people see them', () => {
    expect(countLetters('👩‍👩‍👧‍👦é')).toBe(2)
  })

  test('is never longer than the network takes, whatever is written', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 300 }),
        fc.string({ unit: 'grapheme', maxLength: 600 }),
        fc.integer({ min: 60, max: 500 }),
        fc.option(fc.constant(URL_OF_POST)),
        (title, body, limit, url) => {
          const content = { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: body }] }] }
          const { text, length } = shortText({ title, content, url }, { limit })
          expect(length).toBeLessThanOrEqual(limit)
          expect(countLetters(text)).toBeLessThanOrEqual(limit)
          if (url) expect(text.endsWith(url)).toBe(true)
        },
      ),
    )
  })
})

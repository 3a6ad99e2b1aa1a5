import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import '#tests/support/seed.ts'
import { countAsMastodon, countLetters } from './count-letters.ts'
import { jsonFromMarkdown } from './markdown.ts'
import { shortText } from './short-text.ts'

const URL_OF_POST = 'https://galley.example/p/saltmarsh/a-buoy'
const post = (markdown: string, url: string | null = URL_OF_POST) => ({
  title: 'A buoy',
  content: jsonFromMarkdown('A buoy', markdown),
  url,
})

describe('[OB43] a post for a short network', () => {
  test('is title, beginning and link where they fit', () => {
    const text = shortText(post('It speaks.\n\nEvery *ten* minutes.'), { limit: 500, count: countAsMastodon })
    expect(text).toBe(`A buoy\n\nIt speaks.\n\nEvery ten minutes.\n\n${URL_OF_POST}`)
    expect(countAsMastodon(text)).toBe(6 + 2 + 10 + 2 + 18 + 2 + 23)
    expect(shortText(post('', null), { limit: 500, count: countLetters })).toBe('A buoy')
  })

  test('is cut at a word, and never in the link', () => {
    const text = shortText(post('word '.repeat(200)), { limit: 100, count: countAsMastodon })
    expect(text).toMatch(/word…\n\nhttps:\/\/galley\.example\/p\/saltmarsh\/a-buoy$/)
  })

  test('counts letters as people see them', () => {
    expect(countLetters('👩‍👩‍👧‍👦é')).toBe(2)
  })

  test('is cut further where its links count for more than their letters', () => {
    const text = shortText(post('http://a.example '.repeat(40), null), { limit: 300, count: countAsMastodon })
    expect(countAsMastodon(text)).toBeLessThanOrEqual(300)
    expect(countAsMastodon(text)).toBeGreaterThan(200)
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
          const text = shortText({ title, content, url }, { limit, count: countLetters })
          expect(countLetters(text)).toBeLessThanOrEqual(limit)
          if (url) expect(text.endsWith(url)).toBe(true)
        },
      ),
    )
  })
})

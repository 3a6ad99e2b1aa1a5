import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import '#tests/support/seed.ts'
import { countAsMastodon, countLetters, linksIn } from './count-letters.ts'
import { jsonFromMarkdown } from './markdown.ts'
import { NETWORKS, type Network, networkText } from './network-text.ts'

const url = 'https://galley.example/p/saltmarsh/a-buoy'
const content = jsonFromMarkdown('A buoy', 'It speaks.')
const post = (own: string | null, link: string | null = url) => ({ title: 'A buoy', content, own, url: link })

describe('[PS51] what goes out on a network that takes little', () => {
  test('is the beginning of the post until the channel has a text of its own', () => {
    expect(networkText('mastodon', post(null)).text).toBe(`A buoy\n\nIt speaks.\n\n${url}`)
    expect(networkText('mastodon', post(' Only here. ')).text).toBe(`Only here.\n\n${url}`)
    expect(networkText('mastodon', post('Only here.', null)).text).toBe('Only here.')
  })

  test('has the link once', () => {
    expect(networkText('bluesky', post(`Read ${url} today`)).text).toBe(`Read ${url} today`)
  })

  test('always fits while it follows the post, and says what is wrong with a text of its own', () => {
    expect(networkText('mastodon', post('x'.repeat(475)))).toMatchObject({ length: 500, limit: 500, problem: null })
    expect(networkText('mastodon', post('x'.repeat(476)))).toMatchObject({ length: 501, problem: 'too_long' })
    expect(networkText('bluesky', post('x'.repeat(301), null))).toMatchObject({ length: 301, problem: 'too_long' })
    expect(networkText('bluesky', post('👩‍👩‍👧‍👦'.repeat(200), null))).toMatchObject({
      length: 200,
      problem: 'too_many_bytes',
    })
    expect(networkText('mastodon', post(' \n'))).toMatchObject({ problem: 'empty' })
    fc.assert(
      fc.property(
        fc.constantFrom<Network>('mastodon', 'bluesky'),
        fc.string({ unit: 'grapheme', maxLength: 300 }),
        fc.array(fc.constantFrom('tide ', 'http://a.b ', '👩‍👩‍👧‍👦', '@mira@far.example ', '\n'), { maxLength: 900 }),
        fc.option(fc.constant(url)),
        (network, title, words, link) => {
          const body = {
            type: 'doc',
            content: [{ type: 'paragraph', content: [{ type: 'text', text: words.join('') }] }],
          }
          const made = networkText(network, { title, content: body, own: null, url: link })
          expect(made.problem).toBe(null)
          expect(new TextEncoder().encode(made.text).byteLength).toBeLessThanOrEqual(NETWORKS[network].mostBytes)
        },
      ),
    )
  })
})

describe('[PS52] counting', () => {
  test('Mastodon takes a link for 23, and of a mention what stands before the server', () => {
    expect(countAsMastodon('https://a.example/a/very/long/way/to/go')).toBe(23)
    expect(countAsMastodon('(see http://a.example).')).toBe('(see '.length + 23 + ').'.length)
    expect(countAsMastodon('Ask @mira@saltmarsh.example now')).toBe('Ask @mira now'.length)
    expect(countAsMastodon('me@example.org')).toBe('me@example.org'.length)
    expect(countAsMastodon('👩‍👩‍👧‍👦é')).toBe(2)
  })

  test('Bluesky takes letters as people see them', () => {
    expect(NETWORKS.bluesky.count('👩‍👩‍👧‍👦é https://a.example')).toBe(countLetters('xx https://a.example'))
  })

  test('a link ends before the mark that ends its sentence', () => {
    expect(linksIn('At https://a.example/b?c=1, or (http://d.example/e).')).toEqual([
      { url: 'https://a.example/b?c=1', start: 3, end: 26 },
      { url: 'http://d.example/e', start: 32, end: 50 },
    ])
  })
})

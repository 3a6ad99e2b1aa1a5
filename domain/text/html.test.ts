import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyDocument } from '#tests/support/arbitrary-document.ts'
import type { JsonMark, JsonNode } from './document.ts'
import { htmlOf } from './html.ts'
import { jsonFromMarkdown } from './markdown.ts'

const doc = (...content: JsonNode[]): JsonNode => ({ type: 'doc', content: [{ type: 'title' }, ...content] })
const text = (value: string, ...marks: JsonMark[]): JsonNode => ({
  type: 'text',
  text: value,
  marks,
})
const paragraph = (...content: JsonNode[]): JsonNode => ({ type: 'paragraph', content })

describe('HTML', () => {
  test('the title is the page’s, headings below it get ids that differ', () => {
    const json = jsonFromMarkdown('The title', '# Über uns\n\n# Über uns\n\n### !!!')
    expect(htmlOf(json)).toBe(
      '<h2 id="über-uns">Über uns</h2>\n<h2 id="über-uns-2">Über uns</h2>\n<h3 id="section">!!!</h3>\n',
    )
  })

  test('headings skip no level, however people chose them', () => {
    const levels = (md: string) => [...htmlOf(jsonFromMarkdown('', md)).matchAll(/<(h\d)/g)].map(match => match[1])
    expect(levels('## a\n\n## b\n\n### c\n\n# d\n\n### e\n\n## f')).toEqual(['h2', 'h2', 'h3', 'h2', 'h3', 'h3'])
  })

  test.each([
    'javascript:alert(1)',
    ' JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    '\u0001javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    '//example.org',
    '/relative',
    '',
    null,
    7,
  ])('a link to %j is only its text', href => {
    expect(htmlOf(doc(paragraph(text('x', { type: 'link', attrs: { href } }))))).toBe('<p>x</p>\n')
  })

  test('a good link is kept, with its attributes escaped', () => {
    const attrs = {
      href: 'https://example.org/"onclick="alert(1)',
      title: '"><script>',
      class: 'x',
      onclick: 'alert(1)',
    }
    expect(htmlOf(doc(paragraph(text('x', { type: 'link', attrs }))))).toBe(
      '<p><a href="https://example.org/%22onclick=%22alert(1)" title="&quot;&gt;&lt;script&gt;" rel="noopener noreferrer nofollow">x</a></p>\n',
    )
  })

  test('text, code and its language are escaped', () => {
    const code: JsonNode = {
      type: 'codeBlock',
      attrs: { language: '"><script>' },
      content: [{ type: 'text', text: '</code><script>alert(1)</script>' }],
    }
    const html = htmlOf(doc(paragraph(text('<img src=x onerror=alert(1)> &amp;')), code))
    expect(html).toBe(
      '<p>&lt;img src=x onerror=alert(1)&gt; &amp;amp;</p>\n<pre tabindex="0"><code>&lt;/code&gt;&lt;script&gt;alert(1)&lt;/script&gt;</code></pre>\n',
    )
  })

  test('attributes of nodes cannot carry markup', () => {
    const evil = '1" onmouseover="alert(1)'
    const html = htmlOf(
      doc(
        { type: 'heading', attrs: { level: evil }, content: [text('"><b onclick=1>')] },
        { type: 'orderedList', attrs: { start: evil, type: evil }, content: [] },
        {
          type: 'table',
          content: [{ type: 'tableRow', content: [{ type: 'tableCell', attrs: { colspan: evil, align: evil } }] }],
        },
      ),
    )
    expect(html).not.toMatch(/onmouseover|<b/)
  })

  test.each(['script', 'iframe', 'constructor', '__proto__', 'toString'])(
    'a node or mark called %s leaves its text',
    type => {
      expect(htmlOf(doc({ type, content: [paragraph(text('x', { type }))] }))).toBe('<p>x</p>\n')
    },
  )

  test('any document becomes HTML made only of the elements that are written', () => {
    fc.assert(
      fc.property(anyDocument, json => {
        for (const [, tag] of htmlOf(json).matchAll(/<\/?([a-z0-9]+)/g)) {
          expect(ELEMENTS).toContain(tag)
        }
      }),
      { numRuns: 100 },
    )
  })
})

const ELEMENTS =
  'p figure img figcaption h2 h3 h4 ul ol li input div blockquote pre code hr br table tbody tr th td strong em u s a'.split(
    ' ',
  )

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyDocument } from '#tests/support/arbitrary-document.ts'
import { startCpuTime } from '#tests/support/cpu-time.ts'
import { nodeFromJson } from './document.ts'
import { htmlOf } from './html.ts'
import { jsonFromHtml } from './html-in.ts'
import { markdownOf } from './markdown.ts'

const read = (html: string) => markdownOf(jsonFromHtml('T', html)).trim()

describe('HTML in', () => {
  test.each([
    ['<p>One <b>two</b>\n  <em>three</em></p><p>Four', 'One **two** *three*\n\nFour'],
    ['Loose words<h2>Head</h2>more', 'Loose words\n\n# Head\n\nmore'],
    ['<h1>A</h1><h3>B</h3><h6>C</h6>', '# A\n\n## B\n\n### C'],
    ['<ul><li>a<ul><li>b</ul><li><p>c</p><p>d</p></ul>', '- a\n  - b\n- c\n\n  d'],
    ['<ol start="3"><li>x</li></ol>', '3. x'],
    ['<ul><li><input type=checkbox checked> done<li><input type=checkbox>open</ul>', '- [x] done\n- [ ] open'],
    ['<pre><code class="language-ts">a  &lt;b&gt;\n c</code></pre>', '```ts\na  <b>\n c\n```'],
    ['<blockquote>q</blockquote><hr>', '> q\n\n---'],
    [
      '<a href="https://example.org/x">go</a> <img src="https://example.org/i.png" alt="pic">',
      '[go](https://example.org/x) [pic](https://example.org/i.png)',
    ],
    [
      '<table><thead><tr><th>A<th align=right>B</thead><tr><td>1<td>2<br>3</table>',
      '| A | B |\n| - | - |\n| 1 | 2<br>3 |',
    ],
    ['<span>x<div>y</div></span>', 'x\n\ny'],
  ])('[PS23] %s', (html, markdown) => {
    expect(
      read(html)
        .replace(/-+:? \|/g, '- |')
        .replace(/ {2,}(?=\S+ \|)/g, ' '),
    ).toBe(markdown)
  })

  test.each([
    '<script>alert(1)</script><p onclick="alert(1)">safe</p>',
    '<p>safe<iframe src="javascript:alert(1)">x</iframe></p>',
    '<a href="javascript:alert(1)">safe</a>',
    '<a href="java\nscript:alert(1)">safe</a>',
    '<svg><a xlink:href="javascript:alert(1)"><text>alert(1)</text></a></svg>safe',
    '<style>p{background:url(javascript:alert(1))}</style>safe',
    '<img src="javascript:alert(1)" alt="safe" onerror="alert(1)">',
    '<math><mtext></mtext><style><img src onerror=alert(1)></style></math>safe',
    '<template><p>alert(1)</p></template><noscript>alert(1)</noscript>safe',
  ])('[PS23] nothing that runs comes in: %s', html => {
    const json = JSON.stringify(jsonFromHtml('T', html))
    expect(json).not.toMatch(/alert|javascript|onclick/)
    expect(json).toContain('safe')
  })

  test('[PS23] whatever the HTML, the result is a document of the schema', () => {
    const piece = fc.constantFrom(
      ...[
        '<p>',
        '</p>',
        '<li>',
        '<ul>',
        '</ul>',
        '<table>',
        '<tr>',
        '<td>',
        '</table>',
        '<b>',
        '</b>',
        '<a href=http://a.b>',
      ],
      ...[
        '</a>',
        '<code>',
        '</code>',
        '<pre>',
        '</pre>',
        '<h2>',
        '</h2>',
        '<br>',
        '<hr>',
        '<blockquote>',
        '<input type=checkbox>',
      ],
      ...['a', ' ', '\n', '&amp;', '<!--', '-->', '<svg>', '<', '"'],
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), pieces => {
        nodeFromJson(jsonFromHtml('T', pieces.join('')))
      }),
      { numRuns: 400 },
    )
  })

  test('[PS23] what this server writes as HTML it reads as the same words', () => {
    const wordsOf = (html: string) =>
      html
        .replace(/<[^>]*>/g, ' ')
        .replace(/\s+/g, ' ')
        .trim()
    fc.assert(
      fc.property(anyDocument, json => {
        const html = htmlOf(json)
        expect(wordsOf(htmlOf(jsonFromHtml('', html)))).toBe(wordsOf(html))
      }),
      { numRuns: 100 },
    )
  })

  test.each([
    ['open tags', '<div>'.repeat(40_000)],
    ['quotes in quotes', '<blockquote>'.repeat(2_000)],
    ['tables in tables', '<table><tr><td>'.repeat(5_000)],
    ['too many tags', '<i></i>'.repeat(60_000)],
  ])('[PS23] %s without end are refused soon', (_, html) => {
    const spentMs = startCpuTime()
    expect(() => jsonFromHtml('', html)).toThrow(expect.objectContaining({ code: 'invalid_input' }))
    expect(spentMs()).toBeLessThan(3_000)
  })

  test('[PS23] marks that are never closed are read soon', () => {
    const spentMs = startCpuTime()
    expect(jsonFromHtml('', '<b><p>x'.repeat(20_000)).content).toHaveLength(20_001)
    expect(spentMs()).toBeLessThan(5_000)
  })
})

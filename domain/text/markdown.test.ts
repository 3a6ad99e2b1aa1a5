import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyDocument, markdownDocument } from '#tests/support/arbitrary-document.ts'
import { startCpuTime } from '#tests/support/cpu-time.ts'
import { nodeFromJson } from './document.ts'
import { jsonFromMarkdown, markdownOf } from './markdown.ts'
import { titleOf } from './plain-text.ts'

const SAMPLE = `## Salt on the lens

The camera *sees* **fog** on ~~clear~~ days, says [Skerry](https://example.org/a "Point").

1. Brush
2. Rinse with \`npm start\`
   - gently

- [x] done
- [ ] not yet

> Quoted
> text

\`\`\`ts
const a = '<b>'
\`\`\`

| Day | Fog |
| --- | ---: |
| Mon | yes |

***
`

describe('Markdown', () => {
  test('what Markdown can hold survives JSON → Markdown → JSON', () => {
    fc.assert(
      fc.property(markdownDocument, json => {
        expect(jsonFromMarkdown(titleOf(json), markdownOf(json)), markdownOf(json)).toEqual(json)
      }),
      { numRuns: 100 },
    )
  })

  test('any document gives Markdown that gives a document', () => {
    fc.assert(
      fc.property(anyDocument, json => {
        nodeFromJson(jsonFromMarkdown('', markdownOf(json)))
      }),
      { numRuns: 60 },
    )
  })

  test('any text is a document as Markdown', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), text => {
        nodeFromJson(jsonFromMarkdown(text, text))
      }),
      { numRuns: 100 },
    )
  })

  test('reads what people write', () => {
    const json = jsonFromMarkdown('Field *notes*', SAMPLE)
    expect(titleOf(json)).toBe('Field *notes*')
    expect(json.content?.map(node => node.type)).toEqual([
      'title',
      'heading',
      'paragraph',
      'orderedList',
      'taskList',
      'blockquote',
      'codeBlock',
      'table',
      'horizontalRule',
    ])
    expect(jsonFromMarkdown('Field *notes*', markdownOf(json))).toEqual(json)
  })

  test('HTML is text, dangerous links lose the link, pictures become links', () => {
    const md =
      'a <script>alert(1)</script> [x](javascript:alert(1)) ![alt](https://example.org/p.png)\n\n<img src=x onerror=alert(1)>'
    const text = JSON.stringify(jsonFromMarkdown('', md))
    expect(text).toContain('<script>')
    expect(text).not.toContain('javascript:')
    expect(text).toContain('https://example.org/p.png')
    expect(text).toContain('onerror=alert(1)')
  })

  test.each([
    ['quotes', '>'.repeat(500_000)],
    ['lists in one line', `${'- '.repeat(500_000)}a`],
    ['numbered lists', `${'1. '.repeat(300_000)}a`],
    ['lists over many lines', Array.from({ length: 500 }, (_, depth) => `${'  '.repeat(depth)}- a`).join('\n')],
  ])('hostile nesting is refused with words, at once: %s', (_name, markdown) => {
    const spentMs = startCpuTime()
    expect(() => jsonFromMarkdown('', markdown)).toThrow('nested too deeply')
    expect(spentMs()).toBeLessThan(1000)
  })

  test('a paragraph of nothing but marks is refused with words, code is not', () => {
    expect(() => jsonFromMarkdown('', '*a'.repeat(400_000))).toThrow('too many emphasis marks')
    const code = jsonFromMarkdown('', `\`\`\`\n${'snake_case_name * 2\n'.repeat(5000)}\`\`\``)
    expect(code.content?.map(node => node.type)).toEqual(['title', 'codeBlock'])
  })

  test('a long rule and a line of dashes are not nesting', () => {
    const json = jsonFromMarkdown('', `${'-'.repeat(200)}\n\nHeading\n${'='.repeat(200)}`)
    expect(json.content?.map(node => node.type)).toEqual(['title', 'horizontalRule', 'heading'])
  })
})

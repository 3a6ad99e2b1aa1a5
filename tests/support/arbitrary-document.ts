/** Random documents of the schema for tests: all of it, or only what Markdown can hold. */
import fc from 'fast-check'
import type { JsonMark, JsonNode } from '#domain/text/document.ts'
import { nodeFromJson } from '#domain/text/document.ts'

/** Characters that mean something to Markdown, HTML or JSON, and some that mean nothing. */
const AWKWARD = [
  ...'ab9 *_`~#>-+=|[]()<>&!\\"\':.@$',
  'é',
  '漢',
  'ß',
  '👩‍🚀',
  '\u200d',
  '&amp;',
  '<br>',
  '1.',
  'www.',
  'https://a.b',
]

const textOfWords = fc.array(fc.constantFrom(...AWKWARD), { minLength: 1, maxLength: 12 }).map(parts => parts.join(''))

/** Markdown forgets white space at the ends of a block, and a bare address in it becomes a link. */
const plainText = textOfWords
  .map(text =>
    text
      .replaceAll(/www\.|https:\/\/a\.b|@/g, '')
      .replace(/\s+/g, ' ')
      .trim(),
  )
  .filter(text => text !== '')

const mark = (type: string): JsonMark => ({ type })
const marks = (...types: string[]): JsonMark[] => types.map(mark)
const link = fc
  .constantFrom('https://example.org/a_b?c=d&e=(f)', 'mailto:mira@example.org', 'http://example.org/')
  .chain(href =>
    fc.constantFrom(null, 'A "title"').map((title): JsonMark => ({ type: 'link', attrs: { href, title } })),
  )

function markedText(marks: fc.Arbitrary<JsonMark[]>, text: fc.Arbitrary<string>): fc.Arbitrary<JsonNode> {
  return fc
    .tuple(text, marks)
    .map(([value, list]) => ({ type: 'text', text: value, ...(list.length > 0 && { marks: list }) }))
}

const anyMarks = fc
  .tuple(fc.subarray(['bold', 'italic', 'strike', 'underline']), fc.option(link, { nil: undefined, freq: 4 }))
  .map(([names, address]) => [...(address ? [address] : []), ...names.map(mark)])
const code = fc.constant(marks('code'))

const mention = fc
  .constantFrom('Mira Okafor', 'Zoé', '[A]_b*')
  .map((label): JsonNode => ({ type: 'mention', attrs: { id: 'm-1', userId: 'mira-1234', label } }))

const image = fc
  .tuple(fc.constantFrom('', 'A buoy', 'a ] *b* "c"'), fc.constantFrom('', 'At low "water"'))
  .map(([alt, caption]): JsonNode => ({ type: 'image', attrs: { id: `${'k3'.repeat(13)}-1000x500`, alt, caption } }))

const anyInline = fc.array(
  fc.oneof(
    markedText(anyMarks, textOfWords),
    markedText(code, textOfWords),
    fc.constant({ type: 'hardBreak' }),
    mention,
  ),
  { maxLength: 5 },
)
/** Whole runs in one mark with plain words between them: how people write, and what Markdown's marks are made for. */
const markdownInline = fc
  .tuple(
    plainText,
    fc.array(
      fc.tuple(
        fc.oneof(
          markedText(
            fc.constantFrom(marks('bold'), marks('italic'), marks('strike'), marks('bold', 'italic')),
            fc.stringMatching(/^[a-z]{1,6}$/),
          ),
          markedText(code, fc.stringMatching(/^[a-z`<*|]{0,4}[a-z]$/)),
          markedText(
            link.map(one => [one]),
            plainText,
          ),
        ),
        plainText,
      ),
      { maxLength: 3 },
    ),
  )
  .map(([first, rest]): JsonNode[] => [
    { type: 'text', text: rest.length > 0 ? `${first} ` : first },
    ...rest.flatMap(([styled, after], index): JsonNode[] => [
      styled,
      { type: 'text', text: index === rest.length - 1 ? ` ${after}` : ` ${after} ` },
    ]),
  ])

function blocks(inline: fc.Arbitrary<JsonNode[]>, codeText: fc.Arbitrary<string>) {
  return fc.letrec<{ block: JsonNode; paragraph: JsonNode; item: JsonNode[] }>(tie => ({
    paragraph: inline.map(content => ({ type: 'paragraph', content })),
    item: fc.tuple(tie('paragraph'), fc.array(tie('block'), { maxLength: 2 })).map(([first, rest]) => [first, ...rest]),
    block: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      tie('paragraph'),
      fc
        .tuple(fc.integer({ min: 1, max: 3 }), inline)
        .map(([level, content]) => ({ type: 'heading', attrs: { level }, content })),
      fc.tuple(fc.constantFrom(null, 'ts', 'c++'), codeText).map(([language, text]) => ({
        type: 'codeBlock',
        attrs: { language },
        ...(text && { content: [{ type: 'text', text }] }),
      })),
      fc.constant({ type: 'horizontalRule' }),
      image,
      fc.array(tie('block'), { minLength: 1, maxLength: 3 }).map(content => ({ type: 'blockquote', content })),
      fc.array(tie('item'), { minLength: 1, maxLength: 3 }).map(items => ({
        type: 'bulletList',
        content: items.map(content => ({ type: 'listItem', content })),
      })),
      fc
        .tuple(fc.integer({ min: 0, max: 99 }), fc.array(tie('item'), { minLength: 1, maxLength: 3 }))
        .map(([start, items]) => ({
          type: 'orderedList',
          attrs: { start },
          content: items.map(content => ({ type: 'listItem', content })),
        })),
      fc.array(fc.tuple(fc.boolean(), tie('item')), { minLength: 1, maxLength: 3 }).map(items => ({
        type: 'taskList',
        content: items.map(([checked, content]) => ({ type: 'taskItem', attrs: { checked }, content })),
      })),
      fc
        .tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom(null, 'left', 'center', 'right'))
        .chain(([columns, align]) =>
          fc
            .array(fc.array(tie('paragraph'), { minLength: columns, maxLength: columns }), {
              minLength: 1,
              maxLength: 3,
            })
            .map(rows => ({
              type: 'table',
              content: rows.map((row, index) => ({
                type: 'tableRow',
                content: row.map(paragraph => ({
                  type: index === 0 ? 'tableHeader' : 'tableCell',
                  attrs: { align },
                  content: [paragraph],
                })),
              })),
            })),
        ),
    ),
  })).block
}

function document(title: fc.Arbitrary<string>, block: fc.Arbitrary<JsonNode>): fc.Arbitrary<JsonNode> {
  return fc.tuple(title, fc.array(block, { minLength: 1, maxLength: 5 })).map(
    ([words, content]) =>
      nodeFromJson({
        type: 'doc',
        content: [{ type: 'title', ...(words && { content: [{ type: 'text', text: words }] }) }, ...content],
      }).toJSON() as JsonNode,
  )
}

/** Anything the schema allows. */
export const anyDocument = document(fc.oneof(fc.constant(''), textOfWords), blocks(anyInline, textOfWords))

/** What survives Markdown unchanged. */
export const markdownDocument = document(
  fc.oneof(fc.constant(''), plainText),
  blocks(
    markdownInline,
    fc.array(plainText, { maxLength: 3 }).map(lines => lines.join('\n')),
  ),
)

import { describe, expect, test } from 'vitest'
import type { JsonNode } from './document.ts'
import { docFromJson, jsonOf } from './document.ts'
import { htmlOf } from './html.ts'
import { jsonFromMarkdown, markdownOf } from './markdown.ts'
import { excerptOf, hasText, wordCount } from './plain-text.ts'

const mention = (attrs: Record<string, string>): JsonNode => ({ type: 'mention', attrs })
const doc = (...content: JsonNode[]): JsonNode => ({
  type: 'doc',
  content: [{ type: 'title' }, { type: 'paragraph', content }],
})
const MIRA = { id: 'm-1', userId: 'mira-1234', label: 'Mira Okafor' }

describe('mentions in the text', () => {
  test('[CM40] a mention is read as @Name: in HTML, in excerpts, on the public page; no id of a person is in it', () => {
    const json = doc({ type: 'text', text: 'Ask ' }, mention(MIRA), { type: 'text', text: '.' })
    expect(htmlOf(json)).toBe('<p>Ask @Mira Okafor.</p>\n')
    expect(excerptOf(json)).toBe('Ask @Mira Okafor.')
    expect(hasText(doc(mention(MIRA)))).toBe(true)
    expect(wordCount(json)).toBe(3)
    expect(htmlOf(doc(mention({ ...MIRA, label: '<b>&"' })))).toBe('<p>@&lt;b&gt;&amp;"</p>\n')
  })

  test('[CM40] Markdown holds it as @[Name](user:<id>) and reads it back; the same text has the same ids', () => {
    const markdown =
      'Ask @[Mira Okafor](user:mira-1234), **@[Aiko](user:aiko-1234)** and @[Mira Okafor](user:mira-1234).\n'
    const json = jsonFromMarkdown('', markdown)
    const inline = json.content?.[1]?.content ?? []
    expect(inline.filter(({ type }) => type === 'mention').map(({ attrs }) => attrs)).toEqual([
      { id: 'md-1-mira-1234', userId: 'mira-1234', label: 'Mira Okafor' },
      { id: 'md-1-aiko-1234', userId: 'aiko-1234', label: 'Aiko' },
      { id: 'md-2-mira-1234', userId: 'mira-1234', label: 'Mira Okafor' },
    ])
    expect(jsonFromMarkdown('', markdownOf(json))).toEqual(json)
    for (const name of ['[A]_b*', 'a`b', '\\', '<i>', 'x](y)']) {
      const again = jsonFromMarkdown('', markdownOf(doc(mention({ ...MIRA, label: name }))))
      expect([name, again.content?.[1]?.content?.[0]?.attrs?.label]).toEqual([name, name])
    }
  })

  test('[CM40] what only looks like one is text', () => {
    for (const markdown of [
      '[Mira](user:mira-1234)',
      '@[Mira](https://a.b)',
      '@[Mira](user:x)',
      '@ [Mira](user:mira-1234)',
    ]) {
      const content = jsonFromMarkdown('', markdown).content?.[1]?.content ?? []
      expect([markdown, content.some(({ type }) => type === 'mention')]).toEqual([markdown, false])
    }
  })

  test('[CM40] it survives the shared document; attributes that no editor writes fall back', () => {
    const json = doc(mention(MIRA))
    expect(jsonOf(docFromJson(json))).toEqual(json)
    const odd = docFromJson(json)
    const node = odd.getXmlFragment('body').get(1)
    const element = 'get' in node ? node.get(0) : null
    if (element && 'setAttribute' in element) {
      element.setAttribute('userId', '"><script>')
      element.setAttribute('label', 'x'.repeat(5_000))
      element.setAttribute('onclick', 'alert(1)')
    }
    expect(jsonOf(odd)).toEqual(doc(mention({ id: 'm-1', userId: '', label: '' })))
  })
})

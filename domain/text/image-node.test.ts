import { describe, expect, test } from 'vitest'
import { type ImageId, imageFile, imageFiles, imageOfPath, imageSize, parseImageId } from '#domain/contract/images.ts'
import { differencesOf } from './difference.ts'
import { docFromJson, type JsonNode, jsonOf } from './document.ts'
import { htmlOf } from './html.ts'
import { jsonFromHtml } from './html-in.ts'
import { jsonFromMarkdown, markdownOf } from './markdown.ts'
import { parseDocument } from './parse-document.ts'
import { excerptOf, hasText } from './plain-text.ts'

const ID = `${'k3'.repeat(13)}-1000x500` as ImageId
const SRC = `/images/${ID}/1000.webp`
const image = (attrs: Record<string, string> = {}): JsonNode => ({
  type: 'image',
  attrs: { id: ID, alt: 'A buoy', caption: '', ...attrs },
})
const paragraph = (text: string): JsonNode => ({ type: 'paragraph', content: [{ type: 'text', text }] })
const doc = (...content: JsonNode[]): JsonNode => ({ type: 'doc', content: [{ type: 'title' }, ...content] })

describe('[IM8] the id of a picture', () => {
  test('says how large it is and which files it has', () => {
    expect(imageSize(ID)).toEqual({ width: 1000, height: 500 })
    expect(imageFiles(ID)).toEqual(['480.webp', '960.webp', '1000.webp', 'share.jpg'])
    expect([200, 480, 700, 5000].map(width => imageFile(ID, width))).toEqual([
      '480.webp',
      '480.webp',
      '960.webp',
      '1000.webp',
    ])
  })

  test('is nothing else, and an address of ours is a path to one of its files', () => {
    for (const value of [
      '',
      'x',
      `${ID}/`,
      `../${ID}`,
      ID.toUpperCase(),
      `${ID}\n`,
      `k3${ID}`,
      ID.replace('1000', '0'),
      null,
      {},
    ]) {
      expect([value, parseImageId(value)]).toEqual([value, null])
    }
    expect(imageOfPath(SRC)).toBe(ID)
    for (const value of [
      `https://evil.example${SRC}`,
      `//evil.example${SRC}`,
      `${SRC}?x`,
      `${SRC}/../x`,
      `/images/${ID}/481.webp`,
      `/images/${ID}/`,
      'javascript:alert(1)',
      `data:image/png;base64,AAAA`,
      `\t${SRC}`,
    ])
      expect([value, imageOfPath(value)]).toEqual([value, null])
  })
})

describe('a picture in a text', () => {
  test('[IM9] on a page: its widths, its size, its words, and loaded when it comes into sight', () => {
    expect(htmlOf(doc(image({ alt: '"><script>', caption: 'At <low> water' })))).toBe(
      `<figure><img src="/images/${ID}/960.webp" srcset="/images/${ID}/480.webp 480w, /images/${ID}/960.webp 960w, ${SRC} 1000w" sizes="(max-width: 680px) 100vw, 680px" width="1000" height="500" alt="&quot;&gt;&lt;script&gt;" loading="lazy" decoding="async"><figcaption>At &lt;low&gt; water</figcaption></figure>\n`,
    )
  })

  test('[IM9] elsewhere: with the address of this server, in mail as JPEG', () => {
    const origin = 'https://write.example.org'
    expect(htmlOf(doc(image()), { as: 'page', origin })).toContain(`src="${origin}/images/${ID}/960.webp"`)
    expect(htmlOf(doc(image()), { as: 'mail', origin })).toBe(
      `<figure style="margin:16px 0"><img src="${origin}/images/${ID}/share.jpg" alt="A buoy" width="568" style="max-width:100%;height:auto"></figure>\n`,
    )
  })

  test.each([
    ['between paragraphs', [paragraph('One'), image(), paragraph('Two')]],
    ['with a caption', [image({ caption: 'Low "water" * [x] <b>' })]],
    ['with words that mean something to Markdown', [image({ alt: 'a ] ![b](c) *d* \\ `e` | <i>' })]],
    ['without words', [image({ alt: '' })]],
    ['in a quote', [{ type: 'blockquote', content: [paragraph('x'), image()] }]],
    ['one after the other', [image(), image({ alt: 'Another' })]],
  ] as [string, JsonNode[]][])('[IM9] survives Markdown and HTML: %s', (_name, content) => {
    const json = doc(...content)
    expect(jsonFromMarkdown('', markdownOf(json)), markdownOf(json)).toEqual(json)
    expect(jsonFromHtml('', htmlOf(json)), htmlOf(json)).toEqual(json)
  })

  test('[IM9] survives the shared document', () => {
    const shared = docFromJson(doc(image({ caption: 'x' })))
    expect(jsonOf(shared)).toEqual(doc(image({ caption: 'x' })))
    shared.destroy()
  })

  test('[IM9] in a line of Markdown or HTML it divides the paragraph', () => {
    const parts = doc(paragraph('Before'), image(), paragraph('after.'))
    expect(jsonFromMarkdown('', `Before ![A buoy](${SRC}) after.`)).toEqual(parts)
    expect(jsonFromHtml('', `<p>Before <img src="${SRC}" alt="A buoy"> after.</p>`)).toEqual(parts)
  })

  test('[IM9] where no picture can stand its words do', () => {
    const json = jsonFromMarkdown('', `# Hi ![A buoy](${SRC})\n\n| ![A buoy](${SRC}) |\n| --- |`)
    expect(JSON.stringify(json).match(/A buoy/g)).toHaveLength(2)
    expect(JSON.stringify(json)).not.toContain('"image"')
    expect(
      JSON.stringify(jsonFromHtml('', `<table><tr><td><img src="${SRC}" alt="A buoy"></td></tr></table>`)),
    ).toContain('A buoy')
  })

  test('[IM9] is something to publish, says what it shows in a comparison, and nothing in an excerpt', () => {
    expect([hasText(doc(image())), hasText(doc(image({ id: '' })))]).toEqual([true, false])
    expect(excerptOf(doc(paragraph('Words'), image()))).toBe('Words')
    const [, changed] = differencesOf(doc(image()), doc(image({ alt: 'A red buoy' })))
    expect(changed).toMatchObject({ kind: 'changed', block: 'image' })
    expect(changed?.parts.map(({ text }) => text).join('')).toBe('[Picture: A red buoy]')
  })
})

describe('[IM10] pictures of elsewhere', () => {
  const FOREIGN = [
    'https://evil.example/x.png',
    `https://evil.example${SRC}`,
    'javascript:alert(1)',
    'data:image/svg+xml,<svg onload=alert(1)>',
    '//evil.example/x',
  ]

  test.each(FOREIGN)('never become one, in any form they come: %s', address => {
    for (const json of [
      jsonFromMarkdown('', `![Words](<${address}>)`),
      jsonFromHtml('', `<p><img src="${address}" alt="Words" onerror="alert(1)"></p>`),
      jsonFromHtml('', `<figure><img srcset="${SRC} 1x" src="${address}" alt="Words"></figure>`),
    ]) {
      expect(JSON.stringify(json)).not.toContain('"image"')
      expect(JSON.stringify(json)).toContain('Words')
      expect(htmlOf(json)).not.toMatch(/<img|javascript:|onerror/)
    }
    expect(() => parseDocument(doc(image({ id: address })))).toThrow(/image: the value of "id"/)
    expect(htmlOf(doc(image({ id: address })))).toBe('')
  })

  test('put into the shared document raw, show nothing and keep their words', () => {
    const shared = docFromJson(doc(image()))
    const element = shared.getXmlFragment('body').get(1) as unknown as {
      setAttribute: (name: string, value: string) => void
    }
    element.setAttribute('id', 'https://evil.example/x.png')
    element.setAttribute('src', 'https://evil.example/x.png')
    const json = jsonOf(shared)
    expect(json.content?.[1]).toEqual(image({ id: '' }))
    expect(htmlOf(json)).toBe('')
    shared.destroy()
  })
})

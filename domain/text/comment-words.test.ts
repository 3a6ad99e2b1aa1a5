import { describe, expect, test } from 'vitest'
import { startCpuTime } from '#tests/support/cpu-time.ts'
import { piecesOf, plainWordsOf } from './comment-words.ts'

describe('words of a comment', () => {
  test('mentions, links and simple emphasis are pieces; the rest stays as it was typed', () => {
    expect(piecesOf('See **this** and `that` by @[Mira](user:mira-1234), _now_')).toEqual([
      { type: 'text', text: 'See ' },
      { type: 'bold', text: 'this' },
      { type: 'text', text: ' and ' },
      { type: 'code', text: 'that' },
      { type: 'text', text: ' by ' },
      { type: 'mention', text: '@Mira', userId: 'mira-1234' },
      { type: 'text', text: ', ' },
      { type: 'italic', text: 'now' },
    ])
    expect(piecesOf('https://example.org/a_b.')).toEqual([
      { type: 'link', text: 'https://example.org/a_b', href: 'https://example.org/a_b' },
      { type: 'text', text: '.' },
    ])
    for (const text of ['snake_case_name', '2 * 3 * 4', '<b>bold</b>', '# no heading']) {
      expect(piecesOf(text)).toEqual([{ type: 'text', text }])
    }
  })

  test('where only letters can be shown, they are read without the marks', () => {
    const said =
      'In the *boat shed*, `B2`: @[Mira](user:mira-1234), see [the map](https://example.org/map) ~~soon~~ **now**'
    expect(plainWordsOf(said)).toBe('In the boat shed, B2: @Mira, see the map soon now')
  })

  test('no address but of the web and mail becomes a link', () => {
    for (const address of [
      'javascript:alert(1)',
      'data:text/html,x',
      'vbscript:x',
      '//evil.example',
      'java\tscript:x',
    ]) {
      expect(piecesOf(`[x](${address})`).some(piece => piece.type === 'link')).toBe(false)
    }
    expect(piecesOf('[x](mailto:a@b.example)')[0]).toMatchObject({ type: 'link', href: 'mailto:a@b.example' })
  })

  test('the longest comment of nothing but marks is read in a moment', () => {
    const spentMs = startCpuTime()
    for (const mark of ['*', '_', '`', '[', '**', '@[', '~~', 'https://']) piecesOf(mark.repeat(5_000 / mark.length))
    expect(spentMs()).toBeLessThan(500)
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { startCpuTime } from '#tests/support/cpu-time.ts'
import { mentionedIn, mentionMarkdown, splitMentions } from './mentions.ts'

describe('mentions in Markdown', () => {
  test('[CM12] a mention is read as who is meant and how they were called; anything like it is text', () => {
    expect(splitMentions('Hi @[Mira Okafor](user:mira-1234), all')).toEqual([
      { type: 'text', text: 'Hi ' },
      { type: 'mention', userId: 'mira-1234', label: 'Mira Okafor' },
      { type: 'text', text: ', all' },
    ])
    for (const text of [
      '@Mira',
      '[Mira](user:mira-1234)',
      '@[Mira](user:x)',
      '@[Mira](https://a.b)',
      '@[](user:mira-1234)',
      '@[a\nb](user:mira-1234)',
    ]) {
      expect([text, [...mentionedIn(text)]]).toEqual([text, []])
    }
  })

  test('[CM12] whatever a person is called, their mention reads back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }), fc.string(), (name, around) => {
        const label = name.replace(/\s+/g, ' ').trim().slice(0, 80)
        fc.pre(label !== '' && !around.includes('@[') && !around.endsWith('\\'))
        const parts = splitMentions(`${around}${mentionMarkdown({ userId: 'mira-1234', label })}${around}`)
        expect(parts.find(part => part.type === 'mention')).toEqual({ type: 'mention', userId: 'mira-1234', label })
      }),
    )
  })

  test('[CM12] a long text of almost-mentions is read in a moment', () => {
    const spentMs = startCpuTime()
    splitMentions('@['.repeat(2_500))
    splitMentions(`@[${'x'.repeat(5_000)}`)
    splitMentions(`@[${'\\'.repeat(4_999)}`)
    expect(spentMs()).toBeLessThan(500)
  })
})

import { describe, expect, it } from 'vitest'
import { countWords, hereWords, lengthWords, othersWords, saveNews, saveWords, typingWords } from './format.ts'

describe('the save sign', () => {
  it('[CN412] has five states and these words', () => {
    expect(saveWords({ state: 'saved' })).toBe('Saved')
    expect(saveWords({ state: 'saving', changes: 2 })).toBe('Saving…')
    expect(saveWords({ state: 'offline', changes: 14, kept: true })).toBe('Offline – kept on this device (14)')
    expect(saveWords({ state: 'offline', changes: 14, kept: true }, { short: true })).toBe('Offline – kept here (14)')
    expect(saveWords({ state: 'offline', changes: 0, kept: true })).toBe('Offline – kept on this device')
    expect(saveWords({ state: 'offline', changes: 2, kept: false })).toBe('Offline – only in this tab (2)')
    expect(saveWords({ state: 'cant_save', reason: 'disk_full', changes: 1 })).toBe('Can’t save – server disk is full')
    expect(saveWords({ state: 'read_only' })).toBe('Read only')
  })

  it('reads out states, not saving and not counts', () => {
    expect(saveNews({ state: 'saving', changes: 1 })).toBeNull()
    expect(saveNews({ state: 'offline', changes: 3, kept: true })).toBe(
      saveNews({ state: 'offline', changes: 4, kept: true }),
    )
  })
})

it('says who types', () => {
  expect(typingWords([])).toBe('')
  expect(typingWords(['Mira Okafor'])).toBe('Mira is typing')
  expect(typingWords(['Mira', 'Aiko'])).toBe('Mira and Aiko are typing')
  expect(typingWords(['a', 'b', 'c'])).toBe('3 people are typing')
})

it('says who is here', () => {
  expect([othersWords(1), othersWords(3)]).toEqual(['One other person is here', '3 other people are here'])
  const person = (name: string, mode: 'editing' | 'viewing') => ({
    id: name,
    name,
    color: 1,
    mode,
    typing: false,
    thread: null,
    follows: null,
  })
  expect(hereWords([person('Mira', 'editing'), person('Aiko', 'editing'), person('Helen', 'viewing')])).toBe(
    'In this post: Mira and Aiko editing, Helen viewing',
  )
})

it('counts words in any script', () => {
  expect(countWords('  ')).toBe(0)
  expect(countWords('It’s 4 a.m., calm sea.')).toBe(5)
  expect(countWords('静かな海')).toBeGreaterThan(1)
  expect(lengthWords(412)).toBe('412 words · 2 min')
  expect(lengthWords(1)).toBe('1 word · 1 min')
})

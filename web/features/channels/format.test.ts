import { expect, test } from 'vitest'
import { CHANNEL_KINDS } from '#domain/contract/channel-kinds.ts'
import { askWords, channelLine, scheduledWords } from './format.ts'

test('[OB40] every kind of channel has its line, and one of a newer server too', () => {
  const lines = [...CHANNEL_KINDS, 'pigeon'].map(kind => channelLine({ kind, place: 'here.example' }, '/p/saltmarsh'))
  expect(new Set(lines).size).toBe(lines.length)
  expect(lines[0]).toBe('/p/saltmarsh, built in')
  expect(lines.at(-1)).toBe('pigeon: this version of Galley does not know it')
  expect(channelLine({ kind: 'demo', place: 'fail' }, '')).toBe('Demo: refuses every post')
})

test('people who may not change channels are told whom to ask', () => {
  expect(askWords([])).toBe('Ask an admin of the workspace.')
  expect(askWords(['Mira'])).toBe('Ask Mira.')
  expect(askWords(['Mira', 'Sam', 'Ada', 'Bo'])).toBe('Ask Mira, Sam or Ada.')
  expect([scheduledWords(1), scheduledWords(3)]).toEqual(['1 scheduled post goes there', '3 scheduled posts go there'])
})

import { describe, expect, it } from 'vitest'
import { aloneWords } from './alone-words.ts'

describe('nobody else', () => {
  it.each([
    ['live', 'Only you'],
    ['live_http', 'Not known without a websocket'],
    ['connecting', 'Not known yet'],
    ['offline', 'Not known without a connection'],
    ['refused', 'Not known without a connection'],
  ] as const)('[PR220] is said to be here only while that is known: %s → %s', (state, words) =>
    expect(aloneWords(state)).toBe(words),
  )
})

import { describe, expect, test } from 'vitest'
import { segmentsOf, threadToOpen } from './comment-segments.ts'

describe('overlapping threads', () => {
  test('[CM35] each piece of text knows its threads, the innermost first', () => {
    const segments = segmentsOf([
      { id: 'wide', from: 0, to: 20 },
      { id: 'inner', from: 5, to: 10 },
      { id: 'crossing', from: 8, to: 15 },
    ])
    expect(segments).toEqual([
      { from: 0, to: 5, ids: ['wide'] },
      { from: 5, to: 8, ids: ['inner', 'wide'] },
      { from: 8, to: 10, ids: ['inner', 'crossing', 'wide'] },
      { from: 10, to: 15, ids: ['crossing', 'wide'] },
      { from: 15, to: 20, ids: ['wide'] },
    ])
    expect(segmentsOf([])).toEqual([])
    expect(
      segmentsOf([
        { id: 'a', from: 0, to: 2 },
        { id: 'b', from: 5, to: 6 },
      ]),
    ).toHaveLength(2)
  })

  test('[CM35] a click opens the innermost, the next ones go outward and round', () => {
    const ids = ['inner', 'crossing', 'wide']
    expect(threadToOpen(ids, null)).toBe('inner')
    expect(threadToOpen(ids, 'elsewhere')).toBe('inner')
    expect(threadToOpen(ids, 'inner')).toBe('crossing')
    expect(threadToOpen(ids, 'wide')).toBe('inner')
    expect(threadToOpen([], null)).toBeNull()
  })
})

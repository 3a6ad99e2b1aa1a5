import { describe, expect, it } from 'vitest'
import type { JsonNode } from '#domain/text/document.ts'
import type { FrozenMark } from './api.ts'
import { type Amount, amountBetween, amountWords, hillOf, rowsOf, sharesOf } from './rows.ts'

const page = (...lines: string[]): JsonNode => ({
  type: 'doc',
  content: [{ type: 'title' }, ...lines.map(text => ({ type: 'paragraph', content: [{ type: 'text', text }] }))],
})
const words = (older: JsonNode, newer: JsonNode) => amountWords(amountBetween(older, newer), false)

describe('[PS84] moments of a post in a list', () => {
  it('say in one line what happened', () => {
    const text = page('The buoy speaks.', 'Nobody answers.')
    expect(words(text, page('The buoy speaks.', 'Nobody answers.', 'Nobody at all, ever.'))).toBe('added 1 paragraph')
    expect(words(text, page('The buoy speaks.'))).toBe('removed 1 paragraph')
    expect(words(text, page('The old buoy speaks.', 'Nobody answers.'))).toBe('added 1 word')
    expect(words(text, page('The buoy.', 'Nobody answers.'))).toBe('removed 1 word')
    expect(words(text, page('The ship speaks.', 'Nobody listens.'))).toBe('changed 2 words')
    expect(words(text, text)).toBe('changed its formatting, or nothing that shows')
    expect(amountWords(null, true)).toBe('first words')
    expect(amountWords(null, false)).toBeNull()
  })

  it('are newest first, with small edits folded away: never the ends, nor a frozen version, nor what is not compared', () => {
    const moment = (seq: number) => ({ fromSeq: seq, seq, at: '2026-03-12T14:10:00.000Z', by: ['mira'], edits: 1 })
    const small: Amount = { addedWords: 1, removedWords: 0, addedBlocks: 0, removedBlocks: 0 }
    const large: Amount = { ...small, addedWords: 3 }
    const mark: FrozenMark = { seq: 3, version: 1, reason: 'approve', contentHash: 'a', createdAt: 'b' }
    const amounts = new Map([2, 3, 4, 6].map(seq => [seq, seq === 4 ? large : small]))
    const moments = [1, 2, 3, 4, 5, 6].map(moment)
    const history = {
      moments,
      marks: [mark],
      named: [],
      amounts,
      restoring: new Set<number>(),
      replay: { beginning: null },
    }
    const shown = (which: 'most' | 'all') => rowsOf(history, which).map(row => row.moment.seq)
    expect(shown('most')).toEqual([6, 5, 4, 3, 1])
    expect(shown('all')).toEqual([6, 5, 4, 3, 2, 1])
    expect(rowsOf(history, 'most')[3]).toMatchObject({ mark: { version: 1 }, isFirst: false, isNow: false })
    expect(rowsOf(history, 'most')[0]).toMatchObject({ name: null, isNow: true })
  })

  it('[PS102] keep those with a name, however little they changed, and narrow to them', () => {
    const moment = (seq: number) => ({ fromSeq: seq, seq, at: '', by: ['mira'], edits: 1 })
    const small: Amount = { addedWords: 1, removedWords: 0, addedBlocks: 0, removedBlocks: 0 }
    const history = {
      moments: [1, 2, 3, 4].map(moment),
      marks: [],
      named: [{ seq: 2, name: 'Before the talk', at: '' }],
      amounts: new Map([2, 3, 4].map(seq => [seq, small])),
      restoring: new Set<number>(),
      replay: { beginning: null },
    }
    expect(rowsOf(history, 'most').map(({ moment: { seq }, name }) => [seq, name])).toEqual([
      [4, null],
      [2, 'Before the talk'],
      [1, null],
    ])
    expect(rowsOf(history, 'named').map(({ moment: { seq } }) => seq)).toEqual([2])
  })
})

it('[PS84] [PS86] a moment in which an earlier text came back says so, however little it changed', () => {
  const moment = (fromSeq: number, seq: number) => ({ fromSeq, seq, at: '', by: ['mira'], edits: 1 })
  const none: Amount = { addedWords: 0, removedWords: 0, addedBlocks: 0, removedBlocks: 0 }
  const moments = [moment(1, 1), moment(2, 2), moment(3, 4), moment(5, 5)]
  const amounts = new Map([2, 4, 5].map(seq => [seq, none]))
  const rows = rowsOf(
    { moments, marks: [], named: [], amounts, restoring: new Set([3]), replay: { beginning: null } },
    'most',
  )
  expect(rows.map(row => [row.moment.seq, row.isRestored])).toEqual([
    [5, false],
    [4, true],
    [1, false],
  ])
})

it('[PS85] shares of a text go to those who wrote it', () => {
  const run = (by: string | null, text: string) => ({ by, text, at: null, seq: null })
  const block = (...runs: ReturnType<typeof run>[]) => ({ block: 'paragraph', inside: [], runs })
  expect(sharesOf([block(run('aiko', 'abc'), run(null, 'x')), block(run('mira', 'abcdef'))])).toEqual([
    { by: 'mira', percent: 60 },
    { by: 'aiko', percent: 30 },
  ])
  expect(sharesOf([])).toEqual([])
})

it('the hill has its top where most was written, and no more steps than changes', () => {
  expect(hillOf([], 10)).toEqual([])
  expect(hillOf([5, 5], 10)).toEqual([1, 1])
  const hill = hillOf([0, 0, 100, 0], 2)
  expect(hill[0]).toBe(0)
  expect(hill[1]).toBe(1)
})

import { describe, expect, test } from 'vitest'
import { createThreadJoiner, parseComment, parseThread } from './discussion-entries.ts'

const thread = {
  anchor: null,
  quote: '',
  quoteOnce: false,
  createdBy: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  resolvedAt: null,
  resolvedBy: null,
}
const comment = {
  threadId: 't',
  author: null,
  body: 'x',
  createdAt: '2026-01-01T00:00:00.000Z',
  editedAt: null,
  reactions: {},
}

describe('entries of a discussion', () => {
  test('[CM23] what is no entry is left out; the rest lives on', () => {
    expect(parseThread(thread)).toEqual(thread)
    expect(parseThread({ ...thread, anchor: { start: 'a', end: 'b' } })).not.toBeNull()
    for (const bad of [
      null,
      7,
      {},
      { ...thread, quote: 1 },
      { ...thread, anchor: { start: 1 } },
      { ...thread, anchor: undefined },
    ]) {
      expect(parseThread(bad)).toBeNull()
    }
    expect(parseComment(comment)).toEqual(comment)
    for (const bad of [null, {}, { ...comment, body: null }, { ...comment, reactions: null }])
      expect(parseComment(bad)).toBeNull()
  })

  test('[CM23] comments stand in their thread in the order they came; a thread without any is not shown', () => {
    const threads = new Map([
      ['t', thread],
      ['empty', thread],
      ['older', { ...thread, createdAt: '2025-01-01T00:00:00.000Z' }],
    ])
    const comments = new Map([
      ['b', { ...comment, createdAt: '2026-01-02T00:00:00.000Z' }],
      ['a', comment],
      ['c', { ...comment, threadId: 'older' }],
      ['lost', { ...comment, threadId: 'nowhere' }],
    ])
    expect(
      createThreadJoiner()(threads, comments).map(({ id, comments }) => [id, comments.map(one => one.id)]),
    ).toEqual([
      ['older', ['c']],
      ['t', ['a', 'b']],
    ])
  })

  test('[CM65] of many threads only those are new objects of which something changed', () => {
    const join = createThreadJoiner()
    const comments = new Map([
      ['a', comment],
      ['b', { ...comment, threadId: 'u' }],
    ])
    const threads = new Map([
      ['t', thread],
      ['u', thread],
    ])
    const [first, second] = join(threads, comments)
    expect(join(threads, comments)[0]).toBe(first)
    const more = join(threads, new Map([...comments, ['c', { ...comment }]]))
    expect(more[0]).toMatchObject({ id: 't', comments: [{ id: 'a' }, { id: 'c' }] })
    expect(more[0]).not.toBe(first)
    expect(more[0]?.comments[0]).toBe(first?.comments[0])
    expect(more[1]).toBe(second)
    const changed = join(new Map([...threads, ['u', { ...thread, quote: 'words' }]]), comments)
    expect(changed[1]).not.toBe(second)
    expect(join(threads, new Map([['b', comment]])).map(({ id }) => id)).toEqual(['t'])
  })
})

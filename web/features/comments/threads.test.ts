import { describe, expect, test } from 'vitest'
import type { ThreadItem } from '#web/realtime/realtime-types.ts'
import { commentNews, listThreads, stepThread, threadWords, whereWords } from './threads.ts'

const thread = (id: string, more: Partial<ThreadItem> = {}): ThreadItem => ({
  id,
  anchor: { start: 'a', end: 'b' },
  quote: 'words',
  quoteOnce: false,
  createdBy: null,
  createdAt: `2026-01-01T00:00:0${id.length}.000Z`,
  resolvedAt: null,
  resolvedBy: null,
  comments: [],
  ...more,
})

describe('threads in the panel', () => {
  test('open ones stand in the order of the text, about the whole post first, without text last; settled ones newest first', () => {
    const starts: Record<string, number | 'gone' | 'waiting'> = {
      late: 9,
      early: 2,
      gone: 'gone',
      w: 'waiting',
      r: 1,
      rr: 3,
    }
    const lists = listThreads(
      [
        thread('late'),
        thread('gone'),
        thread('early'),
        thread('post', { anchor: null }),
        thread('w'),
        thread('r', { resolvedAt: '2026-01-02' }),
        thread('rr', { resolvedAt: '2026-01-03' }),
      ],
      id => starts[id] ?? 'waiting',
    )
    expect(lists.open.map(({ id }) => id)).toEqual(['post', 'early', 'late', 'w', 'gone'])
    expect(lists.open.map(({ where }) => where)).toEqual(['post', 'text', 'text', 'waiting', 'gone'])
    expect(lists.resolved.map(({ id }) => id)).toEqual(['rr', 'r'])
    expect(whereWords('gone')).toContain('deleted')
    expect(whereWords('text')).toBeNull()
  })

  test('[CM65] a thread that is where it was is the same object, whatever stands before it now', () => {
    const [one, other] = [thread('one'), thread('other')]
    const before = listThreads([one, other], id => (id === 'one' ? 0 : 1))
    const after = listThreads([one, other, thread('first')], id => ({ first: 0, one: 1 })[id] ?? 'gone')
    expect(after.open.map(({ id }) => id)).toEqual(['first', 'one', 'other'])
    expect(after.open[1]).toBe(before.open[0])
    expect(after.open[2]).toMatchObject({ ...before.open[1], where: 'gone' })
  })

  test('steps go round, and begin at the near end', () => {
    const threads = [{ id: 'a' }, { id: 'b' }, { id: 'c' }]
    expect(stepThread(threads, null, 1)?.id).toBe('a')
    expect(stepThread(threads, null, -1)?.id).toBe('c')
    expect(stepThread(threads, 'c', 1)?.id).toBe('a')
    expect(stepThread(threads, 'a', -1)?.id).toBe('c')
    expect(stepThread(threads, 'elsewhere', 1)?.id).toBe('a')
    expect(stepThread([], null, 1)).toBeNull()
  })

  test('what others said is told in one sentence, what one said oneself is not', () => {
    const by = (name: string, id: string) => ({
      id,
      author: { id: name, name, color: 1 },
      body: 'x',
      createdAt: '2026-01-01',
      editedAt: null,
      reactions: {},
    })
    const threads = [
      thread('a', { comments: [by('Mira', '1'), by('Aiko', '2')] }),
      thread('b', { comments: [by('Sam', '3')] }),
    ]
    expect(commentNews(new Set(['1', '2', '3']), threads, 'Sam')).toBeNull()
    expect(commentNews(new Set(['1', '2']), threads, 'Sam')).toBeNull()
    expect(commentNews(new Set(), threads, 'Sam')).toBe('Mira and Aiko commented')
    expect(commentNews(new Set(), threads, 'Nobody')).toBe('3 people commented')
    expect(threadWords({ quote: 'ten', comments: [by('Mira', '1')] })).toBe('Thread on “ten”, 1 comment')
  })
})

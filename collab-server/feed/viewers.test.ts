import { Document } from '@hocuspocus/server'
import { afterEach, expect, test, vi } from 'vitest'
import { peopleOf, watchViewers } from './viewers.ts'

afterEach(() => vi.useRealTimers())

const mira = { id: 'mira-1', name: 'Mira', color: 'var(--p3)' }
const ole = { id: 'ole-1', name: 'Ole', color: 'var(--p7)' }

test('[FD7] several tabs of one person are one viewer, with the strongest mode', () => {
  const states = [
    { user: ole, mode: 'idle' },
    { user: mira, mode: 'viewing' },
    { user: mira, mode: 'editing', cursor: {} },
    { user: mira, mode: 'idle' },
  ]
  expect(peopleOf(states).viewers).toEqual([
    { id: 'mira-1', name: 'Mira', color: 3, mode: 'editing' },
    { id: 'ole-1', name: 'Ole', color: 7, mode: 'idle' },
  ])
})

test('states that the server has not stamped, or that are not of the contract, are nobody', () => {
  expect(peopleOf([{}, null, 'x', { mode: 'editing' }, { user: { id: 7 } }])).toEqual({
    viewers: [],
    typists: [],
  })
})

test('[PR36] what becomes different in many posts at one moment is told together', () => {
  vi.useFakeTimers()
  const documents = new Map(['a', 'b', 'c'].map(postId => [postId, new Document(`post:${postId}`)]))
  const told: (readonly string[])[] = []
  const viewers = watchViewers({
    findDocument: postId => documents.get(postId),
    onChange: postIds => told.push(postIds),
    onClosed: postId => told.push([`${postId} closed`]),
  })
  for (const [postId, { awareness }] of documents) {
    awareness.setLocalState({ user: mira, mode: 'editing', typing: true })
    viewers.touch(postId)
  }
  vi.advanceTimersByTime(1_000)
  expect(told).toEqual([['a', 'b', 'c']])
  const held = viewers.peopleIn('b')
  expect(held).toMatchObject({ viewers: [{ id: 'mira-1' }], typists: ['mira-1'] })
  documents.get('b')?.awareness.setLocalStateField('typing', false)
  viewers.touch('b')
  vi.advanceTimersByTime(1_000)
  expect(viewers.peopleIn('b')).toEqual({ viewers: held.viewers, typists: [] })
  expect(viewers.peopleIn('b').viewers).toBe(held.viewers)
  expect(told.splice(1)).toEqual([['b']])
  documents.get('a')?.destroy()
  documents.delete('a')
  viewers.touch('a')
  vi.advanceTimersByTime(1_000)
  expect(told.slice(1)).toEqual([['a'], ['a closed']])
  viewers.stop()
  for (const document of documents.values()) document.destroy()
})

test('[FD76] who types for a long time is shown as typing all of it, told once and not at each key', () => {
  vi.useFakeTimers()
  const post = new Document('post:a')
  const told: (readonly string[])[] = []
  const viewers = watchViewers({
    findDocument: () => post,
    onChange: postIds => told.push(postIds),
    onClosed: () => {},
  })
  post.awareness.setLocalState({ user: mira, mode: 'editing', typing: true })
  viewers.touch('a')
  vi.advanceTimersByTime(1_000)
  // Five minutes, a key each fifth of a second: carets move, some say again that they type.
  for (let key = 0; key < 1_500; key++) {
    post.awareness.setLocalStateField(key % 7 === 0 ? 'typing' : 'cursor', key % 7 === 0 ? true : { anchor: key })
    viewers.touch('a')
    vi.advanceTimersByTime(200)
    expect(viewers.peopleIn('a').typists).toEqual(['mira-1'])
  }
  expect(told).toEqual([['a']])
  post.awareness.setLocalStateField('typing', false)
  viewers.touch('a')
  vi.advanceTimersByTime(1_000)
  expect(viewers.peopleIn('a').typists).toEqual([])
  viewers.stop()
  post.destroy()
})

test('[PR86] a change is told at once after a rest, and those of the next half second together', () => {
  vi.useFakeTimers()
  const documents = new Map(Array.from({ length: 40 }, (_, index) => [`${index}`, new Document(`post:${index}`)]))
  const told: { atMs: number; posts: number }[] = []
  const begunAt = performance.now()
  const viewers = watchViewers({
    findDocument: postId => documents.get(postId),
    onChange: postIds => told.push({ atMs: performance.now() - begunAt, posts: postIds.length }),
    onClosed: () => undefined,
  })
  for (const [postId, { awareness }] of documents) {
    awareness.setLocalState({ user: mira, mode: 'editing', typing: true })
    viewers.touch(postId)
    vi.advanceTimersByTime(50)
  }
  vi.advanceTimersByTime(1_000)
  expect(told.map(({ posts }) => posts)).toEqual([1, 10, 10, 10, 9])
  expect(told.map(({ atMs }) => atMs)).toEqual([20, 520, 1_020, 1_520, 2_020])
  viewers.stop()
  for (const document of documents.values()) document.destroy()
})

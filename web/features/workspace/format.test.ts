import { describe, expect, it } from 'vitest'
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import { postsByPerson, whereabouts } from './format.ts'

const post: FeedPost = {
  workspaceId: 'w',
  state: 'draft',
  rev: 1,
  title: 'Station map',
  at: '2025-03-26T14:00:00Z',
  by: null,
}
const mira = { id: 'u1', name: 'Mira Okafor', color: 1 }
const viewing = { ...mira, mode: 'viewing' } as const
const posts = new Map<string, FeedPost>([
  ['p1', { ...post, viewers: [{ ...mira, mode: 'editing' }] }],
  ['p2', { ...post, title: 'Tide tables', viewers: [viewing] }],
  ['p3', { ...post, title: 'In the bin', deleted: true, viewers: [viewing] }],
])

describe('whereabouts', () => {
  it.each([
    [{ mode: 'editing' }, 'p1', 'Editing Station map'],
    [{ mode: 'viewing' }, 'p2', 'Viewing Tide tables'],
    [{ page: '/', mode: 'viewing' }, 'p1', 'On Posts'],
    [{ page: '/settings/members', mode: 'viewing' }, null, 'On Settings'],
    [{ page: '/inbox', mode: 'idle' }, null, 'Away'],
    [{ page: '/nowhere' }, null, 'Elsewhere'],
  ] as const)('%o in %s → %s', (where, postId, words) => {
    const own = new Map([...posts].filter(([id]) => id === postId))
    expect(whereabouts({ ...mira, ...where }, postsByPerson(own).get('u1'))).toBe(words)
  })

  it('[PR33] names no post that one may not see; of several the one somebody writes in', () => {
    expect(whereabouts({ ...mira, mode: 'editing' }, postsByPerson(new Map()).get('u1'))).toBe('Elsewhere')
    expect(postsByPerson(new Map([...posts].toReversed())).get('u1')?.postId).toBe('p1')
  })
})

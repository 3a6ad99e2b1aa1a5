import { describe, expect, it } from 'vitest'
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import { whereabouts } from './format.ts'

const post: FeedPost = {
  workspaceId: 'w',
  state: 'draft',
  rev: 1,
  title: 'Station map',
  at: '2025-03-26T14:00:00Z',
  by: null,
}
const posts = new Map([['p1', post]])
const mira = { id: 'u1', name: 'Mira Okafor', color: 1 }

describe('whereabouts', () => {
  it.each([
    [{ page: '/posts/p1', mode: 'editing' }, 'Editing Station map'],
    [{ page: '/posts/p1', mode: 'viewing' }, 'Viewing Station map'],
    [{ page: '/posts/other', mode: 'editing' }, 'Elsewhere'],
    [{ page: '/', mode: 'viewing' }, 'On Posts'],
    [{ page: '/settings/members', mode: 'viewing' }, 'On Settings'],
    [{ page: '/inbox', mode: 'idle' }, 'Away'],
    [{}, 'Elsewhere'],
  ] as const)('%o → %s', (where, words) => expect(whereabouts({ ...mira, ...where }, posts)).toBe(words))
})

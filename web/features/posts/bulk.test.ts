import { describe, expect, it } from 'vitest'
import type { PostState } from '#domain/contract/post-status.ts'
import { bulkOffers } from './bulk.ts'
import type { PostRow } from './rows.ts'

const row = (id: string, state: PostState): PostRow => ({
  id,
  workspaceId: 'w',
  state,
  rev: 1,
  title: id,
  at: '2025-03-27T14:00:00Z',
  by: null,
})

describe('bulkOffers', () => {
  it('[FD31] gives each command to those that may take it, and leaves the others alone', () => {
    const offers = bulkOffers([row('a', 'draft'), row('b', 'in_review'), row('c', 'publishing')], 'publisher')
    expect(offers.map(({ word, rows }) => [word, rows.map(({ id }) => id)])).toEqual([
      ['Ask for review', ['a']],
      ['Approve', ['b']],
      ['Archive', ['a', 'b']],
      ['Move to bin', ['a', 'b']],
    ])
  })
  it('[FD31] offers nothing to those who only read', () =>
    expect(bulkOffers([row('a', 'draft')], 'viewer')).toEqual([]))
})

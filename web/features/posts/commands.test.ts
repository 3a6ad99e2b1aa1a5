import { describe, expect, it } from 'vitest'
import { putAwayOffers } from './commands.ts'

const commands = (...at: Parameters<typeof putAwayOffers>) => putAwayOffers(...at).map(({ command }) => command)

describe('putAwayOffers', () => {
  it('offers an editor what an editor may', () => {
    expect(commands('draft', 'editor')).toEqual(['archive', 'delete'])
    expect(commands('archived', 'editor')).toEqual(['restore', 'delete'])
    expect(commands('published', 'editor')).toEqual([])
  })
  it('offers nothing while publishing, and nothing to a viewer', () => {
    expect(commands('publishing', 'owner')).toEqual([])
    expect(commands('draft', 'viewer')).toEqual([])
  })
  it('shows where it will lead', () =>
    expect(putAwayOffers('draft', 'editor')[0]).toEqual({ command: 'archive', word: 'Archive', expected: 'archived' }))
})

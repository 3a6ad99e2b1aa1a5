import { describe, expect, it } from 'vitest'
import { putAwayOffers } from './commands.ts'

const commands = (...at: Parameters<typeof putAwayOffers>) => putAwayOffers(...at).map(({ command }) => command)

describe('putAwayOffers', () => {
  it('offers an editor what an editor may', () => {
    expect(commands('draft', 'editor')).toEqual(['archive', 'delete'])
    expect(commands('archived', 'editor')).toEqual(['restore', 'delete'])
    expect(commands('published', 'editor')).toEqual([])
  })
  it('[PS81] says while publishing that it is too late and what can be done, and offers nothing to a viewer', () => {
    expect(putAwayOffers('publishing', 'owner').map(({ word, refused }) => [word, refused?.slice(0, 8)])).toEqual([
      ['Archive', 'Too late'],
      ['Move to bin', 'Too late'],
    ])
    expect(commands('publishing', 'viewer')).toEqual([])
    expect(commands('draft', 'viewer')).toEqual([])
  })
  it('shows where it will lead', () =>
    expect(putAwayOffers('draft', 'editor')[0]).toEqual({ command: 'archive', word: 'Archive', expected: 'archived' }))
})

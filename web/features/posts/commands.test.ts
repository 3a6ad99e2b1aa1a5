import { describe, expect, it } from 'vitest'
import { offersFor } from './commands.ts'

const commands = (...at: Parameters<typeof offersFor>) => offersFor(...at).map(({ command }) => command)

describe('offersFor', () => {
  it('offers an editor what an editor may', () => {
    expect(commands('draft', 'editor')).toEqual(['submit', 'archive', 'delete'])
    expect(commands('published', 'editor')).toEqual([])
  })
  it('offers a publisher the decision', () =>
    expect(commands('in_review', 'publisher')).toEqual(['approve', 'request-changes', 'archive', 'delete']))
  it('offers nothing while publishing, and nothing to a viewer', () => {
    expect(commands('publishing', 'owner')).toEqual([])
    expect(commands('draft', 'viewer')).toEqual([])
  })
  it('shows where it will lead', () =>
    expect(offersFor('draft', 'editor')[0]).toEqual({
      command: 'submit',
      word: 'Ask for review',
      expected: 'in_review',
    }))
})

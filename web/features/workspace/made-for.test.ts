import { expect, it } from 'vitest'
import { fitnessOf } from './made-for.ts'

const page = { userId: 'u', workspaceId: 'w', lists: 'a' }

it('[FD422] a page of lists is old as soon as the feed names others, and good while it has none', () => {
  expect(fitnessOf(page, 'w', undefined)).toBe('good')
  expect(fitnessOf(page, 'w', 'a')).toBe('good')
  expect(fitnessOf(page, 'w', 'b')).toBe('old')
})

it('[FD423] what was made for another workspace is never shown as of this one', () =>
  expect(fitnessOf(page, 'other', 'a')).toBe('of_another_workspace'))

import { describe, expect, it } from 'vitest'
import { initialsOf } from './initials.ts'

describe('initialsOf', () => {
  it.each([
    ['Mira Okafor', 'MO'],
    ['Tomás de la Rivera', 'TR'],
    ['mira', 'M'],
    ['  ', '?'],
    ['👩‍🚀 Astro', '👩‍🚀A'],
    ['李 小龙', '李小'],
    ['Robin Fields (guest)', 'RF'],
  ])('%s → %s', (name, initials) => expect(initialsOf(name)).toBe(initials))
})

import { describe, expect, test } from 'vitest'
import { flagWidth, placeFlag } from './flag-place.ts'

describe('placeFlag', () => {
  const caret = { left: 100, top: 200, width: 44 }

  test('it points to the right, at the height of its line', () =>
    expect(placeFlag(caret, 360, [])).toEqual({ ...caret, turned: false, level: 0 }))

  test('it turns where it would be cut off at the right edge', () =>
    expect(placeFlag({ ...caret, left: 330 }, 360, []).turned).toBe(true))

  test('it does not turn where there is less room on the left', () =>
    expect(placeFlag({ left: 20, top: 200, width: 160 }, 120, []).turned).toBe(false))

  test('flags at one spot stack; the next line and the next word keep their own', () => {
    const first = placeFlag(caret, 360, [])
    const second = placeFlag({ ...caret, left: 102 }, 360, [first])
    const third = placeFlag(caret, 360, [first, second])
    expect([first.level, second.level, third.level]).toEqual([0, 1, 2])
    expect(placeFlag({ ...caret, top: 232 }, 360, [first]).level).toBe(0)
    expect(placeFlag({ ...caret, left: 150 }, 360, [first]).level).toBe(0)
  })
})

test('a long name does not make a long flag', () => {
  expect(flagWidth('Mira')).toBe(44)
  expect(flagWidth('A'.repeat(80))).toBe(160)
})

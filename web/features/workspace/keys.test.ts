import { describe, expect, it } from 'vitest'
import { matchKey, nameOfKey, SEQUENCE_MS } from './keys.ts'

describe('matchKey', () => {
  const runs: string[] = []
  const page = { c: () => runs.push('new'), 'g i': () => runs.push('inbox'), 'g s': () => runs.push('settings') }
  const list = { s: () => runs.push('status'), c: () => runs.push('list-c') }

  it('runs a single key', () => expect(matchKey([page], null, 'c', 0).run).toBe(page.c))
  it('lets the newest registration win', () => expect(matchKey([page, list], null, 'c', 0).run).toBe(list.c))
  it('remembers the first of two and runs on the second', () => {
    const first = matchKey([page, list], null, 'g', 0)
    expect(first).toEqual({ run: null, remembered: { key: 'g', atMs: 0 } })
    expect(matchKey([page, list], first.remembered, 's', 100).run).toBe(page['g s'])
  })
  it('forgets the first after a while', () =>
    expect(matchKey([page, list], { key: 'g', atMs: 0 }, 's', SEQUENCE_MS + 1).run).toBe(list.s))
  it('takes a letter with Shift for itself where that is bound, else for the letter', () => {
    const shifted = { 'shift+c': () => undefined }
    expect(nameOfKey([page, shifted], { key: 'C', shiftKey: true })).toBe('shift+c')
    expect(nameOfKey([page], { key: 'C', shiftKey: true })).toBe('c')
    expect(nameOfKey([page, shifted], { key: 'C', shiftKey: false })).toBe('c')
  })
  it('does nothing on other keys', () =>
    expect(matchKey([page], null, 'x', 0)).toEqual({ run: null, remembered: null }))
})

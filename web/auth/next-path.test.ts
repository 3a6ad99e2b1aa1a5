import { describe, expect, it } from 'vitest'
import { safeNext } from './next-path.ts'

describe('safeNext', () => {
  it.each([
    ['/posts/1?x=2', '/posts/1?x=2'],
    [undefined, '/'],
    ['https://elsewhere.example/', '/'],
    ['//elsewhere.example', '/'],
    ['/\\elsewhere.example', '/'],
    ['posts', '/'],
  ])('%s → %s', (next, path) => expect(safeNext(next)).toBe(path))
})

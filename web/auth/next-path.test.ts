import { describe, expect, it, test } from 'vitest'
import { safeNext } from './next-path.ts'

const EVIL = 'evil.example'
const SCHEMES = [
  'http:',
  'https:',
  'HTTPS:',
  'ftp:',
  'javascript:',
  'JaVaScRiPt:',
  'data:',
  'vbscript:',
  'file:',
  'blob:',
]
const BEFORE = [
  '//',
  '///',
  '////',
  '\\\\',
  '\\/',
  '/\\',
  '\\\\\\',
  '/\\\\',
  '/\t/',
  '/\n/',
  '/\r/',
  '/ /',
  '\t//',
  ' //',
  '\u00a0//',
]
const ENCODED = [
  '/%09/',
  '/%0a/',
  '/%0d/',
  '/%2f/',
  '/%5c',
  '/%5c%5c',
  '/%2f%2f',
  '/.//',
  '/..//',
  '/./\\',
  '/;//',
  '/?//',
  '/#//',
]
const VECTORS: readonly string[] = [
  ...SCHEMES.flatMap(scheme => [`${scheme}//${EVIL}`, `${scheme}${EVIL}`]),
  ...BEFORE.map(before => `${before}${EVIL}`),
  ...ENCODED.map(before => `${before}${EVIL}`),
  `https://galley.example@${EVIL}/`,
  `https://galley.example.${EVIL}/`,
  `https:/${EVIL}`,
  `https:\\${EVIL}`,
  `//${EVIL}@galley.example`,
  `//galley.example@${EVIL}`,
  `//${EVIL}:443/`,
  `//[::1]/`,
  `//2130706433/`,
  `@${EVIL}`,
  `.${EVIL}`,
  `?next=//${EVIL}`,
  `#//${EVIL}`,
  '',
]

describe('safeNext', () => {
  it.each([
    ['/posts/1?x=2', '/posts/1?x=2'],
    [undefined, '/'],
    ['https://elsewhere.example/', '/'],
    ['//elsewhere.example', '/'],
    ['/\\elsewhere.example', '/'],
    ['posts', '/'],
  ])('%s → %s', (next, path) => expect(safeNext(next)).toBe(path))

  test('[AU103] there are sixty ways to try', () => expect(new Set(VECTORS).size).toBeGreaterThanOrEqual(60))

  test.each(VECTORS)('[AU103] A23: %j leads nowhere but to this server', next => {
    const path = safeNext(next)
    expect(path.startsWith('/')).toBe(true)
    expect(new URL(path, 'https://galley.example/sign-in').origin).toBe('https://galley.example')
  })
})

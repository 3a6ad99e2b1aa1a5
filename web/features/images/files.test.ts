import { expect, test } from 'vitest'
import { fileName } from './files.ts'

test.each([
  ['storm.jpg', 'storm.jpg'],
  ['evil\u202egnp.svg', 'evil gnp.svg'],
  ['a\r\nSet-Cookie: x', 'a Set-Cookie: x'],
  ['../../etc/passwd\0.png', '../../etc/passwd .png'],
  ['', 'the picture'],
  ['\u200b\u2066', 'the picture'],
  ['x'.repeat(200), `${'x'.repeat(60)}…`],
])('[IM12] the name of a file is shown as one line that turns nothing around: %j', (name, shown) => {
  expect(fileName({ name })).toBe(shown)
})

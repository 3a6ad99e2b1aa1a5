import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sourceHash } from './source-hash.ts'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'galley-hash-'))
  mkdirSync(join(root, 'web', '.next'), { recursive: true })
  writeFileSync(join(root, 'web', 'page.tsx'), 'one')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))
const hash = () => sourceHash(root, ['web', 'package.json'])

test('content, name and presence of a source count', () => {
  const first = hash()
  expect(hash()).toBe(first)
  writeFileSync(join(root, 'web', 'page.tsx'), 'two')
  const second = hash()
  renameSync(join(root, 'web', 'page.tsx'), join(root, 'web', 'other.tsx'))
  const third = hash()
  writeFileSync(join(root, 'package.json'), '{}')
  expect(new Set([first, second, third, hash()]).size).toBe(4)
})

test('what tools write beside the sources does not count', () => {
  const before = hash()
  writeFileSync(join(root, 'web', '.next', 'BUILD_ID'), 'x')
  writeFileSync(join(root, 'web', 'next-env.d.ts'), 'x')
  writeFileSync(join(root, 'web', 'tsconfig.tsbuildinfo'), 'x')
  writeFileSync(join(root, 'web', 'page.test.tsx'), 'x')
  expect(hash()).toBe(before)
})

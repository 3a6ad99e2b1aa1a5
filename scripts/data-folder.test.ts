import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { forgetSecret, holdDataFolder, keptSecret } from './data-folder.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'galley-folder-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a folder is made, held, and given back', () => {
  const dataDir = join(folder, 'a', 'b')
  const release = holdDataFolder(dataDir)
  expect(existsSync(join(dataDir, 'running'))).toBe(true)
  release()
  expect(existsSync(join(dataDir, 'running'))).toBe(false)
})

test('what a dead or foreign process left does not hold the folder', () => {
  // The parent of this test is alive and is no Galley.
  writeFileSync(join(folder, 'running'), `${process.ppid}\n`)
  holdDataFolder(folder)()
})

test('a folder that cannot be made gets a sentence with the remedy', () => {
  writeFileSync(join(folder, 'file'), '')
  expect(() => holdDataFolder(join(folder, 'file', 'data'))).toThrow(
    /cannot be written .* set DATA_DIR to a folder that is/,
  )
})

test('a secret is made once, readable by its owner only, and made anew when forgotten', () => {
  const first = keptSecret(folder, 'auth-secret')
  expect(first.length).toBeGreaterThanOrEqual(32)
  expect(keptSecret(folder, 'auth-secret')).toBe(first)
  expect(statSync(join(folder, 'auth-secret')).mode & 0o777).toBe(0o600)
  forgetSecret(folder, 'auth-secret')
  expect(keptSecret(folder, 'auth-secret')).not.toBe(first)
})

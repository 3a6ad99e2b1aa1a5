import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { holdsAllOfLock } from './installed.js'

type Packages = Record<string, { version: string; integrity?: string; optional?: true; os?: string[]; cpu?: string[] }>

const YJS = { version: '13.6.33', integrity: 'sha512-a' }
const HERE = { version: '1.0.0', optional: true as const, os: [process.platform], cpu: [process.arch] }

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'galley-installed-'))
  mkdirSync(join(root, 'node_modules'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function installed(wanted: Packages, present?: Packages): boolean {
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: { '': { version: '1' }, ...wanted } }))
  if (present) {
    writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: present }))
  }
  return holdsAllOfLock(root)
}

test('the same packages, or more of them, need no install', () => {
  expect(installed({ 'node_modules/yjs': YJS }, { 'node_modules/yjs': YJS })).toBe(true)
  expect(installed({ 'node_modules/yjs': YJS }, { 'node_modules/yjs': YJS, 'node_modules/gone': YJS })).toBe(true)
})

test('a package that is missing, of another version or of another content needs one', () => {
  expect(installed({ 'node_modules/yjs': YJS }, {})).toBe(false)
  expect(installed({ 'node_modules/yjs': YJS }, { 'node_modules/yjs': { ...YJS, version: '13.6.32' } })).toBe(false)
  expect(installed({ 'node_modules/yjs': YJS }, { 'node_modules/yjs': { ...YJS, integrity: 'sha512-b' } })).toBe(false)
})

test('without a list of what is there, nothing is taken to be there', () => {
  expect(installed({ 'node_modules/yjs': YJS })).toBe(false)
})

test('an optional package is missed only where it belongs', () => {
  expect(installed({ 'node_modules/node': HERE }, {})).toBe(false)
  expect(installed({ 'node_modules/node': { ...HERE, os: ['plan9'] } }, {})).toBe(true)
  expect(installed({ 'node_modules/wasm-helper': { version: '1.0.0', optional: true } }, {})).toBe(true)
})

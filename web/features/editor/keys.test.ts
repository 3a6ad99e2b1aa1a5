import { expect, it } from 'vitest'
import { editorKey, keysWords } from './keys.ts'

const press = (key: string, more: Partial<KeyboardEvent> = {}) => ({
  key,
  metaKey: false,
  ctrlKey: false,
  shiftKey: false,
  altKey: false,
  ...more,
})

it('knows its keys on both kinds of keyboard', () => {
  expect(editorKey(press('s', { metaKey: true }))).toBe('save')
  expect(editorKey(press('S', { ctrlKey: true }))).toBe('save')
  expect(editorKey(press('k', { ctrlKey: true }))).toBe('link')
  expect(editorKey(press('Enter', { ctrlKey: true, shiftKey: true }))).toBe('publish_panel')
  expect(editorKey(press('F10', { altKey: true }))).toBe('focus_toolbar')
  expect(editorKey(press('s'))).toBeNull()
})

it('writes keys as their keyboard does', () => {
  expect(keysWords('Mod+⇧+Z', true)).toBe('⌘⇧Z')
  expect(keysWords('Mod+⌥+2', false)).toBe('Ctrl+Alt+2')
})

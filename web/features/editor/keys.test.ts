import { expect, it } from 'vitest'
import { editorKey, keysWords } from './keys.ts'

const press = (key: string, more: Partial<Parameters<typeof editorKey>[0]> = {}) => ({
  key,
  code: '',
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
  expect(editorKey(press('H', { metaKey: true, shiftKey: true }))).toBe('history')
  expect(editorKey(press('h', { metaKey: true }))).toBeNull()
  expect(editorKey(press('F10', { altKey: true }))).toBe('focus_toolbar')
  // With Alt held the letter may be any other.
  expect(editorKey(press('µ', { code: 'KeyM', metaKey: true, altKey: true }))).toBe('comment')
  expect(editorKey(press('m', { code: 'KeyM', ctrlKey: true, altKey: true }))).toBe('comment')
  expect(editorKey(press('ArrowDown', { altKey: true }))).toBe('next_thread')
  expect(editorKey(press('ArrowUp', { altKey: true }))).toBe('previous_thread')
  expect(editorKey(press('ArrowUp', { altKey: true, shiftKey: true }))).toBeNull()
  expect(editorKey(press('s'))).toBeNull()
})

it('writes keys as their keyboard does', () => {
  expect(keysWords('Mod+⇧+Z', true)).toBe('⌘⇧Z')
  expect(keysWords('Mod+⌥+2', false)).toBe('Ctrl+Alt+2')
})

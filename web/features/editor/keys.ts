/** Keys of the editor as people read them, and which of our own a press is. */

/** `Mod+⇧+Z` → `⌘⇧Z` on a Mac, `Ctrl+⇧+Z` elsewhere. */
export function keysWords(keys: string, isMac = onMac()): string {
  return isMac ? keys.replaceAll('Mod', '⌘').replaceAll('+', '') : keys.replaceAll('Mod', 'Ctrl').replaceAll('⌥', 'Alt')
}

type EditorKey =
  | 'save'
  | 'link'
  | 'publish_panel'
  | 'history'
  | 'focus_toolbar'
  | 'comment'
  | 'next_thread'
  | 'previous_thread'

type Press = Pick<KeyboardEvent, 'key' | 'code' | 'metaKey' | 'ctrlKey' | 'shiftKey' | 'altKey'>

export function editorKey({ key, code, metaKey, ctrlKey, shiftKey, altKey }: Press): EditorKey | null {
  if (altKey && key === 'F10') return 'focus_toolbar'
  // With Alt the letter is another one on many keyboards: the place of the key counts.
  if (altKey && (metaKey || ctrlKey)) return code === 'KeyM' && !shiftKey ? 'comment' : null
  if (altKey && !shiftKey) return key === 'ArrowDown' ? 'next_thread' : key === 'ArrowUp' ? 'previous_thread' : null
  if (!(metaKey || ctrlKey) || altKey) return null
  if (shiftKey) return key === 'Enter' ? 'publish_panel' : key.toLowerCase() === 'h' ? 'history' : null
  switch (key.toLowerCase()) {
    case 's':
      return 'save'
    case 'k':
      return 'link'
    default:
      return null
  }
}

function onMac(): boolean {
  return typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform)
}

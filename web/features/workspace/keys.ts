/**
 * Keys without a modifier, alone or two after each other (`g i`). Pure: what was pressed before goes in, what to do
 * and what to remember comes out.
 */

/** A sequence is forgotten after this long. */
export const SEQUENCE_MS = 1200

export type Bindings = Readonly<Record<string, () => void>>
export type Remembered = { readonly key: string; readonly atMs: number } | null
type Match = { readonly run: (() => void) | null; readonly remembered: Remembered }

export function matchKey(bindings: readonly Bindings[], remembered: Remembered, key: string, nowMs: number): Match {
  const before = remembered !== null && nowMs - remembered.atMs <= SEQUENCE_MS ? remembered.key : null
  if (before !== null) {
    const run = find(bindings, `${before} ${key}`)
    if (run) return { run, remembered: null }
  }
  if (bindings.some(each => Object.keys(each).some(keys => keys.startsWith(`${key} `)))) {
    return { run: null, remembered: { key, atMs: nowMs } }
  }
  return { run: find(bindings, key), remembered: null }
}

/** A letter with Shift is a key of its own, `shift+c`, where something is bound to it; else it is the letter. */
export function nameOfKey(
  bindings: readonly Bindings[],
  { key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
): string {
  const letter = key.toLowerCase()
  const shifted = `shift+${letter}`
  return shiftKey && find(bindings, shifted) ? shifted : letter
}

/** The newest registration wins: a list's key goes before the page's. */
function find(bindings: readonly Bindings[], keys: string): (() => void) | null {
  return bindings.findLast(each => Object.hasOwn(each, keys))?.[keys] ?? null
}

/** Letters belong to whoever is being written in, and to open menus and dialogs. */
export function takesLetters(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input, textarea, select, [contenteditable], [role=menu], [role=dialog], [role=listbox]') !== null
  )
}

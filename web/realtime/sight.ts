/**
 * What is in sight of a text. What others write above it must not move it: browsers hold a scrolled page still by
 * themselves, but not around a text that has the focus, which is one element to them. SPEC PR62.
 */
import type { Node } from '@tiptap/pm/model'
import type { EditorView } from '@tiptap/pm/view'

/** Where the first line in sight begins, and how far down the window it is. */
type Sight = { readonly position: number; readonly top: number }

/** Below the bars that stay at the top of the pane. */
export const SIGHT_MARGIN = 56

const panes = new WeakMap<HTMLElement, HTMLElement>()

/** What scrolls the text. */
export function paneOf({ dom }: Pick<EditorView, 'dom'>): HTMLElement {
  const known = panes.get(dom)
  if (known?.isConnected) return known
  let pane = dom.parentElement
  while (pane && !/auto|scroll/.test(getComputedStyle(pane).overflowY)) pane = pane.parentElement
  const found = pane ?? document.documentElement
  panes.set(dom, found)
  return found
}

/** Null when the text has nothing in sight. */
export function firstInSight(view: EditorView): Sight | null {
  const edge = Math.max(0, paneOf(view).getBoundingClientRect().top) + SIGHT_MARGIN
  const block = firstBelow(view.dom.children, edge)
  if (!block) return null
  const { top, left } = block.getBoundingClientRect()
  const begin = view.posAtDOM(block, 0)
  const position = top >= edge ? begin : Math.max(begin, view.posAtCoords({ left: left + 1, top: edge })?.pos ?? begin)
  return { position, top: view.coordsAtPos(position).top }
}

/** Blocks stand below each other, and may be thousands. */
function firstBelow(blocks: HTMLCollection, edge: number): Element | null {
  let [low, high] = [0, blocks.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((blocks[middle]?.getBoundingClientRect().bottom ?? 0) > edge) high = middle
    else low = middle + 1
  }
  return blocks[low] ?? null
}

/** Does `change`, which gives the view another text, and leaves the first line in sight where it was. */
export function holdSight(view: EditorView, change: () => void): void {
  const before = firstInSight(view)
  const { doc } = view.state
  change()
  if (!before || view.isDestroyed) return
  const position = Math.min(carriedOver(before.position, doc, view.state.doc), view.state.doc.content.size)
  const { top } = view.coordsAtPos(position)
  if (top !== before.top) paneOf(view).scrollTop += top - before.top
}

/** The same place in a text that differs in one range. */
export function carriedOver(position: number, before: Node, after: Node): number {
  const start = before.content.findDiffStart(after.content)
  if (start === null || position < start) return position
  const end = before.content.findDiffEnd(after.content)
  if (!end || position < end.a) return start
  return position + end.b - end.a
}

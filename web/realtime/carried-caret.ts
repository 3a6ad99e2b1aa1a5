/**
 * A caret whose block others replace, as by making it a heading, goes to the same words of the block that took its place.
 * The binding knows a caret by the letters around it, and those are gone; it would be put somewhere else, and what is typed
 * on would stand there. SPEC PR260.
 */
import type { Node, ResolvedPos } from '@tiptap/pm/model'
import { TextSelection } from '@tiptap/pm/state'
import type { ProsemirrorBinding } from '@tiptap/y-tiptap'
import { ContentType, findIndexSS, Item, type Transaction } from 'yjs'
import type { Shared } from './unfit.ts'

/** An end of the selection, in its block. */
type End = { readonly block: Shared; readonly number: number; readonly words: string; readonly offset: number }
type Block = { readonly number: number; readonly words: string; readonly start: number }

/** How much of a block's words must be those of the old one. */
const LEAST_ALIKE = 0.5
const NO_LETTER = '\uFFFC'

/** @param show shows what others wrote */
export function carryCaret(binding: ProsemirrorBinding, transaction: Transaction, show: () => void): void {
  const ends = removesTypes(transaction) ? endsOf(binding) : null
  show()
  if (!ends?.some(({ block }) => block._item?.deleted)) return
  const { state, dispatch } = binding.prosemirrorView
  const blocks = blocksIn(state.doc)
  const [anchor, head] = ends.map(end => placeNow(end, blocks))
  if (anchor === undefined || head === undefined) return
  const selection = TextSelection.create(state.doc, anchor, head)
  dispatch.call(binding.prosemirrorView, state.tr.setSelection(selection).setMeta('addToHistory', false))
}

function removesTypes({ doc, deleteSet }: Transaction): boolean {
  for (const [client, ranges] of deleteSet.clients) {
    const structs = doc.store.clients.get(client) ?? []
    for (const { clock, len } of ranges) {
      for (let index = findIndexSS(structs, clock); index < structs.length; index++) {
        const struct = structs[index]
        if (!struct || struct.id.clock >= clock + len) break
        if (struct instanceof Item && struct.content instanceof ContentType) return true
      }
    }
  }
  return false
}

/** Null where nothing is selected in the text: of a picture, or without an editor on the screen. */
function endsOf(binding: ProsemirrorBinding): readonly End[] | null {
  const { selection, doc } = binding.prosemirrorView.state
  if (!(selection instanceof TextSelection)) return null
  const blocks = blocksIn(doc)
  const endOf = ($place: ResolvedPos): End | null => {
    const block = [...binding.mapping].find(([, shown]) => shown === $place.parent)?.[0]
    const at = blocks.find(({ start }) => start === $place.start())
    return block && at ? { block, number: at.number, words: at.words, offset: $place.parentOffset } : null
  }
  const [anchor, head] = [endOf(selection.$anchor), endOf(selection.$head)]
  return anchor && head ? [anchor, head] : null
}

function blocksIn(doc: Node): readonly Block[] {
  const blocks: Block[] = []
  doc.descendants((node, place) => {
    if (!node.isTextblock) return !node.isLeaf
    const words = node.textBetween(0, node.content.size, '', NO_LETTER)
    blocks.push({ number: blocks.length, words, start: place + 1 })
    return false
  })
  return blocks
}

/** In the block that has most of the words, of several in the nearest; a part of the words may be on its way back. */
function placeNow({ number, words, offset }: End, blocks: readonly Block[]): number | undefined {
  let best: { readonly alike: number; readonly far: number; readonly place: number } | null = null
  for (const { number: other, words: there, start } of blocks) {
    const before = common(words, there)
    const after = Math.min(common(reversed(words), reversed(there)), there.length - before)
    const alike = before + after
    const far = Math.abs(other - number)
    // Nothing is like nothing, and all that stood there may be on its way back.
    if (there === '' ? far > 0 && words !== '' : alike < there.length * LEAST_ALIKE) continue
    if (best && (alike < best.alike || (alike === best.alike && far >= best.far))) continue
    const fromEnd = Math.min(words.length - offset, after)
    best = { alike, far, place: start + (offset <= before ? offset : there.length - fromEnd) }
  }
  return best?.place
}

/** How many letters they begin with alike. */
function common(one: string, other: string): number {
  let length = 0
  while (length < one.length && length < other.length && one[length] === other[length]) length++
  return length
}

function reversed(words: string): string {
  return words.split('').toReversed().join('')
}

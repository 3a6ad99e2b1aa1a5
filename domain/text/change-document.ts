/**
 * Turns a post's Y.Doc into a given document with as few changes as it can, so that what others write at the same moment
 * and what their comments and carets hang on stays where it is.
 *
 *   blocks that are the same stay ─ those in the place of others are changed inside, word by word ─ the rest goes or comes
 *
 * What is in the fragment and cannot be shown (see unfit blocks in the editor) is left alone.
 */
import type { Node } from '@tiptap/pm/model'
import { prosemirrorToYXmlFragment, updateYFragment } from '@tiptap/y-tiptap'
import { diffWordsWithSpace } from 'diff'
import * as Y from 'yjs'
import { MOST_DIFFERENCES, placeBlocks } from './align.ts'
import { type JsonNode, nodeFromJson, nodesOf } from './document.ts'
import { BODY, editorSchema } from './schema.ts'
import { changeSplitTexts } from './split-texts.ts'

type Meta = Parameters<typeof updateYFragment>[3]
/** A child of a Yjs type with what an editor shows of it. */
type Shown = { readonly element: Y.XmlElement; readonly node: Node }

/**
 * One transaction; without a difference nothing is written.
 *
 * @throws {RangeError} for JSON that is not a document of the schema
 */
export function changeDocument(doc: Y.Doc, target: JsonNode): void {
  const node = nodeFromJson(target)
  const meta: Meta = { mapping: new Map(), isOMark: new Map() }
  doc.transact(() => changeBody(doc, node, meta))
}

function changeBody(doc: Y.Doc, target: Node, meta: Meta): void {
  const body = doc.getXmlFragment(BODY)
  const shown = shownIn(body)
  const becomes = [...target.children]
  const pairs = align(shown, becomes)
  for (const { was, now, rewritten } of pairs) {
    const [one, target] = [shown[was], becomes[now]]
    if (one && target && !one.node.eq(target)) changeElement(doc, one.element, target, meta, rewritten)
  }

  const kept = new Set(pairs.map(({ was }) => shown[was]?.element))
  removeFrom(body, new Set(shown.map(({ element }) => element).filter(element => !kept.has(element))))
  // From behind, so that what stands before a place does not move it.
  let before: Y.XmlElement | null = null
  let end = becomes.length
  for (const { was, now } of [...pairs.toReversed(), { was: -1, now: -1 }]) {
    const added = becomes.slice(now + 1, end)
    const after = shown[was]?.element
    if (added.length > 0) {
      const at = before ? indexIn(body, before) : after ? indexIn(body, after) + 1 : body.length
      body.insert(at, toYjs(added))
    }
    before = after ?? null
    end = now
  }
}

/** Runs of them at once, from behind, so that what goes does not move what goes next. */
function removeFrom(body: Y.XmlFragment, gone: ReadonlySet<unknown>): void {
  const children = body.toArray()
  for (let end = children.length; end > 0; end--) {
    let start = end
    while (start > 0 && gone.has(children[start - 1])) start--
    if (start < end) body.delete(start, end - start)
    end = Math.max(start, 1)
  }
}

/** Children first; then the binding's own update finds only what has to come or go. */
function changeElement(doc: Y.Doc, element: Y.XmlElement, target: Node, meta: Meta, rewritten: boolean): void {
  if (target.isTextblock) {
    // Words that happen to be in both are not the same words: a comment on them would reach over the new ones.
    if (rewritten) for (const child of element.toArray()) if (child instanceof Y.XmlText) child.delete(0, child.length)
    if (changeSplitTexts(doc, element, target, meta)) return
    changeWords(element, target)
  } else {
    const shown = shownIn(element)
    const becomes = [...target.children]
    for (const { was, now, rewritten: anew } of align(shown, becomes)) {
      const [child, node] = [shown[was], becomes[now]]
      if (!child || !node) continue
      if (!child.node.eq(node)) changeElement(doc, child.element, node, meta, anew)
      meta.mapping.set(child.element, node)
    }
  }
  updateYFragment(doc, element, target, meta)
}

/** Where a block is one run of text before and after, the words that differ; marks are put right by the update after it. */
function changeWords(element: Y.XmlElement, target: Node): void {
  const [text, ...others] = element.toArray()
  if (!(text instanceof Y.XmlText) || others.length > 0 || !target.children.every(child => child.isText)) return
  const was = text.toDelta().map((part: { insert: unknown }) => part.insert)
  if (!was.every((part: unknown) => typeof part === 'string')) return
  const changes = diffWordsWithSpace(was.join(''), target.textContent, { maxEditLength: MOST_DIFFERENCES })
  let at = 0
  for (const { value, added, removed } of changes ?? []) {
    if (removed) text.delete(at, value.length)
    else if (added) text.insert(at, value)
    if (!removed) at += value.length
  }
}

/** The title that is shown is the first one; a second is left alone like anything else that is not shown. */
function shownIn(parent: Y.XmlFragment): readonly Shown[] {
  let hasTitle = false
  return parent.toArray().flatMap(child => {
    if (!(child instanceof Y.XmlElement)) return []
    const [node] = nodesOf(child)
    if (!node || (node.type.name === 'title' && hasTitle)) return []
    hasTitle ||= node.type.name === 'title'
    return [{ element: child, node }]
  })
}

function align(shown: readonly Shown[], becomes: readonly Node[]) {
  return placeBlocks(
    shown.map(({ node }) => node.toJSON() as JsonNode),
    becomes.map(node => node.toJSON() as JsonNode),
  )
}

function indexIn(parent: Y.XmlFragment, element: Y.XmlElement): number {
  return parent.toArray().indexOf(element)
}

/** Blocks as they can be put into another document. */
export function toYjs(blocks: readonly Node[]): (Y.XmlElement | Y.XmlText)[] {
  const scratch = new Y.Doc()
  const body = scratch.getXmlFragment(BODY)
  prosemirrorToYXmlFragment(editorSchema.topNodeType.create(null, blocks), body)
  const copies = body.toArray().flatMap(made => (made instanceof Y.XmlElement ? [made.clone()] : []))
  scratch.destroy()
  return copies
}

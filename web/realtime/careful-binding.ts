/**
 * Makes the binding between a post and its editor write only what the person at this page did. By itself it deletes
 * what its schema cannot build, compares the whole text at every click, and can take a block it does not know for a
 * changed one. Five methods of the one binding object are replaced; the package stays as it is. SPEC CN64–CN66, CN90.
 */
import { Fragment, type Node, type Schema } from '@tiptap/pm/model'
import { type EditorState, Plugin, PluginKey, type PluginView, TextSelection, type Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { ProsemirrorBinding, ySyncPluginKey } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { changeSplitTexts } from '#domain/text/split-texts.ts'
import { readCaret } from './browser-caret.ts'
import { showAnyway } from './caret-place.ts'
import { isUnsupported, KeptBlocks, type Shared } from './unfit.ts'

/** Puts the care around the plug-in that `ySyncPlugin` made. */
export function careful(plugin: Plugin): Plugin {
  const { view: open } = plugin.spec
  if (!open) throw new Error('The sync plugin has no view')
  plugin.spec.view = view => {
    const binding = bindingOf(view.state)
    // A plugin that joins later makes all views anew, around the same binding.
    if (!(binding.mapping instanceof KeptBlocks)) takeCare(binding, view.state.schema)
    const opened = open(view)
    return { ...opened, update: whenChanged(opened, binding) }
  }
  return plugin
}

/** Refuses what would put a placeholder anywhere but where it stands; taking it out is a person's right. */
export function holdPlaceholders(): Plugin {
  return new Plugin({
    key: new PluginKey('holdPlaceholders'),
    filterTransaction: (transaction, { doc }) =>
      !transaction.docChanged || isFromOthers(transaction) || keepsPlaces(doc, transaction.doc),
  })
}

/**
 * Carets and marks of others come as transactions too: without a change of the text there is nothing to write. A text in
 * which nothing is left the plug-in takes for one that is not there yet, until something else was changed. SPEC CN240.
 */
function whenChanged({ update }: PluginView, binding: ProsemirrorBinding): NonNullable<PluginView['update']> {
  return (view, before) => {
    const { doc } = view.state
    if (doc === before.doc) return
    if (!doc.eq(doc.type.createAndFill() ?? doc) || binding.type.length === 0) update?.(view, before)
    else {
      binding.mux(() => {
        binding.doc.transact(transaction => {
          transaction.meta.set('addToHistory', ySyncPluginKey.getState(view.state)?.addToHistory)
          binding._prosemirrorChanged(doc)
        }, ySyncPluginKey)
      })
    }
  }
}

function takeCare(binding: ProsemirrorBinding, schema: Schema): void {
  const view = (): EditorView => binding.prosemirrorView
  const blocks = new KeptBlocks(binding.type, schema)
  binding.mapping = blocks
  showAnyway(binding)
  // An empty one, made before the binding listens: what the first rendering is asked with.
  const nothing = binding.doc.transact(transaction => transaction)

  binding._forceRerender = () => {
    const { anchor, head } = view().state.selection
    binding._typeChanged([new Y.YEvent(binding.type, nothing)], nothing)
    const { tr: transaction } = view().state
    const at = (place: number) => transaction.doc.resolve(Math.min(place, transaction.doc.content.size))
    view().dispatch(
      transaction.setSelection(TextSelection.between(at(anchor), at(head))).setMeta('addToHistory', false),
    )
  }

  Object.defineProperty(binding, '_tr', {
    // Addresses in the words of others are theirs to link.
    get: (): Transaction => view().state.tr.setMeta('addToHistory', false).setMeta('preventAutolink', true),
  })

  const rememberPlace = binding.beforeAllTransactions
  binding.beforeAllTransactions = () => {
    if (binding.doc._transaction?.local === false && view()) readCaret(view())
    rememberPlace()
  }

  const write = binding._prosemirrorChanged.bind(binding)
  binding._prosemirrorChanged = doc => {
    for (const stage of stagesTo(doc, blocks)) {
      writeSplitTexts(binding, binding.type, stage)
      write(stage)
    }
  }
}

/** Where a single text block changes, which is what typing is. */
function writeSplitTexts(binding: ProsemirrorBinding, parent: Y.XmlFragment, target: Node): void {
  const [types, nodes] = [parent.toArray() as Shared[], target.children]
  if (types.length !== nodes.length) return
  const changed = types.flatMap((type, place) => (binding.mapping.get(type) === nodes[place] ? [] : [place]))
  const [place = -1, ...more] = changed
  if (more.length > 0) return
  const [element, node] = [types[place], nodes[place]]
  if (!(element instanceof Y.XmlElement) || !node || element.nodeName !== node.type.name) return
  if (node.isTextblock) changeSplitTexts(binding.doc, element, node, binding)
  else writeSplitTexts(binding, element, node)
}

/**
 * The text as it was, then with the change before the first placeholder, then also with the one before the second …
 * The binding compares from both ends, so a stage that differs between two placeholders alone never touches them. What
 * passed over a placeholder is taken out first: found twice, it could be held for what stands still.
 */
function stagesTo(doc: Node, blocks: KeptBlocks): readonly Node[] {
  const before = (blocks.fragment.toArray() as Shared[]).map(type => blocks.get(type))
  const after = doc.children
  const kept = after.filter(node => isUnsupported(node) && before.includes(node))
  if (kept.length === 0 || !before.every(isOneNode)) return [doc]
  const partsAfter = partsBetween(after, kept)
  const partsBefore = partsBetween(before, kept).map((part, index) =>
    part.filter(node => !partsAfter.some((other, place) => place !== index && other.includes(node))),
  )
  const stages = [
    partsBefore,
    ...partsAfter.map((_, index) => [...partsAfter.slice(0, index + 1), ...partsBefore.slice(index + 1)]),
  ]
  return stages
    .map(parts => parts.flatMap((part, index) => [...part, ...kept.slice(index, index + 1)]))
    .filter((nodes, index, all) => !isSame(nodes, all[index - 1] ?? before))
    .map(nodes => doc.copy(Fragment.fromArray(nodes)))
}

function isOneNode(node: Node | Node[] | undefined): node is Node {
  return node !== undefined && !Array.isArray(node)
}

function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((node, index) => node === other[index])
}

/** What stands before, between and after the nodes of `kept`; one part more than those. */
function partsBetween(nodes: readonly Node[], kept: readonly Node[]): readonly (readonly Node[])[] {
  const ends = [...kept.map(node => nodes.indexOf(node)), nodes.length]
  return ends.map((end, index) => nodes.slice(index === 0 ? 0 : (ends[index - 1] ?? 0) + 1, end))
}

function keepsPlaces(before: Node, after: Node): boolean {
  const held = before.children.filter(isUnsupported)
  if (held.length === 0) return true
  let next = 0
  let inPlace = true
  after.descendants((node, _position, parent) => {
    if (!isUnsupported(node)) return inPlace
    const found = held.indexOf(node, next)
    inPlace &&= parent === after && found >= 0
    next = found + 1
    return false
  })
  return inPlace
}

function isFromOthers(transaction: Transaction): boolean {
  return transaction.getMeta(ySyncPluginKey) !== undefined
}

function bindingOf(state: EditorState): ProsemirrorBinding {
  const binding: unknown = ySyncPluginKey.getState(state)?.binding
  if (!(binding instanceof ProsemirrorBinding)) throw new Error('The sync plugin has no binding')
  return binding
}

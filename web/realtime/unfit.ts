/**
 * Content of a post that this page's editor cannot build: nodes or marks of a newer Galley, or parts that do not stand
 * where the schema allows them. The binding would delete it; here it gets a placeholder, and the bytes stay. SPEC CN64.
 *
 * What is unfit is always a whole block of the post: one unknown mark in a list makes the list one placeholder, so that
 * everything which can still be edited is known to the schema down to its last mark.
 */
import { type ContentMatch, Fragment, type Mark, type Node, type Schema } from '@tiptap/pm/model'
import * as Y from 'yjs'
import { hasSplitTexts } from '#domain/text/split-texts.ts'
import { wordsIn } from './words-in.ts'

/** Node of the editor's schema alone: the server refuses it, as it refuses every name that it does not know. */
export const UNSUPPORTED = 'unsupported'

/** `unknown`: made by a newer or another editor. `misfit`: known parts that do not fit together. */
export type UnfitCause = 'unknown' | 'misfit'

export type Shared = Y.AbstractType<unknown>
type Built = { readonly node: Node } | { readonly unfit: UnfitCause }

/** Builds the node as the binding does, but never writes. */
function build(type: Shared, schema: Schema): Built {
  if (!(type instanceof Y.XmlElement)) return { unfit: 'unknown' }
  if (!schema.nodes[type.nodeName] || type.nodeName === UNSUPPORTED) return { unfit: 'unknown' }
  const children: Node[] = []
  for (const child of type.toArray() as Shared[]) {
    if (child instanceof Y.XmlText) {
      const texts = buildTexts(child, schema)
      if (texts === null) return { unfit: 'unknown' }
      children.push(...texts)
      continue
    }
    const built = build(child, schema)
    if ('unfit' in built) return built
    children.push(built.node)
  }
  try {
    return { node: schema.node(type.nodeName, type.getAttributes(), children) }
  } catch {
    return { unfit: 'misfit' }
  }
}

function buildTexts(text: Y.XmlText, schema: Schema): readonly Node[] | null {
  const nodes: Node[] = []
  for (const { insert, attributes = {} } of text.toDelta() as Delta[]) {
    if (typeof insert !== 'string') return null
    const marks: Mark[] = []
    for (const [key, attrs] of Object.entries(attributes)) {
      const name = markName(key)
      if (!schema.marks[name]) return null
      marks.push(schema.mark(name, isRecord(attrs) ? attrs : null))
    }
    nodes.push(schema.text(insert, marks))
  }
  return nodes
}

type Delta = { readonly insert: unknown; readonly attributes?: Record<string, unknown> }

/** Marks that may overlap themselves carry a hash after their name. */
function markName(key: string): string {
  return /(.*)--[a-zA-Z0-9+/=]{8}$/.exec(key)?.[1] ?? key
}

/**
 * What the binding knows of the blocks it shows. It asks here before it builds a block, so a placeholder that stands
 * here is taken as it is; it forgets everything before each rendering, and then the placeholders are put back.
 */
export class KeptBlocks extends Map<Shared, Node | Node[]> {
  private readonly verdicts = new WeakMap<Shared, Built>()
  private readonly placeholders = new WeakMap<Shared, Node>()
  readonly fragment: Y.XmlFragment
  readonly schema: Schema

  constructor(fragment: Y.XmlFragment, schema: Schema) {
    super()
    this.fragment = fragment
    this.schema = schema
  }

  /** Called for what has changed, up to the root. */
  override delete(type: Shared): boolean {
    this.verdicts.delete(type)
    this.placeholders.delete(type)
    return super.delete(type)
  }

  /** A block with texts side by side is built here: the binding would write while it builds one (domain/text/split-texts.ts). */
  override get(type: Shared): Node | Node[] | undefined {
    const known = super.get(type)
    if (known !== undefined || type.parent !== this.fragment || !isSplit(type)) return known
    // Anew: what this page writes into it does not pass by here.
    const built = build(type, this.schema)
    if (!('node' in built)) return undefined
    this.keep(type, built.node)
    return built.node
  }

  private keep(type: Shared, node: Node): void {
    super.set(type, node)
    const blocks = node.children.filter(child => !child.isText)
    for (const [index, child] of elementsOf(type).entries()) {
      const block = blocks[index]
      if (block) this.keep(child, block)
    }
  }

  override clear(): void {
    super.clear()
    let place: ContentMatch = this.schema.topNodeType.contentMatch
    for (const type of this.fragment.toArray() as Shared[]) {
      const verdict = this.judge(type)
      const after = 'node' in verdict ? follow(place, verdict.node) : null
      if (after) {
        place = after
        continue
      }
      const placeholder = this.placeholderFor(type, 'unfit' in verdict ? verdict.unfit : 'misfit')
      super.set(type, placeholder)
      place = follow(place, placeholder) ?? place
    }
  }

  private judge(type: Shared): Built {
    const known = this.verdicts.get(type)
    if (known) return known
    let verdict: Built
    try {
      verdict = build(type, this.schema)
    } catch {
      // Nested beyond what any editor writes.
      verdict = { unfit: 'misfit' }
    }
    this.verdicts.set(type, verdict)
    return verdict
  }

  private placeholderFor(type: Shared, cause: UnfitCause): Node {
    const known = this.placeholders.get(type)
    if (known) return known
    const placeholder = this.schema.node(UNSUPPORTED, { cause, text: wordsIn(type) })
    this.placeholders.set(type, placeholder)
    return placeholder
  }
}

function isSplit(type: Shared): boolean {
  return type instanceof Y.XmlElement && hasSplitTexts(type)
}

function elementsOf(type: Shared): readonly Shared[] {
  return type instanceof Y.XmlElement ? (type.toArray() as Shared[]).filter(child => child instanceof Y.XmlElement) : []
}

/** The place after `node`; what is missing before it (a title) is shown empty. Null where it cannot stand. */
function follow(place: ContentMatch, node: Node): ContentMatch | null {
  const here = place.matchType(node.type)
  if (here) return here
  const missing = place.fillBefore(Fragment.from(node))
  return missing && missing.childCount > 0 ? (place.matchFragment(missing)?.matchType(node.type) ?? null) : null
}

export function isUnsupported(node: Node): boolean {
  return node.type.name === UNSUPPORTED
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

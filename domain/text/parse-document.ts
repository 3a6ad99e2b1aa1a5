/** JSON that somebody sends as a text: judged by the schema and the table of attributes, with words about what is wrong. */
import { Fragment, type Mark, type Node } from '@tiptap/pm/model'
import { AppError } from '#domain/contract/errors.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { findOddAttribute } from './attributes.ts'
import { type JsonNode, nodeFromJson } from './document.ts'
import { editorSchema } from './schema.ts'
import { toStorableText } from './storable-text.ts'

const REASON_CHARS = 200

/**
 * A whole document: `doc` with a `title` and at least one block.
 * @throws {AppError} invalid_input
 */
export function parseDocument(value: unknown): JsonNode {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw refusal('A document is an object like {"type":"doc","content":[{"type":"title"}, …]}.')
  }
  if (isDeeperThan(value, LIMITS.depth)) throw refusal('This document is nested too deeply.')
  return toStored(read(value)).toJSON() as JsonNode
}

/**
 * Blocks that stand below a title.
 * @throws {AppError} invalid_input
 */
export function parseBlocks(value: unknown): JsonNode[] {
  if (!Array.isArray(value)) throw refusal('Blocks are a list like [{"type":"paragraph"}].')
  if (value.length === 0) return []
  return blocksOf(parseDocument({ type: 'doc', content: [{ type: 'title' }, ...value] }))
}

/** A document's blocks without its title. */
export function blocksOf({ content = [] }: JsonNode): JsonNode[] {
  return content.filter(({ type }) => type !== 'title')
}

function read(value: object): Node {
  try {
    const node = nodeFromJson(value as JsonNode)
    if (node.type === editorSchema.topNodeType) return node
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.slice(0, REASON_CHARS) : ''
    throw new AppError('invalid_input', { message: `This is not a document of this editor. ${reason}`, cause })
  }
  throw refusal('The outermost node is not "doc".')
}

/** The same with text that can be stored; judged on the way. */
function toStored(node: Node): Node {
  requireFine(node)
  if (node.isText) return editorSchema.text(toStorableText(node.text ?? ''), node.marks)
  return node.copy(Fragment.fromArray(node.children.map(toStored)))
}

function requireFine(node: Node): void {
  for (const part of [node, ...node.marks] as (Node | Mark)[]) {
    const odd = findOddAttribute(part.type, part.attrs)
    if (odd !== null) throw refusal(`${part.type.name}: the value of "${odd}" is not allowed.`)
  }
}

/** Level by level, so that hostile nesting cannot exhaust the stack before it is refused. */
function isDeeperThan(root: object, depth: number): boolean {
  let level: readonly unknown[] = [root]
  for (let reached = 0; level.length > 0; reached++) {
    if (reached > depth) return true
    level = level.flatMap(node => {
      const inner = typeof node === 'object' && node !== null && 'content' in node ? node.content : null
      return Array.isArray(inner) ? inner : []
    })
  }
  return false
}

function refusal(message: string): AppError {
  return new AppError('invalid_input', { message })
}

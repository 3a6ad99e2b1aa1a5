/**
 * Values an attribute may have. A Y.Doc can carry anything under any key; what is not in this table falls back to the
 * schema's default, so that frozen JSON, its hash and the public page hold nothing else.
 */
import type { Attrs, MarkType, NodeType } from '@tiptap/pm/model'
import { parseImageId } from '#domain/contract/images.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { toStorableText } from './storable-text.ts'

type Check = (value: unknown) => boolean

const isText: Check = value => value === null || (typeof value === 'string' && value.length <= 2000)
const isName: Check = value => typeof value === 'string' && /^[A-Za-z0-9_-]{1,128}$/.test(value)
const isLabel: Check = value => typeof value === 'string' && value.length <= 200
const isAlt: Check = value => typeof value === 'string' && value.length <= LIMITS.altChars
const isSpan: Check = value => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 100
const isColumnWidths: Check = value =>
  value === null || (Array.isArray(value) && value.length <= 100 && value.every(width => Number.isInteger(width)))
const isOneOf =
  (...values: readonly unknown[]): Check =>
  value =>
    values.includes(value)

const cell: Record<string, Check> = {
  colspan: isSpan,
  rowspan: isSpan,
  colwidth: isColumnWidths,
  align: isOneOf(null, 'left', 'center', 'right'),
}

const CHECKS: Record<string, Record<string, Check>> = {
  heading: { level: isOneOf(1, 2, 3) },
  orderedList: {
    start: value => Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= 999_999_999,
    type: isOneOf(null, '1', 'a', 'A', 'i', 'I'),
  },
  taskItem: { checked: value => typeof value === 'boolean' },
  codeBlock: { language: isText },
  mention: { id: isName, userId: isName, label: isLabel },
  image: { id: value => parseImageId(value) !== null, alt: isAlt, caption: isAlt },
  tableCell: cell,
  tableHeader: cell,
  link: { href: isText, title: isText },
}

/** The attributes of a node or mark that the schema knows and the table allows; the schema fills in the rest. */
export function toAttributes(type: NodeType | MarkType, raw: Record<string, unknown>): Attrs {
  const checks = CHECKS[type.name] ?? {}
  const attributes: Record<string, unknown> = {}
  for (const [name, check] of Object.entries(checks)) {
    const value = raw[name]
    if (value !== undefined && check(value))
      attributes[name] = typeof value === 'string' ? toStorableText(value) : value
  }
  return attributes
}

/** The first attribute whose value the table does not allow and that is not the schema's own default; null when all are fine. */
export function findOddAttribute(type: NodeType | MarkType, attributes: Attrs): string | null {
  const checks = CHECKS[type.name] ?? {}
  const odd = Object.entries(attributes).find(
    ([name, value]) => value !== type.spec.attrs?.[name]?.default && checks[name]?.(value) !== true,
  )
  return odd?.[0] ?? null
}

/** ProseMirror nodes → Markdown's tree. */
import { type FromProseMirrorOptions, fromPmMark, fromPmNode } from '@handlewithcare/remark-prosemirror'
import type { Node } from '@tiptap/pm/model'
import type { BlockContent, ListItem, Nodes, PhrasingContent, RootContent, TableCell, TableRow } from 'mdast'
import { IMAGE_WIDTH_MAX, imageFile, imagePath, parseImageId } from '#domain/contract/images.ts'

type Options = FromProseMirrorOptions<string, string>
type State = Parameters<NonNullable<Options['nodeHandlers'][string]>>[2]

export const nodeHandlers: Options['nodeHandlers'] = {
  doc: (node, _parent, state) => ({ type: 'root', children: state.all(node) as RootContent[] }),
  title: () => null,
  paragraph: (node, _parent, state) =>
    node.childCount === 0 ? null : { type: 'paragraph', children: inline(node, state) },
  heading: (node, _parent, state) => ({ type: 'heading', depth: node.attrs.level, children: inline(node, state) }),
  horizontalRule: () => ({ type: 'thematicBreak' }),
  blockquote: fromPmNode('blockquote'),
  codeBlock: node => ({ type: 'code', lang: node.attrs.language || null, value: node.textContent }),
  bulletList: (node, _parent, state) => ({ type: 'list', ordered: false, spread: false, children: items(node, state) }),
  taskList: (node, _parent, state) => ({ type: 'list', ordered: false, spread: false, children: items(node, state) }),
  orderedList: (node, _parent, state) => ({
    type: 'list',
    ordered: true,
    start: node.attrs.start,
    spread: false,
    children: items(node, state),
  }),
  listItem: (node, _parent, state) => ({
    type: 'listItem',
    spread: needsBlankLines(node),
    children: state.all(node) as BlockContent[],
  }),
  taskItem: (node, _parent, state) => ({
    type: 'listItem',
    spread: needsBlankLines(node),
    checked: node.attrs.checked,
    children: state.all(node) as BlockContent[],
  }),
  table: (node, _parent, state) => ({
    type: 'table',
    align: node.child(0).children.map(cell => cell.attrs.align ?? null),
    children: node.children.map(
      (row): TableRow => ({ type: 'tableRow', children: row.children.map(cell => tableCell(cell, state)) }),
    ),
  }),
  image({ attrs }) {
    const id = parseImageId(attrs.id)
    if (id === null) return null
    const url = imagePath(id, imageFile(id, IMAGE_WIDTH_MAX))
    const image = { type: 'image', url, alt: oneLine(attrs.alt), title: oneLine(attrs.caption) || null } as const
    return { type: 'paragraph', children: [image] }
  },
  hardBreak: () => ({ type: 'break' }),
  mention: ({ attrs }) => [
    { type: 'text', value: '@' },
    { type: 'link', url: `user:${attrs.userId}`, children: [{ type: 'text', value: attrs.label }] },
  ],
}

export const markHandlers: Options['markHandlers'] = {
  bold: fromPmMark('strong'),
  italic: fromPmMark('emphasis'),
  // Unlike emphasis, strikethrough is written without escapes for white space at its ends.
  strike: (_mark, _parent, children) => outsideSpace(children, inner => ({ type: 'delete', children: inner })),
  link: fromPmMark('link', mark => ({ url: mark.attrs.href ?? '', title: mark.attrs.title })),
  code: (_mark, _parent, children) => ({ type: 'inlineCode', value: children.map(literal).join('') }),
  underline: (_mark, _parent, children) => children,
}

/** Text side by side becomes one text, so that it is escaped as what a reader sees; a break at the end says nothing. */
function inline(node: Node, state: State): PhrasingContent[] {
  const merged: PhrasingContent[] = []
  for (const child of state.all(node) as PhrasingContent[]) {
    const last = merged.at(-1)
    if (child.type === 'text' && last?.type === 'text')
      merged[merged.length - 1] = { type: 'text', value: last.value + child.value }
    else merged.push(child)
  }
  while (merged.at(-1)?.type === 'break') merged.pop()
  return merged
}

function items(node: Node, state: State): ListItem[] {
  return state.all(node) as ListItem[]
}

/** A list right under its item's line reads as nested; anything else could be read as a continuation of that line. */
function needsBlankLines(item: Node): boolean {
  const [first, second] = item.children
  if (item.childCount < 2) return false
  const isPlainNested = item.childCount === 2 && first?.textContent !== '' && second?.type.name !== 'orderedList'
  return !(isPlainNested && second?.type.isInGroup('list') && second.firstChild?.textContent !== '')
}

function tableCell(cell: Node, state: State): TableCell {
  const lines = cell.children.map(paragraph => inline(paragraph, state).map(breakToHtml))
  return { type: 'tableCell', children: lines.flatMap((line, index) => (index === 0 ? line : [LINE_BREAK, ...line])) }
}

const LINE_BREAK: PhrasingContent = { type: 'html', value: '<br>' }

/** A row of a table is one line. */
function breakToHtml(node: PhrasingContent): PhrasingContent {
  if (node.type === 'break') return LINE_BREAK
  if ('children' in node) return { ...node, children: node.children.map(breakToHtml) } as PhrasingContent
  return node
}

function outsideSpace(children: Nodes[], wrap: (inner: PhrasingContent[]) => Nodes): Nodes[] {
  const inner = [...children] as PhrasingContent[]
  const [first] = inner
  let before = ''
  let after = ''
  if (first?.type === 'text') {
    before = /^\s*/.exec(first.value)?.[0] ?? ''
    inner[0] = { type: 'text', value: first.value.slice(before.length) }
  }
  const last = inner.at(-1)
  if (last?.type === 'text') {
    after = /\s*$/.exec(last.value)?.[0] ?? ''
    inner[inner.length - 1] = { type: 'text', value: last.value.slice(0, last.value.length - after.length) }
  }
  const isEmpty = inner.every(node => node.type === 'text' && node.value === '')
  return [...space(before), ...(isEmpty ? [] : [wrap(inner)]), ...space(after)]
}

function space(value: string): Nodes[] {
  return value === '' ? [] : [{ type: 'text', value }]
}

function literal(node: Nodes): string {
  if ('value' in node) return node.value
  return 'children' in node ? node.children.map(literal).join('') : ' '
}

/** A line end in the words of a picture could end its paragraph. */
function oneLine(words: string): string {
  return words.replace(/\s+/g, ' ').trim()
}

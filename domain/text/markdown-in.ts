/** Markdown's tree → ProseMirror nodes. HTML in Markdown is text, except `<br>`, which is a line break. */
import { type RemarkProseMirrorOptions, toPmNode } from '@handlewithcare/remark-prosemirror'
import type { Mark, Node, NodeType } from '@tiptap/pm/model'
import type { Nodes, Parent } from 'mdast'
import { parseLinkAddress } from './link-address.ts'
import { imageOf } from './markdown-images.ts'
import { mentionOf } from './markdown-mentions.ts'
import { editorSchema } from './schema.ts'

type Handlers = RemarkProseMirrorOptions['handlers']
type State = Parameters<NonNullable<Handlers['paragraph']>>[2]

export const blockHandlers: Handlers = {
  root: (node, _parent, state) =>
    nodeType('doc').create(null, [nodeType('title').create(), ...blocks(state.all(node))]),
  paragraph: toPmNode(nodeType('paragraph')),
  heading: (node, _parent, state) => nodeType('heading').create({ level: Math.min(node.depth, 3) }, state.all(node)),
  thematicBreak: () => nodeType('horizontalRule').create(),
  blockquote: (node, _parent, state) => nodeType('blockquote').create(null, blocks(state.all(node))),
  code: node => nodeType('codeBlock').create({ language: node.lang ?? null }, text(node.value)),
  list(node, _parent, state) {
    const isTaskList = node.children.some(item => typeof item.checked === 'boolean')
    const items = node.children.map(item => {
      const content = blocks(state.all(item))
      return isTaskList
        ? nodeType('taskItem').createAndFill({ checked: item.checked === true }, content)
        : nodeType('listItem').createAndFill(null, content)
    })
    const present = items.filter(item => item !== null)
    if (isTaskList) return nodeType('taskList').create(null, present)
    if (node.ordered) return nodeType('orderedList').create({ start: node.start ?? 1 }, present)
    return nodeType('bulletList').create(null, present)
  },
  table(node, _parent, state) {
    const columns = Math.max(...node.children.map(row => row.children.length))
    const rows = node.children.map((row, rowIndex) => {
      const type = nodeType(rowIndex === 0 ? 'tableHeader' : 'tableCell')
      const cells = Array.from({ length: columns }, (_, column) => {
        const cell = row.children[column]
        const paragraph = nodeType('paragraph').create(null, cell ? state.all(cell) : [])
        return type.create({ align: node.align?.[column] ?? null }, paragraph)
      })
      return nodeType('tableRow').create(null, cells)
    })
    return nodeType('table').create(null, rows)
  },
  footnoteDefinition: (node, _parent, state) => [
    nodeType('paragraph').create(null, text(`[^${node.label ?? node.identifier}]:`)),
    ...blocks(state.all(node)),
  ],

  // A list of nodes, not one: the glue would trim a single text after a break, down to nothing if it is white space.
  text: node => text(node.value.replace(/[ \t]*\n[ \t]*/g, ' ')),
  break: () => nodeType('hardBreak').create(),
  emphasis: (node, _parent, state) => marked(state, node, mark('italic')),
  strong: (node, _parent, state) => marked(state, node, mark('bold')),
  delete: (node, _parent, state) => marked(state, node, mark('strike')),
  inlineCode: node => text(node.value.replaceAll('\n', ' ')).map(child => child.mark([mark('code')])),
  link(node, _parent, state) {
    const mention = mentionOf(node)
    if (mention) return nodeType('mention').create(mention)
    return linked(state.all(node), node.url, node.title)
  },
  image(node) {
    const image = imageOf(node)
    if (image) return nodeType('image').create(image)
    return linked(text(node.alt || node.url), node.url, node.title)
  },
  footnoteReference: node => text(`[^${node.label ?? node.identifier}]`),
  html(node, parent) {
    if (/^<br\s*\/?>$/i.test(node.value.trim())) return isPhrasing(parent) ? nodeType('hardBreak').create() : null
    if (/^<!--.*-->$/s.test(node.value.trim())) return null
    const literal = text(node.value.replaceAll('\n', ' '))
    return isPhrasing(parent) ? literal : nodeType('paragraph').create(null, literal)
  },
}

function nodeType(name: string): NodeType {
  const type = editorSchema.nodes[name]
  if (!type) throw new Error(`The schema has no node ${name}`)
  return type
}

function mark(name: string, attrs?: Record<string, unknown>): Mark {
  return editorSchema.mark(name, attrs)
}

function text(value: string): Node[] {
  return value === '' ? [] : [editorSchema.text(value)]
}

/** A container of blocks is never empty. */
function blocks(nodes: readonly Node[]): readonly Node[] {
  return nodes.length > 0 ? nodes : [nodeType('paragraph').create()]
}

/** Marks go on text only: a Y.Doc keeps none on other inline nodes. */
function addMark(nodes: readonly Node[], added: Mark): Node[] {
  return nodes.map(node => (node.isText ? node.mark(added.addToSet(node.marks)) : node))
}

function marked(state: State, node: Nodes, added: Mark): Node[] {
  return addMark(state.all(node), added)
}

function linked(nodes: readonly Node[], url: string, title: string | null | undefined): Node[] {
  const href = parseLinkAddress(url)
  return href === null ? [...nodes] : addMark(nodes, mark('link', { href, title: title || null }))
}

function isPhrasing(parent: Parent & { type?: string }): boolean {
  return ['paragraph', 'heading', 'emphasis', 'strong', 'delete', 'link', 'tableCell'].includes(parent.type ?? '')
}

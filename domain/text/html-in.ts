/**
 * HTML → a document: only what this file knows becomes a node or a mark, built from the schema, so that nothing of the
 * rest can come along. Other elements leave their text; scripts, styles and embedded things leave nothing.
 */
import { type Mark, type Node, type NodeType, Mark as PmMark } from '@tiptap/pm/model'
import type { Element, ElementContent, Nodes, Root, RootContent } from 'hast'
import { fromHtml } from 'hast-util-from-html'
import { AppError } from '#domain/contract/errors.ts'
import { imageOfPath } from '#domain/contract/images.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { isDeeperThan } from './deeper-than.ts'
import type { JsonNode } from './document.ts'
import { parseLinkAddress } from './link-address.ts'
import { editorSchema } from './schema.ts'
import { toStorableText } from './storable-text.ts'

type Marks = readonly Mark[]
type Child = RootContent | ElementContent

/** More than a post of the largest size has; parsing so many takes a fraction of a second. */
const MOST_TAGS = 50_000
/** Tags that are open at once, as far as can be seen without parsing. */
const MOST_OPEN = 500

const LEFT_OUT: ReadonlySet<string> = new Set([
  ...['head', 'title', 'script', 'style', 'template', 'noscript', 'iframe', 'object', 'embed', 'svg', 'math'],
  ...['audio', 'video', 'canvas', 'input', 'button', 'select', 'textarea', 'datalist', 'meta', 'link', 'base'],
])
const CONTAINERS: ReadonlySet<string> = new Set([
  ...['html', 'body', 'div', 'section', 'article', 'main', 'header', 'footer', 'aside', 'nav', 'figure', 'figcaption'],
  ...['address', 'details', 'summary', 'center', 'form', 'fieldset', 'p', 'dl', 'dt', 'dd', 'hgroup', 'caption', 'li'],
])
const BLOCKS: ReadonlySet<string> = new Set([
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'pre', 'blockquote', 'ul', 'ol', 'hr', 'table'],
])
const MARKS: Readonly<Record<string, string>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strike',
  del: 'strike',
  strike: 'strike',
  code: 'code',
  kbd: 'code',
  samp: 'code',
}

/**
 * @param title plain text
 * @throws {AppError} invalid_input for HTML that is nested too deeply or has too many tags
 */
export function jsonFromHtml(title: string, html: string): JsonNode {
  requireParseable(html)
  const tree = parse(toStorableText(html))
  if (isDeeperThan(tree, MOST_OPEN)) throw tooDeep()
  const heading = nodeType('title').create(null, title ? editorSchema.text(title) : null)
  const doc = editorSchema.topNodeType.create(null, [heading, ...atLeastOne(blocks(tree.children))])
  if (depthOf(doc) > LIMITS.depth / 2) throw tooDeep()
  return doc.toJSON() as JsonNode
}

/** The parser itself goes as deep as the tags do. */
function parse(html: string): Root {
  try {
    return fromHtml(html, { fragment: true })
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep()
    throw error
  }
}

/** Runs of inline content between blocks become paragraphs. */
function blocks(children: readonly Child[], marks: Marks = PmMark.none): Node[] {
  const found: Node[] = []
  let run: Node[] = []
  const endRun = () => {
    const content = trimmed(run)
    if (content.length > 0) found.push(nodeType('paragraph').create(null, content))
    run = []
  }
  for (const child of children) {
    if (child.type === 'text') run.push(...text(child.value, marks))
    if (child.type !== 'element' || LEFT_OUT.has(child.tagName)) continue
    const image = ourImage(child)
    if (image) {
      endRun()
      found.push(image)
    } else if (BLOCKS.has(child.tagName)) {
      endRun()
      found.push(...block(child))
    } else if (CONTAINERS.has(child.tagName)) {
      endRun()
      const inside = blocks(child.children, marks)
      // An empty paragraph is one, as people leave them between others.
      found.push(...(inside.length === 0 && child.tagName === 'p' ? [nodeType('paragraph').create()] : inside))
    } else if (child.children.some(holdsBlock)) {
      endRun()
      found.push(...blocks(child.children, marksWith(child, marks)))
    } else {
      run.push(...inline(child, marks))
    }
  }
  endRun()
  return found
}

function block(element: Element): Node[] {
  const { tagName, children } = element
  switch (tagName) {
    case 'hr':
      return [nodeType('horizontalRule').create()]
    case 'pre':
      return [codeBlock(element)]
    case 'blockquote':
      return [nodeType('blockquote').create(null, atLeastOne(blocks(children)))]
    case 'ul':
    case 'ol':
      return list(element)
    case 'table':
      return table(element)
    default: {
      // The page's own heading is the title: below it headings count from h2.
      const level = Math.min(Math.max(Number(tagName.slice(1)) - 1, 1), 3)
      return [nodeType('heading').create({ level }, trimmed(children.flatMap(child => inlineOf(child, PmMark.none))))]
    }
  }
}

function codeBlock(element: Element): Node {
  const code = elementsIn(element).find(({ tagName }) => tagName === 'code')
  const classes = [element, ...(code ? [code] : [])].flatMap(({ properties }) => properties.className ?? [])
  const language = classes.map(name => /^language-([\w+#.-]{1,40})$/.exec(String(name))?.[1]).find(Boolean) ?? null
  const words = plainText(element)
  return nodeType('codeBlock').create({ language }, words ? editorSchema.text(words) : null)
}

function list({ tagName, properties, children }: Element): Node[] {
  const items = children.filter(child => child.type === 'element').filter(child => !LEFT_OUT.has(child.tagName))
  if (items.length === 0) return []
  if (tagName === 'ul' && items.every(item => checkboxIn(item))) {
    const tasks = items.map(item =>
      nodeType('taskItem').create({ checked: checkboxIn(item)?.properties.checked === true }, itemContent(item)),
    )
    return [nodeType('taskList').create(null, tasks)]
  }
  const content = items.map(item => nodeType('listItem').create(null, itemContent(item)))
  if (tagName === 'ul') return [nodeType('bulletList').create(null, content)]
  const start = Number(properties.start ?? 1)
  const isStart = Number.isSafeInteger(start) && start >= 0 && start <= 999_999_999
  return [nodeType('orderedList').create({ start: isStart ? start : 1 }, content)]
}

/** An item begins with a paragraph. */
function itemContent(item: Element): Node[] {
  const content = BLOCKS.has(item.tagName) ? block(item) : blocks(item.children)
  return content[0]?.type === nodeType('paragraph') ? content : [nodeType('paragraph').create(), ...content]
}

function checkboxIn(item: Element): Element | undefined {
  return elementsIn(item).find(({ tagName, properties }) => tagName === 'input' && properties.type === 'checkbox')
}

function table(element: Element): Node[] {
  const rows = elementsIn(element, tagName => tagName !== 'table')
    .filter(({ tagName }) => tagName === 'tr')
    .map(row => row.children.filter(cell => cell.type === 'element' && /^t[dh]$/.test(cell.tagName)) as Element[])
    .filter(cells => cells.length > 0)
  if (rows.length === 0) return []
  const content = rows.map(cells => nodeType('tableRow').create(null, cells.map(tableCell)))
  return [nodeType('table').create(null, content)]
}

function tableCell({ tagName, properties, children }: Element): Node {
  const span = (value: unknown) => (Number.isInteger(value) ? Math.min(Math.max(Number(value), 1), 100) : 1)
  const sides = [properties.align, ...(Array.isArray(properties.className) ? properties.className : [])]
  const align = sides.find(side => side === 'left' || side === 'center' || side === 'right') ?? null
  const attributes = { colspan: span(properties.colSpan), rowspan: span(properties.rowSpan), align }
  const paragraphs = blocks(children).flatMap(toParagraphs)
  return nodeType(tagName === 'th' ? 'tableHeader' : 'tableCell').create(attributes, atLeastOne(paragraphs))
}

/** A picture of ours, by itself or in a figure with its caption; null for any other element. */
function ourImage(element: Element): Node | null {
  if (element.tagName !== 'img' && element.tagName !== 'figure') return null
  const elements = element.tagName === 'figure' ? elementsIn(element) : [element]
  const [image, ...others] = elements.filter(({ tagName }) => tagName === 'img')
  const id = image && others.length === 0 ? imageOfPath(image.properties.src) : null
  if (!image || id === null) return null
  const caption = elements.find(({ tagName }) => tagName === 'figcaption')
  const words = (value: string) => value.replace(/\s+/g, ' ').trim().slice(0, LIMITS.altChars)
  return nodeType('image').create({
    id,
    alt: words(String(image.properties.alt ?? '')),
    caption: words(caption ? plainText(caption) : ''),
  })
}

/** Cells hold paragraphs only; of a picture they hold its words. */
function toParagraphs(node: Node): Node[] {
  if (node.type === nodeType('paragraph')) return [node]
  if (node.type === nodeType('image')) {
    return node.attrs.alt ? [nodeType('paragraph').create(null, editorSchema.text(node.attrs.alt))] : []
  }
  if (!node.isTextblock) return node.children.flatMap(toParagraphs)
  return node.content.size > 0 ? [nodeType('paragraph').create(null, node.content)] : []
}

function inlineOf(child: Child, marks: Marks): Node[] {
  if (child.type === 'text') return text(child.value, marks)
  return child.type === 'element' && !LEFT_OUT.has(child.tagName) ? inline(child, marks) : []
}

function inline(element: Element, marks: Marks): Node[] {
  if (element.tagName === 'br') return [nodeType('hardBreak').create()]
  if (element.tagName === 'img') {
    const { src, alt } = element.properties
    const words = String(alt ?? '') || String(src ?? '')
    return text(words, withLink(src, null, marks))
  }
  return element.children.flatMap(child => inlineOf(child, marksWith(element, marks)))
}

function marksWith({ tagName, properties }: Element, marks: Marks): Marks {
  if (tagName === 'a') return withLink(properties.href, properties.title, marks)
  const name = Object.hasOwn(MARKS, tagName) ? MARKS[tagName] : undefined
  return name === undefined ? marks : markType(name).create().addToSet(marks)
}

function withLink(href: unknown, title: unknown, marks: Marks): Marks {
  const address = parseLinkAddress(href)
  if (address === null) return marks
  return markType('link')
    .create({ href: address, title: typeof title === 'string' ? title.slice(0, 2000) : null })
    .addToSet(marks)
}

function text(value: string, marks: Marks): Node[] {
  const words = value.replace(/[ \t\n\f\r]+/g, ' ')
  return words === '' ? [] : [editorSchema.text(words, marks)]
}

/** White space at the ends, at breaks and twice in a row is layout of the HTML, not text. */
function trimmed(run: readonly Node[]): Node[] {
  const kept: Node[] = []
  let afterSpace = true
  for (const node of run) {
    if (!node.isText) {
      trimEnd(kept)
      kept.push(node)
      afterSpace = true
      continue
    }
    const words: string = afterSpace ? (node.text ?? '').replace(/^ /, '') : (node.text ?? '')
    if (words === '') continue
    kept.push(editorSchema.text(words, node.marks))
    afterSpace = words.endsWith(' ')
  }
  trimEnd(kept)
  return kept
}

function trimEnd(nodes: Node[]): void {
  const last = nodes.at(-1)
  if (!last?.isText || !last.text?.endsWith(' ')) return
  nodes.pop()
  const words: string = last.text.slice(0, -1)
  if (words !== '') nodes.push(editorSchema.text(words, last.marks))
}

function holdsBlock(child: Child): boolean {
  return elementsIn(child).some(
    element => BLOCKS.has(element.tagName) || CONTAINERS.has(element.tagName) || ourImage(element) !== null,
  )
}

/** The element itself and those in it, in order; not into those that `enter` refuses. */
function elementsIn(root: Nodes | Child, enter: (tagName: string) => boolean = () => true): Element[] {
  if (!('children' in root)) return []
  const inner = root.children.flatMap(child =>
    child.type === 'element' && enter(child.tagName) ? elementsIn(child, enter) : [],
  )
  return root.type === 'element' ? [root, ...inner] : inner
}

function plainText(node: Nodes | Child): string {
  if (node.type === 'text') return node.value
  if (!('children' in node)) return ''
  return node.children.map(plainText).join('')
}

function requireParseable(html: string): void {
  let tags = 0
  for (const _ of html.matchAll(/<[a-z/!]/gi)) if (++tags > MOST_TAGS) break
  if (tags > MOST_TAGS) throw new AppError('invalid_input', { message: 'This HTML has too many tags.' })
}

function depthOf(node: Node): number {
  return 1 + Math.max(0, ...node.children.map(depthOf))
}

function tooDeep(): AppError {
  return new AppError('invalid_input', { message: 'This HTML is nested too deeply.' })
}

function atLeastOne(found: readonly Node[]): readonly Node[] {
  return found.length > 0 ? found : [nodeType('paragraph').create()]
}

function nodeType(name: string): NodeType {
  const type = editorSchema.nodes[name]
  if (!type) throw new Error(`The schema has no ${name}`)
  return type
}

function markType(name: string) {
  const type = editorSchema.marks[name]
  if (!type) throw new Error(`The schema has no ${name}`)
  return type
}

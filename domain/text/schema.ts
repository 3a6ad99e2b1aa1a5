/**
 * What a post may consist of. One list for the browser's editor, the server's checks and every conversion, so that
 * none of them can hold what another drops. Only names, content rules and attributes: no view, no DOM needed.
 */
import { type AnyExtension, type Extensions, flattenExtensions, getSchema, Node } from '@tiptap/core'
import { TaskItem, TaskList } from '@tiptap/extension-list'
import { Table, TableCell, TableHeader, TableRow } from '@tiptap/extension-table'
import type { Schema } from '@tiptap/pm/model'
import { StarterKit } from '@tiptap/starter-kit'
import { IMAGE_WIDTH_MAX, imageFile, imagePath, parseImageId } from '#domain/contract/images.ts'
import { imageWords } from './image-words.ts'

/** The root fragment of a post's Y.Doc. */
export const BODY = 'body'

const HEADING_LEVELS = [1, 2, 3] as const

const Document = Node.create({ name: 'doc', topNode: true, content: 'title block+' })

const Title = Node.create({
  name: 'title',
  content: 'text*',
  marks: '',
  defining: true,
  parseHTML: () => [{ tag: 'h1[data-title]' }],
  renderHTML: () => ['h1', { 'data-title': '' }, 0],
})

/** A person who is called into the text. `id` is the mention's own: it is told of once, whatever is edited around it. */
const Mention = Node.create({
  name: 'mention',
  group: 'inline',
  inline: true,
  atom: true,
  addAttributes: () => ({
    id: { default: '', parseHTML: element => element.dataset.mention ?? '', rendered: false },
    userId: { default: '', parseHTML: element => element.dataset.user ?? '', rendered: false },
    label: { default: '', parseHTML: element => element.dataset.label ?? '', rendered: false },
  }),
  parseHTML: () => [{ tag: 'span[data-mention]' }],
  renderHTML: ({ node: { attrs } }) => [
    'span',
    { 'data-mention': attrs.id, 'data-user': attrs.userId, 'data-label': attrs.label },
    `@${attrs.label}`,
  ],
  renderText: ({ node }) => `@${node.attrs.label}`,
})

/** A picture of ours, see domain/contract/images.ts. What it shows, and what is said below it, are plain words. */
const Image = Node.create({
  name: 'image',
  group: 'block',
  atom: true,
  draggable: true,
  addAttributes: () => ({
    id: { default: '', parseHTML: element => element.dataset.image ?? '', rendered: false },
    alt: { default: '', parseHTML: element => element.getAttribute('alt') ?? '', rendered: false },
    caption: { default: '', parseHTML: element => element.dataset.caption ?? '', rendered: false },
  }),
  // Pasted, one of another site or none at all becomes nothing.
  parseHTML: () => [
    { tag: 'img[data-image]', getAttrs: element => (parseImageId(element.dataset.image) === null ? false : null) },
  ],
  renderHTML({ node: { attrs } }) {
    const id = parseImageId(attrs.id)
    const address = id === null ? {} : { src: imagePath(id, imageFile(id, IMAGE_WIDTH_MAX)) }
    return ['img', { ...address, 'data-image': attrs.id, 'data-caption': attrs.caption, alt: attrs.alt }]
  },
  renderText: ({ node }) => imageWords(node.attrs),
})

/** Cells hold paragraphs only: lists and tables inside cells fit neither Markdown nor a phone. */
const cellContent = { content: 'paragraph+' }

const nodesAndMarks = flattenExtensions([
  Document,
  Title,
  Mention,
  Image,
  StarterKit.configure({
    document: false,
    heading: { levels: [...HEADING_LEVELS] },
    link: { openOnClick: false, defaultProtocol: 'https', HTMLAttributes: { target: null, rel: null, class: null } },
    // Behaviours belong to the editor; a trailing paragraph added by each reader would be an edit by each reader.
    dropcursor: false,
    gapcursor: false,
    listKeymap: false,
    trailingNode: false,
    undoRedo: false,
  }),
  TaskList,
  TaskItem.configure({ nested: true }),
  Table.configure({ resizable: false }),
  TableRow,
  TableHeader.extend(cellContent),
  TableCell.extend(cellContent),
])

/** Where Tiptap's own is not what posts need. */
function adapt(extension: AnyExtension): AnyExtension {
  switch (extension.name) {
    case 'code':
      // A link may stand around code, as in [`npm start`](…).
      return extension.extend({ excludes: 'bold italic strike underline code' })
    case 'link':
      // Where a link opens and what it tells the other site is for the page that shows it, not for the text.
      return extension.extend({ addAttributes: () => ({ href: { default: null }, title: { default: null } }) })
    default:
      return extension
  }
}

/**
 * Flat, so that the editor can replace one by name (`codeBlock` by the highlighting one, with the same name and
 * attributes) and add behaviours; undo, cursors and collaboration are not in it.
 */
export const editorExtensions: Extensions = nodesAndMarks.filter(extension => extension.type !== 'extension').map(adapt)

export const editorSchema: Schema = getSchema(editorExtensions)

/** A picture in the text with its words: what it shows, for those who do not see it, and what stands below it. */
import type { AnyExtension, Editor, NodeViewRendererProps } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { NodeSelection, TextSelection } from '@tiptap/pm/state'
import type { NodeViewConstructor } from '@tiptap/pm/view'
import { imageFile, imagePath, imageSize, parseImageId } from '#domain/contract/images.ts'
import { LIMITS } from '#domain/contract/limits.ts'

type Words = 'alt' | 'caption'

/** Twice the measure: sharp on a screen of double density. */
const SHOWN_WIDTH = 1360

/** The schema's node, shown by this file. */
export function withImageView(extension: AnyExtension): AnyExtension {
  if (extension.name !== 'image') return extension
  return extension.extend({
    addNodeView() {
      return ({ editor, node, getPos }: NodeViewRendererProps) => createImageView(editor, node, getPos)
    },
    addKeyboardShortcuts() {
      return {
        // From the picture to its words; Escape leads back.
        Tab: ({ editor }: { readonly editor: Editor }) => {
          const { selection } = editor.state
          if (!(selection instanceof NodeSelection) || selection.node.type.name !== 'image') return false
          const dom = editor.view.nodeDOM(selection.from)
          const field = dom instanceof HTMLElement ? dom.querySelector('input') : null
          field?.focus()
          return field !== null
        },
      }
    },
  })
}

function createImageView(
  editor: Editor,
  first: Node,
  getPos: () => number | undefined,
): ReturnType<NodeViewConstructor> {
  let shown = first
  const dom = make('figure', 'image')
  const picture = make('img', 'image-picture')
  picture.draggable = true
  const note = make('p', 'image-note')
  const caption = make('figcaption', 'image-caption')
  const missing = make('button', 'image-missing')
  missing.type = 'button'
  missing.textContent = 'No alt text yet'
  const fields = make('div', 'image-fields')
  fields.contentEditable = 'false'
  const alt = fieldOf('alt', 'Alt text', 'What it shows, for those who do not see it')
  const below = fieldOf('caption', 'Caption', 'Optional, stands below the picture')
  fields.append(alt.row, below.row)
  dom.append(picture, note, caption, missing, fields)

  picture.addEventListener('error', () => tell('This picture cannot be loaded now.'))
  picture.addEventListener('load', () => tell(''))
  // With the focus on it the text would scroll away under the hand.
  missing.addEventListener('mousedown', event => event.preventDefault())
  missing.addEventListener('click', () => {
    select()
    alt.input.focus()
  })
  show(first)

  return {
    dom,
    update(node) {
      if (node.type !== shown.type) return false
      show(node)
      return true
    },
    selectNode: () => dom.classList.add('image-selected'),
    deselectNode: () => dom.classList.remove('image-selected'),
    stopEvent: ({ target }) => target instanceof HTMLElement && target.closest('input, button') !== null,
    ignoreMutation: () => true,
  }

  function show(node: Node): void {
    const isOther = node.attrs.id !== picture.dataset.image
    shown = node
    picture.alt = String(node.attrs.alt)
    caption.textContent = String(node.attrs.caption)
    dom.classList.toggle('image-unsaid', node.attrs.alt === '')
    for (const { input, name } of [alt, below])
      if (input.value !== node.attrs[name]) input.value = String(node.attrs[name])
    if (isOther) showPicture(node.attrs.id)
  }

  function showPicture(value: unknown): void {
    const id = parseImageId(value)
    picture.dataset.image = String(value)
    picture.hidden = id === null
    if (id === null) {
      tell('There is no picture here.')
      return
    }
    const { width, height } = imageSize(id)
    picture.width = width
    picture.height = height
    picture.src = imagePath(id, imageFile(id, SHOWN_WIDTH))
  }

  function tell(words: string): void {
    note.textContent = words
  }

  /** Each letter is an edit: what is typed here is saved, and seen by the others, like any text. */
  function fieldOf(name: Words, word: string, hint: string) {
    const row = make('label', 'image-field')
    const input = make('input', 'image-input')
    input.type = 'text'
    input.maxLength = LIMITS.altChars
    input.placeholder = hint
    row.append(word, input)
    input.addEventListener('input', () => {
      const at = getPos()
      if (at === undefined || !editor.isEditable || input.value === shown.attrs[name]) return
      editor.view.dispatch(editor.state.tr.setNodeAttribute(at, name, input.value))
    })
    input.addEventListener('keydown', event => {
      if (event.isComposing) return
      if (event.key === 'Escape') select()
      else if (event.key === 'Enter') goOn()
      else return
      event.preventDefault()
      event.stopPropagation()
    })
    return { row, input, name }
  }

  function select(): void {
    const at = getPos()
    if (at === undefined) return
    editor.view.dispatch(editor.state.tr.setSelection(NodeSelection.create(editor.state.doc, at)))
    editor.view.focus()
  }

  /** To the line below; a new one where there is none. */
  function goOn(): void {
    const at = getPos()
    if (at === undefined) return
    const { tr, schema } = editor.state
    const after = at + shown.nodeSize
    const { paragraph } = schema.nodes
    if (!tr.doc.resolve(after).nodeAfter?.isTextblock && paragraph) tr.insert(after, paragraph.create())
    editor.view.dispatch(tr.setSelection(TextSelection.create(tr.doc, after + 1)).scrollIntoView())
    editor.view.focus()
  }
}

function make<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, className: string): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag)
  element.className = className
  return element
}

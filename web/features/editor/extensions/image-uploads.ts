/**
 * Pictures on their way into the text: dropped, pasted or chosen. Until a picture is stored it is a decoration that this
 * page alone shows, with how far it is and, when it fails, why; the shared text gets it when it is there.
 *
 *   file ─▶ placeholder behind a block ─▶ sent ─▶ node `image` in its place
 *                         └──── failed: stays, with the reason ─▶ again · another · away
 */
import { Extension } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { type EditorState, Plugin, PluginKey, type Transaction } from '@tiptap/pm/state'
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view'
import { relativePositionToAbsolutePosition, ySyncPluginKey } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import type { ImageId } from '#domain/contract/images.ts'
import { ApiError, errorWords } from '#web/api-client.ts'
import { TAKEN_TYPES } from '#web/features/images/files.ts'
import { holdPage } from '#web/leaving.ts'
import { bindingOf } from '#web/realtime/anchors.ts'
import { dispatchWithCaret } from '#web/realtime/browser-caret.ts'
import { findSharedPlace, toSharedPlace } from '#web/realtime/shared-place.ts'
import { createUploadCard, type UploadCard } from './upload-card.ts'

declare module '@tiptap/core' {
  interface Commands<ReturnType> {
    imageUploads: {
      /** Asks for files and puts the pictures in at the caret. */
      chooseImages: () => ReturnType
    }
  }
}

type Upload = {
  readonly key: string
  readonly card: UploadCard
  /** Behind which block it stands in the shared text; taken anew with each change of it. */
  behind: Y.RelativePosition | null
}
type Placed = { readonly upload: Upload; readonly at: number }
type Said = { readonly add: Placed } | { readonly remove: string }

const uploadsKey = new PluginKey<readonly Placed[]>('imageUploads')

/** @param postId the post that the pictures are for: who may write it may add them */
export function createImageUploads(postId: string): Extension {
  const under = new Map<string, AbortController>()
  // One after the other: the server takes them so too, and the first is there soonest.
  let line: Promise<void> = Promise.resolve()
  /** Held: else it is cleared away while one chooses, and the files with it. SPEC IM410. */
  let input: HTMLInputElement | undefined

  const start = (view: EditorView, files: readonly File[], place: number) => {
    for (const file of files) {
      const at = placeIn(view.state, place)
      const key = crypto.getRandomValues(new Uint32Array(4)).join('-')
      const upload: Upload = {
        key,
        behind: behindOf(view.state, at),
        card: createUploadCard(file, {
          onAgain: () => send(view, upload, file),
          onAnother: () =>
            ask(view, () => {
              const place = placeOf(view, key) ?? at
              take(view, upload)
              return place
            }),
          onRemove: () => {
            under.get(key)?.abort()
            take(view, upload)
            view.focus()
          },
        }),
      }
      say(view, { add: { upload, at } })
      send(view, upload, file)
    }
  }

  const send = (view: EditorView, upload: Upload, file: File) => {
    const stop = new AbortController()
    under.set(upload.key, stop)
    const letGo = holdPage()
    upload.card.show({ state: 'sending', part: 0 })
    line = line.then(async () => {
      const { key, card } = upload
      let mayTryAgain: (error: unknown) => boolean = () => true
      try {
        stop.signal.throwIfAborted()
        const api = await import('#web/features/images/api.ts').catch(cause => {
          throw new ApiError('offline', 'The server does not answer. Check the connection and try again.', { cause })
        })
        mayTryAgain = api.mayTryAgain
        const onProgress = (part: number) => card.show({ state: 'sending', part })
        const id = await api.sendImage(file, { postId, key, onProgress, signal: stop.signal })
        if (view.isDestroyed) return
        if (view.editable) put(view, upload, id)
        else card.show({ state: 'failed', words: 'This post cannot be changed now.', again: true })
      } catch (error) {
        if (!stop.signal.aborted) card.show({ state: 'failed', words: errorWords(error), again: mayTryAgain(error) })
      } finally {
        under.delete(key)
        letGo()
      }
    })
  }

  const put = (view: EditorView, upload: Upload, id: ImageId) => {
    const at = placeOf(view, upload.key)
    const { image } = view.state.schema.nodes
    if (at === null || !image) return
    upload.card.close()
    const said: Said = { remove: upload.key }
    dispatchWithCaret(view, tr => tr.insert(at, image.create({ id })).setMeta(uploadsKey, said))
  }

  const take = (view: EditorView, upload: Upload) => {
    upload.card.close()
    say(view, { remove: upload.key })
  }

  /** @param place asked for when files are chosen: others write meanwhile */
  const ask = (view: EditorView, place: () => number) => {
    input ??= document.createElement('input')
    const asked = input
    asked.type = 'file'
    asked.accept = TAKEN_TYPES
    asked.multiple = true
    // The same file may be chosen again.
    asked.value = ''
    asked.onchange = () => {
      const files = [...(asked.files ?? [])]
      if (files.length === 0) return
      start(view, files, place())
      view.focus()
    }
    asked.click()
  }

  return Extension.create({
    name: 'imageUploads',
    addCommands() {
      return {
        chooseImages:
          () =>
          ({ view, dispatch, state }) => {
            if (!dispatch) return true
            const { from } = state.selection
            const place = toSharedPlace(view.state, from)
            ask(view, () => findSharedPlace(view.state, place) ?? from)
            return true
          },
      }
    },
    addProseMirrorPlugins: () => [
      new Plugin<readonly Placed[]>({
        key: uploadsKey,
        state: { init: () => [], apply: (tr, placed, _before, state) => follow(tr, placed, state) },
        props: {
          decorations: state => decorate(state),
          handlePaste: (view, event) => {
            const files = filesOf(event.clipboardData)
            if (!view.editable || files.length === 0) return false
            start(view, files, view.state.selection.from)
            return true
          },
          handleDrop: (view, event) => {
            const files = view.dragging ? [] : filesOf(event.dataTransfer)
            if (!view.editable || files.length === 0) return false
            event.preventDefault()
            const under = view.posAtCoords({ left: event.clientX, top: event.clientY })
            start(view, files, under?.pos ?? view.state.doc.content.size)
            return true
          },
        },
        view: () => {
          document.addEventListener('dragover', holdFiles)
          document.addEventListener('drop', holdFiles)
          return {
            update: (view, before) => {
              if (view.state.doc === before.doc) return
              // The binding has written what this page did: both texts are the same now.
              for (const { upload, at } of uploadsKey.getState(view.state) ?? [])
                upload.behind = behindOf(view.state, at)
            },
            destroy: () => {
              document.removeEventListener('dragover', holdFiles)
              document.removeEventListener('drop', holdFiles)
            },
          }
        },
      }),
    ],
    onDestroy() {
      for (const stop of under.values()) stop.abort()
    },
  })
}

/** A file that is let go of beside the text must not take the place of the page. */
function holdFiles(event: DragEvent): void {
  if (event.dataTransfer?.types.includes('Files')) event.preventDefault()
}

/** Words that come with a picture of themselves, as from a spreadsheet, are pasted as words. */
function filesOf(data: DataTransfer | null): readonly File[] {
  const files = [...(data?.files ?? [])]
  const words = data?.getData('text/plain') ?? ''
  return words.trim() === '' ? files : []
}

/** Between two blocks: behind the one at `place`, before it when it is an empty line. */
function placeIn({ doc }: EditorState, place: number): number {
  const $place = doc.resolve(Math.min(place, doc.content.size))
  const block = $place.depth === 0 ? null : $place.node(1)
  if (!block) return Math.max($place.pos, doc.firstChild?.nodeSize ?? 0)
  const isEmptyLine = block.type.name === 'paragraph' && block.content.size === 0
  return isEmptyLine ? $place.before(1) : $place.after(1)
}

function behindOf(state: EditorState, at: number): Y.RelativePosition | null {
  const binding = bindingOf(state)
  if (!binding) return null
  const index = state.doc.resolve(at).index(0)
  return Y.createRelativePositionFromTypeIndex(binding.type, index, -1)
}

function follow(tr: Transaction, placed: readonly Placed[], state: EditorState): readonly Placed[] {
  const said: Said | undefined = tr.getMeta(uploadsKey)
  const moved = tr.docChanged ? placed.map(one => ({ ...one, at: movedTo(tr, one, state) })) : placed
  if (!said) return moved
  if ('add' in said) return [...moved, said.add]
  return moved.filter(({ upload }) => upload.key !== said.remove)
}

/** Of two in one place the later one stands behind what the first becomes. What others write comes as a whole new text: where the block is now is looked up in the shared one. */
function movedTo(tr: Transaction, { upload: { behind }, at }: Placed, state: EditorState): number {
  const isFromOthers = tr.getMeta(ySyncPluginKey) !== undefined
  const binding = isFromOthers ? bindingOf(state) : null
  if (!binding || !behind) return between(tr.doc, tr.mapping.map(at))
  const found = relativePositionToAbsolutePosition(binding.doc, binding.type, behind, binding.mapping)
  return between(tr.doc, found ?? at)
}

/** A text that does not fit has places that are none: the nearest between two blocks. */
function between(doc: Node, at: number): number {
  const $at = doc.resolve(Math.min(Math.max(at, doc.firstChild?.nodeSize ?? 0), doc.content.size))
  return $at.depth === 0 ? $at.pos : $at.after(1)
}

function decorate(state: EditorState): DecorationSet {
  const placed = uploadsKey.getState(state) ?? []
  return DecorationSet.create(
    state.doc,
    placed.map(({ upload: { key, card }, at }) =>
      Decoration.widget(at, card.element, { key, side: -1, ignoreSelection: true, stopEvent: () => true }),
    ),
  )
}

function placeOf(view: EditorView, key: string): number | null {
  return uploadsKey.getState(view.state)?.find(({ upload }) => upload.key === key)?.at ?? null
}

function say(view: EditorView, said: Said): void {
  dispatchWithCaret(view, tr => tr.setMeta(uploadsKey, said).setMeta('addToHistory', false))
}

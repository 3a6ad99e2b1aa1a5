/**
 * Threads as they stand in the text: underlined and tinted by decorations, never by a mark of the document. Their places
 * go along with every edit of this page; what others wrote is looked up in the shared text.
 */
import { Extension } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { type EditorState, Plugin, PluginKey, type Transaction } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import type { Editor } from '@tiptap/react'
import { ySyncPluginKey } from '@tiptap/y-tiptap'
import type { AnchorEnds } from '#domain/contract/discussion-shape.ts'
import {
  type BoundText,
  bindingOf,
  boundText,
  hangsOn,
  isSameAnchor,
  knownWordsIn,
  movedAnchor,
  type Place,
  placeOf,
  placeOfQuote,
} from '#web/realtime/anchors.ts'
import { dispatchWithCaret } from '#web/realtime/browser-caret.ts'
import { segmentsOf } from '../comment-segments.ts'

/** A thread, or the words somebody is about to comment on. */
export type Anchored = {
  readonly id: string
  readonly anchor: AnchorEnds
  readonly quote: string
  readonly quoteOnce: boolean
  /** Settled threads keep their place but are not marked, unless one looks at them. */
  readonly quiet: boolean
}

type MarksState = {
  readonly threads: readonly Anchored[]
  readonly active: string | null
  readonly places: ReadonlyMap<string, Place>
  readonly decorations: DecorationSet
  /** The decorations are of the threads of before: the panel that waits for the places is painted first. */
  readonly isUndrawn: boolean
}

type Said = { readonly threads?: readonly Anchored[]; readonly active?: string | null; readonly draw?: true }

export type CommentMarks = {
  readonly extension: Extension
  readonly show: (editor: Editor, said: Said) => void
  /** Ids of the threads whose words were clicked, innermost first. */
  onOpen: (ids: readonly string[]) => void
  /** Words became other letters by an edit of this page: their thread hangs on those from now on. `was`: as the server knows it. */
  onMoved: (id: string, was: AnchorEnds, anchor: AnchorEnds) => void
}

export const commentMarksKey = new PluginKey<MarksState>('commentMarks')

/** Of the anchors a thread has had. */
const HISTORY = 20
const NOTHING: MarksState = {
  threads: [],
  active: null,
  places: new Map(),
  decorations: DecorationSet.empty,
  isUndrawn: false,
}

export function createCommentMarks(): CommentMarks {
  /**
   * Anchors that each thread has had while this page was open, the newest last: an undo may bring back letters that it
   * hung on before.
   */
  const histories = new Map<string, AnchorEnds[]>()

  const historyOf = ({ id, anchor }: Anchored): AnchorEnds[] => {
    const known = histories.get(id) ?? []
    if (!known.some(one => isSameAnchor(one, anchor))) histories.set(id, [...known, anchor].slice(-HISTORY))
    return histories.get(id) ?? []
  }

  const find = (text: BoundText, thread: Anchored): Place => {
    const found = historyOf(thread)
      .toReversed()
      .map(anchor => placeOf(text, anchor, thread.quote))
    const whole = found.find(({ isWhole }) => isWhole)?.place
    const isWaiting = found[0]?.place === 'waiting'
    const again = whole || isWaiting ? null : placeOfQuote(text.doc, thread)
    const left = found.find(({ place }) => typeof place === 'object')?.place
    return whole ?? again ?? left ?? found[0]?.place ?? 'gone'
  }

  const lookUp = (state: EditorState, doc: Node, threads: readonly Anchored[]): ReadonlyMap<string, Place> => {
    const binding = bindingOf(state)
    const text = binding && boundText(binding, doc)
    return new Map(threads.map(thread => [thread.id, text ? find(text, thread) : 'waiting']))
  }

  const apply = (tr: Transaction, before: MarksState, state: EditorState): MarksState => {
    const said: Said | undefined = tr.getMeta(commentMarksKey)
    if ((!said && !tr.docChanged) || (said?.draw && !before.isUndrawn)) return before
    const threads = said?.threads ?? before.threads
    const active = said?.active === undefined ? before.active : said.active
    const isFromOthers = tr.getMeta(ySyncPluginKey) !== undefined
    if (!said && !isFromOthers) {
      const decorations = before.decorations.map(tr.mapping, tr.doc)
      return { ...before, places: carriedAlong(before.places, tr), decorations }
    }
    const isStale = said?.threads !== undefined || tr.docChanged
    const places = isStale ? lookUp(state, tr.doc, threads) : before.places
    if (!tr.docChanged && !said?.draw && active === before.active) {
      return { ...before, threads, places, isUndrawn: before.isUndrawn || isStale }
    }
    return { threads, active, places, decorations: decorate(tr.doc, threads, places, active), isUndrawn: false }
  }

  /** The binding has written what this page did: words that are new letters now get their thread back. */
  const follow = (state: EditorState) => {
    const binding = bindingOf(state)
    const marks = commentMarksKey.getState(state)
    if (!binding || !marks) return
    const text = boundText(binding, state.doc)
    for (const thread of marks.threads) {
      const place = marks.places.get(thread.id)
      const known = historyOf(thread)
      const newest = known.at(-1)
      if (typeof place !== 'object' || !newest || hangsOn(text, newest, place)) continue
      const own = knownWordsIn(state.doc, place, thread.quote)
      const anchor = own && movedAnchor(text, newest, own)
      if (!anchor) continue
      histories.set(thread.id, [...known, anchor].slice(-HISTORY))
      marksOf.onMoved(thread.id, thread.anchor, anchor)
    }
  }

  const marksOf: CommentMarks = {
    extension: Extension.create({
      name: 'commentMarks',
      addProseMirrorPlugins: () => [
        new Plugin<MarksState>({
          key: commentMarksKey,
          state: { init: () => NOTHING, apply: (tr, before, state) => apply(tr, before, state) },
          props: {
            decorations: state => commentMarksKey.getState(state)?.decorations,
            handleClick: (_view, _position, event) => {
              const ids = event.target instanceof Element ? event.target.closest('[data-threads]') : null
              if (ids instanceof HTMLElement) marksOf.onOpen((ids.dataset.threads ?? '').split(' '))
              return false
            },
          },
          view: () => ({
            update: (view, before) => {
              if (view.state.doc !== before.doc) follow(view.state)
            },
          }),
        }),
      ],
    }),
    show: (editor, said) => {
      tell(editor, said)
      if (commentMarksKey.getState(editor.state)?.isUndrawn) afterPaint(() => tell(editor, { draw: true }))
    },
    onOpen: () => undefined,
    onMoved: () => undefined,
  }
  return marksOf
}

function tell(editor: Editor, said: Said): void {
  if (!editor.isDestroyed) dispatchWithCaret(editor.view, tr => tr.setMeta(commentMarksKey, said))
}

function afterPaint(act: () => void): void {
  requestAnimationFrame(() => setTimeout(act))
}

function carriedAlong(places: ReadonlyMap<string, Place>, { mapping }: Transaction): ReadonlyMap<string, Place> {
  return new Map(
    [...places].map(([id, place]): [string, Place] => {
      if (typeof place !== 'object') return [id, place]
      const from = mapping.map(place.from, 1)
      const to = mapping.map(place.to, -1)
      return [id, from < to ? { from, to } : 'gone']
    }),
  )
}

function decorate(
  doc: Node,
  threads: readonly Anchored[],
  places: ReadonlyMap<string, Place>,
  active: string | null,
): DecorationSet {
  const shown = threads.filter(thread => !thread.quiet || thread.id === active)
  const ranges = shown.flatMap(({ id }) => {
    const place = places.get(id)
    return typeof place === 'object' ? [{ id, ...place }] : []
  })
  return DecorationSet.create(
    doc,
    segmentsOf(ranges).map(({ from, to, ids }) =>
      Decoration.inline(from, to, {
        class: ['thread', ids.length > 1 && 'thread-deep', active !== null && ids.includes(active) && 'thread-open']
          .filter(Boolean)
          .join(' '),
        'data-threads': ids.join(' '),
      }),
    ),
  )
}

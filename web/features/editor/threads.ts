'use client'
/** Joins the discussion of a post to its text: which threads stand where, which one is open, and what the keys do. */
import type { Editor } from '@tiptap/react'
import { useEditorState } from '@tiptap/react'
import { useSearchParams } from 'next/navigation'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { AnchorEnds } from '#domain/contract/discussion-shape.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { ApiError } from '#web/api-client.ts'
import { moveAnchor } from '#web/features/comments/api.ts'
import { commentNews, listThreads, type PlacedThread, stepThread, threadWords } from '#web/features/comments/threads.ts'
import { useReadHere } from '#web/features/notifications/read-here.ts'
import { anchorOf, bindingOf, findOnce, lettersIn, type Place } from '#web/realtime/anchors.ts'
import { useConnection, useDiscussion, useRealtime } from '#web/realtime/hooks.ts'
import type { PostSession, ThreadItem } from '#web/realtime/realtime-types.ts'
import { useAnnouncements } from '#web/ui/live-region.tsx'
import { threadToOpen } from './comment-segments.ts'
import { type Anchored, type CommentMarks, commentMarksKey, createCommentMarks } from './extensions/comment-marks.ts'
import { createMovedAnchors } from './moved-anchors.ts'

const NEW = 'new'
const STORED_WITHIN_MS = 30_000

export type Begun = { readonly anchor: AnchorEnds | null; readonly quote: string; readonly quoteOnce: boolean }

export type Threads = {
  readonly status: 'loading' | 'ready'
  readonly open: readonly PlacedThread[]
  readonly resolved: readonly PlacedThread[]
  readonly active: string | null
  /** Words of the thread that is being begun; empty for the whole post; null while there is none. */
  readonly newOn: string | null
  readonly marks: CommentMarks
  readonly activate: (threadId: string | null) => void
  /** To the next or previous thread; false when there is none. */
  readonly step: (by: 1 | -1) => boolean
  /** Comments on the selection; without one, answers the thread at the caret, or begins one about the whole post. */
  readonly comment: () => void
  /** @param send resolves to the thread's id */
  readonly begin: (send: (begun: Begun) => Promise<string>) => Promise<void>
  readonly cancel: () => void
}

export function useThreads({
  postId,
  editor,
  session,
  mayComment,
  onWanted,
  onWrite,
}: {
  readonly postId: string
  readonly editor: Editor | null
  readonly session: PostSession | null
  readonly mayComment: boolean
  /** The panel has something to show. */
  readonly onWanted: () => void
  /** The box of the new thread, or of the open one, is wanted, and drawn. */
  readonly onWrite: () => void
}): Threads {
  const { status, threads } = useDiscussion(postId)
  const live = useConnection().state === 'live'
  // A session of its own has a text of its own, with marks of its own.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the session is what they belong to
  const marks = useMemo(createCommentMarks, [session])
  const [active, setActive] = useState<string | null>(null)
  const [begun, setBegun] = useState<Begun | null>(null)
  const activeNow = useRef(active)
  activeNow.current = active

  const anchored = useMemo(() => anchoredOf(threads, begun), [threads, begun])
  useEffect(() => {
    if (editor) marks.show(editor, { threads: anchored })
  }, [editor, marks, anchored])
  const marked = begun ? NEW : active
  useEffect(() => {
    if (editor) marks.show(editor, { active: marked })
  }, [editor, marks, marked])

  const order = useEditorState({ editor, selector: ({ editor: now }) => (now ? orderIn(now) : '') }) ?? ''
  const lists = useMemo(() => listThreads(threads, startIn(order)), [threads, order])

  const activate = useCallback(
    (threadId: string | null) => {
      setActive(threadId)
      setBegun(null)
      if (threadId === null) return
      onWanted()
      if (editor) reveal(editor, threadId)
    },
    [editor, onWanted],
  )

  useEffect(() => {
    const moved = createMovedAnchors({
      whenStored: () =>
        session?.whenSaved(AbortSignal.timeout(STORED_WITHIN_MS)) ?? Promise.reject(new Error('closed')),
      call: (threadId, was, anchor) => moveAnchor(postId, threadId, was, anchor),
      isFinal: error => error instanceof ApiError && FINAL.has(error.code),
    })
    marks.onMoved = (id, was, anchor) => {
      // Who may not write sees words go and come, and leaves it to those who may.
      if (id !== NEW && editor?.isEditable) moved.moved(id, was, anchor)
    }
    marks.onOpen = ids =>
      activate(
        threadToOpen(
          ids.filter(id => id !== NEW),
          activeNow.current,
        ),
      )
    if (live) moved.send()
  }, [marks, session, editor, postId, activate, live])

  const { say } = useAnnouncements()
  useCommentNews(status, threads, say)
  useReadHere({ postId, threadId: active, editor })
  useThreadOfAddress(status === 'ready' && editor !== null, threads, activate)

  const step = useCallback(
    (by: 1 | -1) => {
      const next = stepThread(lists.open, activeNow.current, by)
      if (next) {
        activate(next.id)
        say(threadWords(next))
      }
      return next !== null
    },
    [lists.open, activate, say],
  )

  const comment = useCallback(() => {
    const here = editor && placeToComment(editor)
    // Drawn at once: the next key goes into the box, never into the text.
    flushSync(() => {
      onWanted()
      if (here && 'thread' in here) activate(here.thread)
      else if (mayComment) {
        setActive(null)
        setBegun(here ?? { anchor: null, quote: '', quoteOnce: false })
      }
    })
    onWrite()
  }, [editor, mayComment, activate, onWanted, onWrite])

  const begin = useCallback(
    async (send: (begun: Begun) => Promise<string>) => {
      if (!begun) return
      const id = await send(begun)
      setBegun(null)
      setActive(id)
    },
    [begun],
  )

  return {
    status,
    ...lists,
    active,
    newOn: begun?.quote ?? null,
    marks,
    activate,
    step,
    comment,
    begin,
    cancel: () => setBegun(null),
  }
}

/** Failures that are the same the next time: it hangs elsewhere, or is none of ours. */
const FINAL: ReadonlySet<string> = new Set(['rev_conflict', 'not_found', 'forbidden', 'invalid_input'])

function anchoredOf(threads: readonly ThreadItem[], begun: Begun | null): readonly Anchored[] {
  const known = threads.flatMap(({ id, anchor, quote, quoteOnce, resolvedAt }): Anchored[] =>
    anchor ? [{ id, anchor, quote, quoteOnce, quiet: resolvedAt !== null }] : [],
  )
  return begun?.anchor ? [...known, { ...begun, id: NEW, anchor: begun.anchor, quiet: false }] : known
}

/** Threads in the order of the text and what became of the others; the same text while only numbers changed. */
function orderIn({ state }: Editor): string {
  const places = commentMarksKey.getState(state)?.places ?? new Map<string, Place>()
  return [...places]
    .toSorted(([, a], [, b]) => startOf(a) - startOf(b))
    .map(([id, place]) => `${id}=${typeof place === 'object' ? '' : place}`)
    .join(',')
}

/** Words that are not in the text come last. */
function startOf(place: Place): number {
  return typeof place === 'object' ? place.from : Number.MAX_SAFE_INTEGER
}

function startIn(order: string): (threadId: string) => number | 'gone' | 'waiting' {
  const starts = new Map(
    order.split(',').map((entry, index): [string, number | 'gone' | 'waiting'] => {
      const [id = '', place = ''] = entry.split('=')
      return [id, place === 'gone' || place === 'waiting' ? place : index]
    }),
  )
  return threadId => starts.get(threadId) ?? 'waiting'
}

function placeToComment(editor: Editor): Begun | { readonly thread: string } | null {
  const { state } = editor
  const { from, to } = state.selection
  const binding = bindingOf(state)
  const letters = lettersIn(state.doc, { from, to })
  const anchor = binding && letters && anchorOf(binding, state.doc, letters)
  if (anchor && letters) {
    const words = state.doc.textBetween(letters.from, letters.to, ' ')
    const quote = words.slice(0, LIMITS.quoteChars)
    return { anchor, quote, quoteOnce: quote === words && findOnce(state.doc, words) !== null }
  }
  const thread = threadAt(editor, from)
  return thread === null ? null : { thread }
}

/** The innermost open thread around a place. */
function threadAt({ state }: Editor, position: number): string | null {
  const marks = commentMarksKey.getState(state)
  if (!marks) return null
  const around = marks.threads.flatMap(({ id, quiet }) => {
    const place = marks.places.get(id)
    const isAround = typeof place === 'object' && place.from <= position && position <= place.to
    return isAround && !quiet && id !== NEW ? [{ id, length: place.to - place.from }] : []
  })
  return around.toSorted((a, b) => a.length - b.length)[0]?.id ?? null
}

/** When what is shown now has been drawn. */
function reveal(editor: Editor, threadId: string): void {
  requestAnimationFrame(() => {
    if (editor.isDestroyed) return
    const words = editor.view.dom.querySelector(`[data-threads~="${CSS.escape(threadId)}"]`)
    words?.scrollIntoView({ block: 'center' })
  })
}

/** Says that others commented; what is there when the page opens is no news. */
function useCommentNews(
  status: 'loading' | 'ready',
  threads: readonly ThreadItem[],
  say: (words: string) => void,
): void {
  const { me } = useRealtime()
  const known = useRef<ReadonlySet<string> | null>(null)
  useEffect(() => {
    if (status === 'loading') return
    const news = known.current && commentNews(known.current, threads, me.id)
    known.current = new Set(threads.flatMap(({ comments }) => comments.map(({ id }) => id)))
    if (news) say(news)
  }, [status, threads, me.id, say])
}

/** `?thread=<id>` opens that thread, once it is there. */
function useThreadOfAddress(
  ready: boolean,
  threads: readonly { readonly id: string }[],
  activate: (threadId: string) => void,
): void {
  const wanted = useSearchParams().get('thread')
  const opened = useRef<string | null>(null)
  useEffect(() => {
    if (!ready || wanted === null || opened.current === wanted) return
    if (!threads.some(({ id }) => id === wanted)) return
    opened.current = wanted
    activate(wanted)
  }, [ready, wanted, threads, activate])
}

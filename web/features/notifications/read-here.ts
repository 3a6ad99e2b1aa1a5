'use client'
/**
 * Opening a place reads what was told of it, whichever way one came: a post reads what is about the post, a thread what was
 * said in it, and a mention in the text is read when it is in sight. Nothing is read in a tab that nobody looks at; and
 * what is told of the whole post while one is there is read with the next key or press: a page that stands open on a
 * second screen has not been read.
 */
import type { Editor } from '@tiptap/react'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { NotificationItem } from '#web/realtime/realtime-types.ts'
import { useInbox } from './hooks.ts'

type Here = {
  readonly postId: string
  /** The thread that is open. */
  readonly threadId: string | null
  readonly editor: Editor | null
}

export function useReadHere({ postId, threadId, editor }: Here): void {
  const { status, items, read } = useInbox()
  const isSeen = useIsSeen()
  /** What was made unread again by hand stays so until something comes to it. */
  const done = useRef(new Set<string>())
  const unread = items.filter(
    item => item.postId === postId && item.readAt === null && !done.current.has(stateOf(item)),
  )
  const latest = useRef({ read, unread })
  latest.current = { read, unread }
  const waiting = unread.map(stateOf).join()

  const readNow = useCallback((item: NotificationItem) => {
    done.current.add(stateOf(item))
    latest.current.read(item)
  }, [])

  useEffect(() => {
    if (!isSeen || status === 'loading') return
    const readOfPost = () => {
      for (const item of latest.current.unread) {
        if (item.mentionId === undefined && item.threadId === undefined) readNow(item)
      }
    }
    readOfPost()
    addEventListener('keydown', readOfPost, true)
    addEventListener('pointerdown', readOfPost, true)
    return () => {
      removeEventListener('keydown', readOfPost, true)
      removeEventListener('pointerdown', readOfPost, true)
    }
  }, [isSeen, status, readNow])

  // biome-ignore lint/correctness/useExhaustiveDependencies: `waiting` says when there is something else to read
  useEffect(() => {
    if (!isSeen) return
    const inText = new Map<string, NotificationItem>()
    for (const item of latest.current.unread) {
      if (item.mentionId !== undefined) inText.set(item.mentionId, item)
      else if (item.threadId !== undefined && item.threadId === threadId) readNow(item)
    }
    if (!editor || inText.size === 0) return
    return whenInSight(editor, inText, readNow)
  }, [isSeen, threadId, editor, waiting, readNow])
}

const stateOf = ({ id, at }: NotificationItem): string => `${id} ${at}`

/** They may still be on their way into the text. */
function whenInSight(
  editor: Editor,
  wanted: ReadonlyMap<string, NotificationItem>,
  onSeen: (item: NotificationItem) => void,
): () => void {
  const watched = new Set<Element>()
  const observer = new IntersectionObserver(entries => {
    for (const { target, isIntersecting } of entries) {
      const item = wanted.get((target as HTMLElement).dataset.mention ?? '')
      if (isIntersecting && item) onSeen(item)
    }
  })
  const look = () => {
    for (const id of wanted.keys()) {
      const node = editor.view.dom.querySelector(`[data-mention="${CSS.escape(id)}"]`)
      if (!node || watched.has(node)) continue
      watched.add(node)
      observer.observe(node)
    }
  }
  const frame = requestAnimationFrame(look)
  editor.on('transaction', look)
  return () => {
    cancelAnimationFrame(frame)
    editor.off('transaction', look)
    observer.disconnect()
  }
}

function useIsSeen(): boolean {
  const [isSeen, setSeen] = useState(false)
  useEffect(() => {
    const look = () => setSeen(document.visibilityState === 'visible')
    look()
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [])
  return isSeen
}

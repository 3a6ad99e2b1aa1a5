'use client'
/** On wide screens, beside the lines that have threads: how much is said there, and the way to it. */
import type { Editor } from '@tiptap/react'
import { useEffect, useState } from 'react'
import { type PlacedThread, threadWords } from '#web/features/comments/threads.ts'
import { paneOf } from '#web/realtime/sight.ts'
import { commentMarksKey } from '../extensions/comment-marks.ts'
import { gatherPins, type Pin } from '../pins.ts'
import styles from './margin-pins.module.css'

type MarginPinsProps = {
  readonly editor: Editor
  readonly threads: readonly PlacedThread[]
  readonly active: string | null
  readonly onOpen: (threadId: string) => void
}

const WIDE = '(min-width: 1101px)'
/**
 * While one types the pins go along a few times a second; that is often enough for what stands still. At first as well:
 * where lines stand is known when they have been laid out, and the panel of threads need not wait for that.
 */
const LOOK_AGAIN_MS = 200

export function MarginPins({ editor, threads, active, onOpen }: MarginPinsProps) {
  const pins = usePins(editor, threads)
  return (
    <ul className={styles.pins} aria-label="Threads beside the text">
      {pins.map(({ top, threads: here }) => {
        const count = here.reduce((sum, { comments }) => sum + comments.length, 0)
        return (
          <li key={here[0]?.id} style={{ top }}>
            <button
              type="button"
              className={styles.pin}
              aria-label={pinWords(here, count)}
              aria-pressed={here.some(({ id }) => id === active)}
              onClick={() => onOpen(nextOf(here, active))}
            >
              {count}
            </button>
          </li>
        )
      })}
    </ul>
  )
}

/** What is seen, the count, is part of what is read out. */
function pinWords(here: readonly PlacedThread[], count: number): string {
  const words = here.map(threadWords).join('; ')
  return here.length === 1 ? words : `${count} comments: ${words}`
}

/** Of several at one line the next press opens the next. */
function nextOf(threads: readonly PlacedThread[], active: string | null): string {
  const at = threads.findIndex(({ id }) => id === active)
  return threads[(at + 1) % threads.length]?.id ?? ''
}

const placesIn = ({ state }: Editor) => commentMarksKey.getState(state)?.places

function usePins(editor: Editor, threads: readonly PlacedThread[]): readonly Pin[] {
  const [pins, setPins] = useState<readonly Pin[]>([])
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let seen: unknown
    const look = () => {
      timer = undefined
      if (editor.isDestroyed) return
      const pane = paneOf(editor.view)
      const places = placesIn(editor)
      seen = places
      if (!places || !matchMedia(WIDE).matches) return setPins([])
      const above = pane.getBoundingClientRect().top - pane.scrollTop
      const placed = threads.flatMap(thread => {
        const place = places.get(thread.id)
        if (typeof place !== 'object' || place.from > editor.state.doc.content.size) return []
        return [{ thread, top: editor.view.coordsAtPos(place.from).top - above }]
      })
      setPins(gatherPins(placed))
    }
    const soon = () => {
      timer ??= setTimeout(look, LOOK_AGAIN_MS)
    }
    // Carets of others are transactions too, and move no line.
    const changed = () => {
      if (placesIn(editor) !== seen) soon()
    }
    soon()
    editor.on('transaction', changed)
    const resized = new ResizeObserver(soon)
    resized.observe(editor.view.dom)
    return () => {
      clearTimeout(timer)
      editor.off('transaction', changed)
      resized.disconnect()
    }
  }, [editor, threads])
  return pins
}

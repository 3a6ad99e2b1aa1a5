'use client'
/**
 * Going along with a person: what they have in sight, and their caret. They show what is in sight only while somebody
 * follows them. It ends with the first thing one does oneself.
 */
import type { Editor } from '@tiptap/react'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useRealtime } from '#web/realtime/hooks.ts'
import { parsePerson } from '#web/realtime/people.ts'
import type { PostPerson, PostSession } from '#web/realtime/realtime-types.ts'
import { findSharedPlace, toSharedPlace } from '#web/realtime/shared-place.ts'
import { firstInSight, paneOf, SIGHT_MARGIN } from '#web/realtime/sight.ts'
import { useAnnouncements } from '#web/ui/live-region.tsx'

type Following = {
  /** Null while one goes one's own way. */
  readonly person: PostPerson | null
  readonly follow: (personId: string) => void
  readonly stop: () => void
}

export function useFollow(
  session: PostSession | null,
  editor: Editor | null,
  people: readonly PostPerson[],
): Following {
  const { me } = useRealtime()
  const { say } = useAnnouncements()
  const [followed, setFollowed] = useState<string | null>(null)
  const person = people.find(({ id }) => id === followed) ?? null
  const name = useRef('')
  if (person) name.current = person.name

  const stop = useCallback(() => {
    setFollowed(null)
    say(`You no longer follow ${name.current}`)
  }, [say])
  const follow = useCallback(
    (personId: string) => {
      const next = people.find(({ id }) => id === personId)
      if (!next || personId === me.id) return
      setFollowed(personId)
      say(`You follow ${next.name}. Escape ends it.`)
    },
    [people, me.id, say],
  )

  useEffect(() => {
    session?.say({ follows: followed })
  }, [session, followed])
  const isGone = followed !== null && person === null
  useEffect(() => {
    if (isGone) stop()
  }, [isGone, stop])
  useGoAlong(session, editor, person ? followed : null)
  useEndOfFollowing(person !== null, stop)
  useShowSight(
    session,
    editor,
    people.some(({ id, follows }) => id !== me.id && follows === me.id),
  )
  return { person, follow, stop }
}

/** Says what is in sight here, while somebody follows. */
function useShowSight(session: PostSession | null, editor: Editor | null, wanted: boolean): void {
  useEffect(() => {
    if (!session || !editor || !wanted) return
    const pane = paneOf(editor.view)
    const show = () => {
      const first = firstInSight(editor.view)
      const view = first && toSharedPlace(editor.state, first.position)
      if (view) session.say({ view })
    }
    show()
    pane.addEventListener('scroll', show, { passive: true })
    return () => {
      pane.removeEventListener('scroll', show)
      session.say({ view: null })
    }
  }, [session, editor, wanted])
}

function useGoAlong(session: PostSession | null, editor: Editor | null, personId: string | null): void {
  useEffect(() => {
    if (!session || !editor || personId === null) return
    let seen: { readonly view: string; readonly cursor: string } | null = null
    const go = () => {
      const state = stateOf(session, personId)
      if (!state || editor.isDestroyed) return
      const before = seen
      seen = { view: JSON.stringify(state.view), cursor: JSON.stringify(state.cursor) }
      const view = before?.view === seen.view ? null : findSharedPlace(editor.state, state.view)
      if (view !== null) bringToTop(editor, view)
      // A caret that rests does not hold one back where they scroll on.
      const rests = before === null ? view !== null : before.cursor === seen.cursor
      const caret = rests ? null : findSharedPlace(editor.state, headOf(state.cursor))
      if (caret !== null) bringIntoSight(editor, caret)
    }
    go()
    // Words may arrive after the caret behind them.
    const again = () => requestAnimationFrame(go)
    session.awareness.on('change', again)
    return () => session.awareness.off('change', again)
  }, [session, editor, personId])
}

/** Whatever one does oneself: scrolling, a key, a press in the page. */
function useEndOfFollowing(isFollowing: boolean, stop: () => void): void {
  useEffect(() => {
    if (!isFollowing) return
    const onKey = (event: KeyboardEvent) => {
      if (!QUIET_KEYS.has(event.key)) stop()
    }
    const events = ['wheel', 'touchmove', 'pointerdown'] as const
    for (const event of events) document.addEventListener(event, stop, { passive: true })
    document.addEventListener('keydown', onKey)
    return () => {
      for (const event of events) document.removeEventListener(event, stop)
      document.removeEventListener('keydown', onKey)
    }
  }, [isFollowing, stop])
}

const QUIET_KEYS: ReadonlySet<string> = new Set(['Shift', 'Control', 'Alt', 'Meta', 'Tab'])

/** Of their tabs the one that shows most: what is in sight, else a caret. */
function stateOf({ awareness }: PostSession, personId: string): Record<string, unknown> | undefined {
  const states = [...awareness.getStates().values()].filter(state => parsePerson(state)?.id === personId)
  return states.find(state => state.view) ?? states.find(state => state.cursor)
}

function headOf(cursor: unknown): unknown {
  return typeof cursor === 'object' && cursor !== null && 'head' in cursor ? cursor.head : null
}

function bringToTop(editor: Editor, position: number): void {
  const pane = paneOf(editor.view)
  pane.scrollTop += editor.view.coordsAtPos(position).top - pane.getBoundingClientRect().top - SIGHT_MARGIN
}

function bringIntoSight(editor: Editor, position: number): void {
  const pane = paneOf(editor.view)
  const { top, bottom } = editor.view.coordsAtPos(position)
  const sight = pane.getBoundingClientRect()
  if (top >= sight.top + SIGHT_MARGIN && bottom <= sight.bottom) return
  pane.scrollTop += top - sight.top - sight.height / 2
}

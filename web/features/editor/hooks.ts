'use client'
/** What the editor page hears of its post, and tells others and its reader: presence, typing, titles, news, leaving. */
import { type Editor, useEditorState } from '@tiptap/react'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useRefresh } from '#web/features/workspace/refresh.ts'
import { holdPage } from '#web/leaving.ts'
import { AWAY_MS, useConnection, useRealtime, useStore } from '#web/realtime/hooks.ts'
import type { PostPerson, PostSession, PostStatus, SaveSign } from '#web/realtime/realtime-types.ts'
import { watchRest } from '#web/realtime/rest.ts'
import { createStore, type Store } from '#web/realtime/store.ts'
import { useAnnouncements } from '#web/ui/live-region.tsx'
import { othersWords, saveNews } from './format.ts'

const NO_STATUS: Store<PostStatus> = createStore<PostStatus>({
  text: 'loading',
  failure: null,
  canEdit: false,
  save: { state: 'saving', changes: 0 },
  waiting: 0,
  device: 'unknown',
  storedAt: null,
  lost: null,
  changedBy: null,
  rightsChanged: 0,
  namesChanged: 0,
  lowered: false,
  repaired: false,
})
const NOBODY: Store<readonly PostPerson[]> = createStore<readonly PostPerson[]>([])

export function usePostStatus(session: PostSession | null): PostStatus {
  return useStore(session?.status ?? NO_STATUS)
}

export function usePostPeople(session: PostSession | null): readonly PostPerson[] {
  return useStore(session?.people ?? NOBODY)
}

/** A caret that rests is drawn pale. */
const RESTS_MS = 60_000
const TYPING_MS = 2_500

/**
 * Tells the others whether this tab edits, reads or rests, and that its person types.
 * @returns call it at each key; in a box of comments with the thread's id, or `new`
 */
export function useActivity(session: PostSession | null, page: string, canEdit: boolean): (thread?: string) => void {
  const { setPage } = useRealtime()
  const typing = useRef<ReturnType<typeof setTimeout>>(undefined)

  useEffect(() => {
    if (!session) return
    const mode = () => {
      const inText = document.activeElement?.closest('[contenteditable="true"], [data-post-text]')
      return canEdit && inText ? 'editing' : 'viewing'
    }
    const stopHere = watchRest(
      RESTS_MS,
      () => session.say({ page, mode: mode() }),
      () => session.say({ mode: 'idle' }),
    )
    const stopThere = watchRest(
      AWAY_MS,
      () => setPage(page, mode()),
      () => setPage(page, 'idle'),
    )
    return () => {
      stopHere()
      stopThere()
      clearTimeout(typing.current)
    }
  }, [session, setPage, page, canEdit])

  return useCallback(
    (thread?: string) => {
      if (!session) return
      clearTimeout(typing.current)
      session.say({ typing: true, thread: thread ?? null })
      typing.current = setTimeout(() => session.say({ typing: false, thread: null }), TYPING_MS)
    },
    [session],
  )
}

/** Asks before leaving only when something is neither stored nor kept on this device. */
export function useLeaveGuard({ waiting, device }: PostStatus): void {
  const atRisk = waiting > 0 && device !== 'kept'
  useEffect(() => (atRisk ? holdPage() : undefined), [atRisk])
}

/** The title as it is typed, before the server's lists know it; null while there is no editor. */
export function useTitle(editor: Editor | null): string | null {
  return useEditorState({ editor, selector: ({ editor: now }) => now?.state.doc.firstChild?.textContent ?? null })
}

/** `● ` while something is not stored, `⚠ ` when it can't be. */
function titlePrefix(sign: SaveSign): string {
  if (sign.state === 'cant_save') return '⚠ '
  return (sign.state === 'saving' || sign.state === 'offline') && sign.changes > 0 ? '● ' : ''
}

export function useTabTitle(title: string, sign: SaveSign): void {
  const prefix = titlePrefix(sign)
  useEffect(() => {
    document.title = `${prefix}${title || 'Untitled'} · Galley`
  }, [prefix, title])
}

/** Reads out what changed about saving, and who came and went; never what ticks. */
export function useEditorAnnouncements(
  session: PostSession | null,
  status: PostStatus,
  people: readonly PostPerson[],
): void {
  const { say, interrupt } = useAnnouncements()
  const me = useRealtime().me.id
  const news = session && status.text === 'shown' ? saveNews(status.save) : null
  const said = useRef<string | null>(null)
  useEffect(() => {
    if (news === null || news === said.current) return
    // What is said first when a page opens is what anybody expects.
    if (said.current !== null || news !== 'Saved') {
      if (status.save.state === 'cant_save') interrupt(news)
      else say(news)
    }
    said.current = news
  }, [news, status.save.state, say, interrupt])

  const live = useConnection().state === 'live'
  const before = useRef<readonly PostPerson[] | null>(null)
  useEffect(() => {
    const known = before.current
    // A lost connection is nobody's going.
    before.current = live ? people : null
    if (!live || !known || people.length === 0) return
    if (known.length === 0) {
      const others = people.filter(person => person.id !== me).length
      if (others > 0) say(othersWords(others))
      return
    }
    const isNew = (list: readonly PostPerson[], person: PostPerson) =>
      person.id !== me && !list.some(other => other.id === person.id)
    for (const person of people) if (isNew(known, person)) say(`${person.name} opened this post`)
    for (const person of known) if (isNew(people, person)) say(`${person.name} left this post`)
  }, [people, live, me, say])
}

/** Reads out what the post has become. */
export function useStatusNews(word: string): void {
  const { say } = useAnnouncements()
  const [said, setSaid] = useState(word)
  useEffect(() => {
    if (word === said) return
    setSaid(word)
    say(`This post is ${word.toLowerCase()} now`)
  }, [word, said, say])
}

const RESTART_MS = 10_000

/** Whether the connection has been away so long that it deserves a banner. */
export function useOfflineLong(): boolean {
  const { state } = useConnection()
  const away = state === 'offline'
  const [long, setLong] = useState(false)
  useEffect(() => {
    if (!away) return setLong(false)
    // A browser that knows it has no network needs no patience.
    const timer = setTimeout(() => setLong(true), navigator.onLine ? RESTART_MS : 0)
    return () => clearTimeout(timer)
  }, [away])
  return long
}

/** What one may do besides writing is part of what the page is rendered with: it is rendered anew, the text stays. */
export function useFreshPage(rightsChanged: number): void {
  const refresh = useRefresh()
  useEffect(() => {
    if (rightsChanged > 0) refresh()
  }, [rightsChanged, refresh])
}

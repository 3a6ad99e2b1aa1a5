'use client'
/** A list that is read page by page, newest first, and grows at its end. */
import { useCallback, useEffect, useRef, useState } from 'react'
import { errorWords } from './api-client.ts'

type Page<T> = { readonly items: readonly T[]; readonly nextCursor: string | null }

export type Pages<T> = {
  /** `none` until an answer has come. A page under way changes nothing that stands there. */
  readonly status: 'none' | 'ready' | 'failed'
  /** What went wrong, in words. */
  readonly why: string | null
  readonly items: readonly T[]
  readonly hasMore: boolean
  /** A page is under way. */
  readonly busy: boolean
  /** Reads the first page; what is on show stays until it has come. */
  readonly begin: () => void
  /** Reads the next page; after a failure the same one again. */
  readonly more: () => void
  readonly change: (change: (items: readonly T[]) => readonly T[]) => void
}

/**
 * Reads nothing before it is told to.
 * @param find reads one page, the first without a cursor; another function is another list, of which nothing is known
 * @param join what is on show when a page has come; else a first page takes the place of all, another goes to the end
 */
export function usePages<T>(
  find: (cursor: string | null, signal: AbortSignal) => Promise<Page<T>>,
  join: (before: readonly T[], page: Page<T>, isFirst: boolean) => readonly T[] = append,
): Pages<T> {
  const [{ status, why, items, next, busy }, setState] = useState<State<T>>(NOTHING)
  const stop = useRef<AbortController>(undefined)
  const joinNow = useRef(join)
  joinNow.current = join

  const load = useCallback(
    (cursor: string | null) => {
      stop.current?.abort()
      const mine = new AbortController()
      stop.current = mine
      setState(before => ({ ...before, busy: true }))
      find(cursor, mine.signal).then(
        page => {
          if (mine.signal.aborted) return
          setState(({ items: before }) => {
            const items = joinNow.current(before, page, cursor === null)
            return { status: 'ready', why: null, items, next: page.nextCursor, busy: false }
          })
        },
        (error: unknown) => {
          if (mine.signal.aborted) return
          setState(before => ({ ...before, status: 'failed', why: errorWords(error), busy: false }))
        },
      )
    },
    [find],
  )
  const begin = useCallback(() => load(null), [load])
  const more = useCallback(() => load(next), [load, next])
  const change = useCallback<Pages<T>['change']>(by => setState(before => ({ ...before, items: by(before.items) })), [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another way to find is another list
  useEffect(() => {
    return () => {
      stop.current?.abort()
      setState(NOTHING)
    }
  }, [find])
  return { status, why, items, hasMore: next !== null, busy, begin, more, change }
}

type State<T> = Pick<Pages<T>, 'status' | 'why' | 'items' | 'busy'> & { readonly next: string | null }

const NOTHING: State<never> = { status: 'none', why: null, items: [], next: null, busy: false }

function append<T>(before: readonly T[], page: Page<T>, isFirst: boolean): readonly T[] {
  return isFirst ? page.items : [...before, ...page.items]
}

'use client'
/**
 * The view, and the address that follows it. The page answers a key at once; the address comes a moment later, because
 * browsers count how often it changes. What others set there (a link, back and forward) is taken over.
 */
import { useSearchParams } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { type PostsView, parseView, searchOf, VIEW_COOKIE, type ViewKey } from '../view.ts'

const YEAR_SECONDS = 365 * 24 * 60 * 60
const WORDS_REST_MS = 250
/** So long an address that comes back from the router may be one of our own. */
const OWN_MS = 2_000

/** @param remembered what is shown when the address does not say */
export function useView(remembered: ViewKey): readonly [PostsView, (change: Partial<PostsView>) => void] {
  const search = useSearchParams()
  const [view, setView] = useState(() => parseView(search, remembered))
  const latest = useRef(view)
  const own = useRef<ReadonlyMap<string, number>>(new Map())
  const shown = useRef(search.toString())
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  useEffect(() => {
    const adopt = (address: URLSearchParams) => {
      clearTimeout(timer.current)
      latest.current = parseView(address, remembered)
      setView(latest.current)
    }
    const text = search.toString()
    const isOwn = performance.now() - (own.current.get(text) ?? Number.NEGATIVE_INFINITY) < OWN_MS
    if (text !== shown.current && !isOwn) adopt(search)
    shown.current = text
    const onStep = () => adopt(new URLSearchParams(location.search))
    window.addEventListener('popstate', onStep)
    return () => window.removeEventListener('popstate', onStep)
  }, [search, remembered])
  useEffect(() => () => clearTimeout(timer.current), [])

  const change = (next: Partial<PostsView>) => {
    const before = latest.current
    latest.current = { ...before, ...next }
    setView(latest.current)
    clearTimeout(timer.current)
    const write = (how: 'pushState' | 'replaceState') => {
      const address = searchOf(latest.current, new URLSearchParams(location.search))
      own.current = new Map([...own.current].slice(-20)).set(new URLSearchParams(address).toString(), performance.now())
      history[how](null, '', `${location.pathname}${address}`)
    }
    // Another shape is a step to go back from; each letter of a filter is not.
    if (next.view !== undefined && next.view !== before.view) {
      remember(next.view)
      write('pushState')
    } else if (next.filter && next.filter.words !== before.filter.words) {
      timer.current = setTimeout(() => write('replaceState'), WORDS_REST_MS)
    } else write('replaceState')
  }
  return [view, change]
}

function remember(view: ViewKey): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser we support.
  document.cookie = `${VIEW_COOKIE}=${view}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`
}

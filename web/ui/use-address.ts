'use client'
/**
 * A view, and the address that follows it. The page answers a key at once; the address comes a moment later, because
 * browsers count how often it changes. What others set there (a link, back and forward) is taken over.
 */
import { useSearchParams } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'

const WORDS_REST_MS = 250
/** So long an address that comes back from the router may be one of our own. */
const OWN_MS = 2_000

type AddressOf<View> = {
  readonly parse: (search: URLSearchParams) => View
  /** Begins with `?`, or is empty. What is not of this view stays. */
  readonly searchOf: (view: View, before: URLSearchParams) => string
  /** `step`: something one goes back from. `letters`: one of many while somebody types. */
  readonly weigh: (change: Partial<View>, before: View) => 'step' | 'letters' | 'change'
}

/** @param of may differ between renders, its functions are those of the newest */
export function useAddress<View extends object>(of: AddressOf<View>): readonly [View, (change: Partial<View>) => void] {
  const search = useSearchParams()
  const rules = useRef(of)
  rules.current = of
  const [view, setView] = useState(() => of.parse(search))
  const latest = useRef(view)
  const own = useRef<ReadonlyMap<string, number>>(new Map())
  const shown = useRef(search.toString())
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  useEffect(() => {
    const adopt = (address: URLSearchParams) => {
      clearTimeout(timer.current)
      latest.current = rules.current.parse(address)
      setView(latest.current)
    }
    const text = search.toString()
    const isOwn = performance.now() - (own.current.get(text) ?? Number.NEGATIVE_INFINITY) < OWN_MS
    if (text !== shown.current && !isOwn) adopt(search)
    shown.current = text
    const onStep = () => adopt(new URLSearchParams(location.search))
    window.addEventListener('popstate', onStep)
    return () => window.removeEventListener('popstate', onStep)
  }, [search])
  useEffect(() => () => clearTimeout(timer.current), [])

  const change = (next: Partial<View>) => {
    const before = latest.current
    latest.current = { ...before, ...next }
    setView(latest.current)
    clearTimeout(timer.current)
    const write = (how: 'pushState' | 'replaceState') => {
      const address = rules.current.searchOf(latest.current, new URLSearchParams(location.search))
      own.current = new Map([...own.current].slice(-20)).set(new URLSearchParams(address).toString(), performance.now())
      history[how](null, '', `${location.pathname}${address}`)
    }
    switch (rules.current.weigh(next, before)) {
      case 'step':
        return write('pushState')
      case 'letters':
        timer.current = setTimeout(() => write('replaceState'), WORDS_REST_MS)
        return
      case 'change':
        return write('replaceState')
    }
  }
  return [view, change]
}

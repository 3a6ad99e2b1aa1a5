'use client'
/** Words in a field that are stored when it is left: it is left too when its panel or its page goes. SPEC PS430, CN435. */
import { useEffect, useLayoutEffect, useRef } from 'react'
import { holdPage } from '#web/leaving.ts'

export const NOT_NOW = 'Not stored: this post cannot be changed here now.'

/**
 * @param waiting whether words stand there that are not stored
 * @param store stores them, as far as they can be
 */
export function useLeftWords(waiting: boolean, store: () => void): void {
  const latest = useRef({ waiting, store })
  useLayoutEffect(() => {
    latest.current = { waiting, store }
  })
  useLayoutEffect(() => {
    const leave = () => {
      if (latest.current.waiting) latest.current.store()
    }
    window.addEventListener('pagehide', leave)
    return () => {
      window.removeEventListener('pagehide', leave)
      leave()
    }
  }, [])
  // A page that is closed may end before they are stored.
  useEffect(() => (waiting ? holdPage(false) : undefined), [waiting])
}

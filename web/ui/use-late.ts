'use client'
/**
 * Parts of a page that may come after it: loaded when the page has come to rest, or at once when somebody reaches for
 * them. Waiting for the first press would be too late: an open page must not need the network for its own buttons.
 */
import { useEffect, useState } from 'react'

const REST_MS = 2_500

/**
 * @param load a function that stays the same between renders
 * @returns null until it is here; a failed load (offline so early) is tried again with the next wish
 */
export function useLate<Part extends object>(load: () => Promise<Part>, wanted: boolean): Part | null {
  const [part, setPart] = useState<Part | null>(null)
  useEffect(() => {
    if (part) return
    const begin = () => {
      load().then(
        loaded => setPart(() => loaded),
        () => undefined,
      )
    }
    const timer = setTimeout(begin, wanted ? 0 : REST_MS)
    return () => clearTimeout(timer)
  }, [part, load, wanted])
  return part
}

type LateTrigger<Part> = {
  readonly part: Part | null
  /** For the plain button that stands there until then. */
  readonly plain: { readonly onPointerEnter: () => void; readonly onFocus: () => void; readonly onBlur: () => void }
}

/** As `useLate`, for what a button opens: the button is never replaced while it has the focus, unless it was pressed. */
export function useLateTrigger<Part extends object>(load: () => Promise<Part>, open: boolean): LateTrigger<Part> {
  const [near, setNear] = useState(false)
  const [focused, setFocused] = useState(false)
  const [placed, setPlaced] = useState(false)
  const part = useLate(load, open || near)
  const ready = part !== null && (placed || open || !focused)
  useEffect(() => {
    if (ready) setPlaced(true)
  }, [ready])
  return {
    part: ready ? part : null,
    plain: {
      onPointerEnter: () => setNear(true),
      onFocus: () => {
        setNear(true)
        setFocused(true)
      },
      onBlur: () => setFocused(false),
    },
  }
}

'use client'
/** Parts that come after their page, for components. An open page must not need the network for its own buttons. */
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import { type LatePart, type LateState, loadAtRest } from './late-part.ts'

/** Loads the part when it is wanted, and then again when the network is back, else when the page has come to rest. */
export function useLate<Part extends object>(part: LatePart<Part>, wanted: boolean): LateState<Part> {
  useEffect(() => {
    if (!wanted) return loadAtRest([part])
    part.load()
    addEventListener('online', part.load)
    return () => removeEventListener('online', part.load)
  }, [part, wanted])
  return useSyncExternalStore(part.subscribe, part.now, onItsWay)
}

function onItsWay(): 'on_its_way' {
  return 'on_its_way'
}

/**
 * Loads all of them when the page has come to rest, from the moment that it may.
 * @returns whether they are all here
 */
export function useAtRest(parts: readonly LatePart<object>[], may: boolean): boolean {
  useEffect(() => (may ? loadAtRest(parts) : undefined), [parts, may])
  const subscribe = useCallback(
    (listener: () => void) => {
      const ends = parts.map(part => part.subscribe(listener))
      return () => {
        for (const end of ends) end()
      }
    },
    [parts],
  )
  return useSyncExternalStore(
    subscribe,
    () => parts.every(part => typeof part.now() === 'object'),
    () => false,
  )
}

type LateTrigger<Part extends object> = {
  readonly part: Part | null
  readonly missing: boolean
  /** For the plain button that stands there until then. */
  readonly plain: { readonly onPointerEnter: () => void; readonly onFocus: () => void; readonly onBlur: () => void }
}

/** As `useLate`, for what a button opens: the button is never replaced while it has the focus, unless it was pressed. */
export function useLateTrigger<Part extends object>(late: LatePart<Part>, open: boolean): LateTrigger<Part> {
  const [near, setNear] = useState(false)
  const [focused, setFocused] = useState(false)
  const [placed, setPlaced] = useState(false)
  const part = useLate(late, open || near)
  const ready = typeof part === 'object' && (placed || open || !focused)
  useEffect(() => {
    if (ready) setPlaced(true)
  }, [ready])
  return {
    part: ready ? part : null,
    missing: part === 'missing',
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

/**
 * A part of a page that comes after it. It is loaded once for all who show it: when it is wanted, when somebody reaches
 * for it, or when the page has come to rest. What has come is there at once for the next who wants it.
 *
 *   on_its_way ── loaded ──▶ the part itself
 *       ▲  └────── failed ─▶ missing ──┐
 *       └── wanted, tried again, online ┘
 */
export type LateState<Part extends object> = Part | 'on_its_way' | 'missing'

export type LatePart<Part extends object> = {
  /** Begins to load it, or tries again; nothing when it is here or under way. */
  readonly load: () => void
  readonly now: () => LateState<Part>
  readonly subscribe: (listener: () => void) => () => void
}

export function latePart<Part extends object>(fetchPart: () => Promise<Part>): LatePart<Part> {
  let state: LateState<Part> = 'on_its_way'
  let loading = false
  const listeners = new Set<() => void>()
  const become = (next: LateState<Part>) => {
    state = next
    for (const listener of listeners) listener()
  }
  const end = (next: LateState<Part>) => {
    loading = false
    become(next)
  }
  return {
    load: () => {
      if (loading || typeof state === 'object') return
      loading = true
      if (state === 'missing') become('on_its_way')
      fetchPart().then(end, () => end('missing'))
    },
    now: () => state,
    subscribe: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** For the button that opens them: who points at it, or comes to it by the keyboard, finds them loaded. */
export function onNear(...parts: readonly LatePart<object>[]) {
  const load = () => {
    for (const part of parts) part.load()
  }
  return { onPointerEnter: load, onFocus: load }
}

const REST_MS = 2_500

/** Loads parts when the page has come to rest; what could not be loaded then, when the network is back. @returns the end of it */
export function loadAtRest(parts: readonly LatePart<object>[]): () => void {
  const load = () => {
    for (const part of parts) part.load()
  }
  let idle = 0
  const timer = setTimeout(() => {
    if (typeof requestIdleCallback === 'function') idle = requestIdleCallback(load)
    else load()
    addEventListener('online', load)
  }, REST_MS)
  return () => {
    clearTimeout(timer)
    if (idle > 0) cancelIdleCallback(idle)
    removeEventListener('online', load)
  }
}

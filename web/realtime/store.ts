/** A value with listeners, in the shape `useSyncExternalStore` asks for: the same snapshot until something changed. */

export type Store<T> = {
  readonly get: () => T
  /** What the server rendered with, so that hydration meets the same markup. */
  readonly initial: () => T
  readonly subscribe: (listener: () => void) => () => void
}

export type WritableStore<T> = Store<T> & {
  /** Does nothing when the value is the same object. */
  readonly set: (value: T) => void
}

export function createStore<T>(initial: T): WritableStore<T> {
  let value = initial
  const listeners = new Set<() => void>()
  return {
    get: () => value,
    initial: () => initial,
    subscribe: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    set: next => {
      if (Object.is(next, value)) return
      value = next
      for (const listener of [...listeners]) listener()
    },
  }
}

/** A store that is another one seen through `select`; keeps its snapshot while `same` says nothing changed. */
export function derive<From, To>(
  source: Store<From>,
  select: (value: From) => To,
  same: (a: To, b: To) => boolean = Object.is,
): Store<To> {
  const first = select(source.initial())
  let from = source.initial()
  let value = first
  const get = () => {
    const next = source.get()
    if (!Object.is(next, from)) {
      from = next
      const selected = select(next)
      if (!same(value, selected)) value = selected
    }
    return value
  }
  return { get, initial: () => first, subscribe: source.subscribe }
}

/** Resolves with what `find` finds in the value, now or after a change; rejects with the signal's reason. */
export function whenFound<T, Found>(
  store: Store<T>,
  find: (value: T) => Found | null,
  signal: AbortSignal,
): Promise<Found> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      unsubscribe()
      signal.removeEventListener('abort', aborted)
    }
    const aborted = () => {
      stop()
      reject(signal.reason)
    }
    const look = () => {
      const found = find(store.get())
      if (found === null) return
      stop()
      resolve(found)
    }
    const unsubscribe = store.subscribe(look)
    signal.addEventListener('abort', aborted)
    if (signal.aborted) aborted()
    else look()
  })
}

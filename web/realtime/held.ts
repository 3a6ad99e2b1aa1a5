/** What many parts of a page need at once and costs something while it is open: a socket, the document of a post. */
import { createStore, type Store } from './store.ts'

export type Held<T> = {
  /** Opens it for the first taker. */
  readonly take: () => { readonly value: T; readonly letGo: () => void }
  /** Null while nobody needs it. */
  readonly value: Store<T | null>
  readonly isHeld: () => boolean
  /** Closes it and opens it anew for those who hold it. */
  readonly renew: () => void
}

type Closable = { readonly close: () => void }

/** React mounts twice in development, and pages change: what was let go of is kept this long. */
const GRACE_MS = 250

/** One thing for all who need it; closed a moment after the last one let go. */
export function shared<T extends Closable>(open: (isRenewed: boolean) => T): Held<T> {
  const value = createStore<T | null>(null)
  let holders = 0
  let closing: ReturnType<typeof setTimeout> | undefined
  const opened = (isRenewed: boolean): T => {
    const known = value.get()
    if (known) return known
    const made = open(isRenewed)
    value.set(made)
    return made
  }
  const close = () => {
    const known = value.get()
    value.set(null)
    known?.close()
  }
  return {
    value,
    isHeld: () => holders > 0,
    take: () => {
      clearTimeout(closing)
      const taken = opened(false)
      holders += 1
      let held = true
      return {
        value: taken,
        letGo: () => {
          if (!held) return
          held = false
          holders -= 1
          if (holders === 0) closing = setTimeout(close, GRACE_MS)
        },
      }
    },
    renew: () => {
      if (holders === 0) return
      close()
      opened(true)
    },
  }
}

/** One for each id; `byId` has those that are held, or were a moment ago. */
export function sharedById<T extends Closable>(open: (id: string, isRenewed: boolean) => T) {
  const byId = new Map<string, Held<T>>()
  const of = (id: string): Held<T> => {
    const known = byId.get(id)
    if (known) return known
    const held: Held<T> = shared<T>(isRenewed => {
      const opened = open(id, isRenewed)
      return {
        ...opened,
        close: () => {
          if (!held.isHeld()) byId.delete(id)
          opened.close()
        },
      }
    })
    byId.set(id, held)
    return held
  }
  return { of, byId: byId as ReadonlyMap<string, Held<T>> }
}

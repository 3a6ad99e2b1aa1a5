'use client'
/** One listener for all single keys of the page; parts add theirs while they are mounted. */
import { createContext, type ReactNode, use, useEffect, useMemo, useRef } from 'react'
import { type Bindings, matchKey, nameOfKey, type Remembered, takesLetters } from './keys.ts'
import { singleKeysAreOn } from './single-keys.ts'

type Register = (bindings: () => Bindings) => () => void

const ShortcutsContext = createContext<Register | null>(null)

export function Shortcuts({ children }: { readonly children: ReactNode }) {
  const registered = useRef<(() => Bindings)[]>([])

  useEffect(() => {
    let remembered: Remembered = null
    function onKeyDown(event: KeyboardEvent) {
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || event.isComposing) return
      if (takesLetters(event.target) || !singleKeysAreOn()) return
      const bindings = registered.current.map(read => read())
      const match = matchKey(bindings, remembered, nameOfKey(bindings, event), event.timeStamp)
      remembered = match.remembered
      if (!match.run) return
      event.preventDefault()
      match.run()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])

  const register = useMemo<Register>(
    () => bindings => {
      registered.current = [...registered.current, bindings]
      return () => {
        registered.current = registered.current.filter(each => each !== bindings)
      }
    },
    [],
  )
  return <ShortcutsContext value={register}>{children}</ShortcutsContext>
}

/** Adds keys while this part is mounted; the functions may change between renders. */
export function useShortcuts(bindings: Bindings): void {
  const register = use(ShortcutsContext)
  const latest = useRef(bindings)
  useEffect(() => {
    latest.current = bindings
  })
  useEffect(() => register?.(() => latest.current), [register])
}

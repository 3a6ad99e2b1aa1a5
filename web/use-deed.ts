'use client'
/** What a person asks for that takes a moment and may fail: that it is under way, and what went wrong with the last try. */
import { useCallback, useRef, useState } from 'react'
import { errorWords } from './api-client.ts'

export type Deed<Trouble> = {
  readonly busy: boolean
  /** Which of several is under way, as `run` was told. */
  readonly underWay: string | null
  readonly trouble: Trouble | null
  readonly setTrouble: (trouble: Trouble | null) => void
  /**
   * Does it, unless something is under way already.
   * @param deed resolves to `leaving` when another page comes next: until then it stays busy
   * @returns whether it was done
   */
  readonly run: (deed: () => Promise<unknown>, which?: string) => Promise<boolean>
}

export function useDeed(): Deed<string> {
  return useDeedWith(errorWords)
}

/** @param troubleOf what to keep of an error; a function that stays the same between renders */
export function useDeedWith<Trouble>(troubleOf: (error: unknown) => Trouble): Deed<Trouble> {
  const [underWay, setUnderWay] = useState<string | null>(null)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const isBusy = useRef(false)
  const run = useCallback(
    async (deed: () => Promise<unknown>, which = 'it') => {
      if (isBusy.current) return false
      isBusy.current = true
      setUnderWay(which)
      setTrouble(null)
      let isDone = false
      let isLeaving = false
      try {
        isLeaving = (await deed()) === 'leaving'
        isDone = true
      } catch (error) {
        setTrouble(troubleOf(error))
      }
      if (!isLeaving) {
        isBusy.current = false
        setUnderWay(null)
      }
      return isDone
    },
    [troubleOf],
  )
  return { busy: underWay !== null, underWay, trouble, setTrouble, run }
}

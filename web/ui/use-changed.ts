'use client'
import { useLayoutEffect, useRef } from 'react'

/** True in the render in which the value became another. */
export function useChanged(value: string): boolean {
  const last = useRef(value)
  const changed = last.current !== value
  useLayoutEffect(() => {
    last.current = value
  })
  return changed
}

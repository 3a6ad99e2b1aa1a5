'use client'
/** Whether letters alone are commands: they get in the way of speech input, so they can be turned off (WCAG 2.1.4). */
import { useSyncExternalStore } from 'react'

const STORED_UNDER = 'galley_single_keys'
const listeners = new Set<() => void>()

export function singleKeysAreOn(): boolean {
  try {
    return localStorage.getItem(STORED_UNDER) !== 'off'
  } catch {
    // Storage may be closed to us (private window): the default holds.
    return true
  }
}

export function turnSingleKeys(on: boolean): void {
  try {
    localStorage.setItem(STORED_UNDER, on ? 'on' : 'off')
  } catch {
    return
  }
  for (const listener of listeners) listener()
}

export function useSingleKeys(): boolean {
  return useSyncExternalStore(subscribe, singleKeysAreOn, () => true)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  window.addEventListener('storage', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', listener)
  }
}

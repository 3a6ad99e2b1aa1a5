/** Comments that somebody who signs out has begun on this device and not sent. */
import { PREFIX } from './drafts.ts'

export function countDrafts(personId: string): number {
  return keysOf(personId).length
}

export function forgetDrafts(personId: string): void {
  for (const key of keysOf(personId)) localStorage.removeItem(key)
}

function keysOf(personId: string): string[] {
  try {
    return Object.keys(localStorage).filter(key => key.startsWith(`${PREFIX}:${personId}:`))
  } catch {
    return []
  }
}

'use client'
/** Which row or card the pointer and the focus are in: what is under the hand holds still. */
import { useState } from 'react'

/** @returns identities (`data-row`) under the hand, and listeners for the element around all of them */
export function useTouched() {
  const [pointed, setPointed] = useState<string | null>(null)
  const [focused, setFocused] = useState<string | null>(null)
  const holders = {
    // Touch has no hovering: a finger holds nothing once it is up.
    onPointerMove: (event: { pointerType: string; target: EventTarget }) =>
      setPointed(event.pointerType === 'mouse' ? rowOf(event.target) : null),
    onPointerLeave: () => setPointed(null),
    // A press leaves the focus behind as well: only who goes by keys has it under the hand.
    onFocus: ({ target }: { target: Element }) => setFocused(target.matches(':focus-visible') ? rowOf(target) : null),
    onBlur: () => setFocused(null),
  }
  return { pointed, focused, holders }
}

function rowOf(target: EventTarget): string | null {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null
  return row?.dataset.row ?? null
}

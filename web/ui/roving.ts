/** Moves focus along a list of elements; stops at the ends. From outside, the first step enters at the near end. */
export function stepFocus(elements: readonly HTMLElement[], step: 1 | -1): void {
  const active = document.activeElement
  const at = active instanceof HTMLElement ? elements.indexOf(active) : -1
  const to = at === -1 ? (step === 1 ? 0 : elements.length - 1) : Math.min(Math.max(at + step, 0), elements.length - 1)
  elements[to]?.focus()
}

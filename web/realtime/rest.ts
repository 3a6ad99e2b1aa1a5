/** Whether the person at this tab does anything. */

const SIGNS_OF_LIFE = ['pointerdown', 'pointermove', 'keydown', 'focusin', 'focusout', 'scroll'] as const

/**
 * @param restMs without a sign of life for so long, a person rests
 * @param onSign called at each sign of life, and at the beginning
 * @param onRest called once when the person begins to rest
 * @returns ends it
 */
export function watchRest(restMs: number, onSign: () => void, onRest: () => void): () => void {
  let resting: ReturnType<typeof setTimeout>
  const live = () => {
    clearTimeout(resting)
    resting = setTimeout(onRest, restMs)
    onSign()
  }
  const looked = () => {
    if (document.visibilityState === 'visible') live()
  }
  live()
  for (const sign of SIGNS_OF_LIFE) document.addEventListener(sign, live, { passive: true, capture: true })
  document.addEventListener('visibilitychange', looked)
  return () => {
    clearTimeout(resting)
    for (const sign of SIGNS_OF_LIFE) document.removeEventListener(sign, live, { capture: true })
    document.removeEventListener('visibilitychange', looked)
  }
}

/** What only this page has is not left without a question: by closing it, by a link, by back and forward. SPEC CN76, IM411. */

const holders = new Map<object, boolean>()
let listening = new AbortController()

/**
 * @param inside false for what goes on elsewhere in Galley: only closing asks
 * @returns lets go of it
 */
export function holdPage(inside = true): () => void {
  if (holders.size === 0) listen()
  const holder = {}
  holders.set(holder, inside)
  return () => {
    if (holders.delete(holder) && holders.size === 0) listening.abort()
  }
}

/** Its person has been asked, as in another tab that signs out. */
export function leaveUnasked(): void {
  listening.abort()
}

function listen(): void {
  listening = new AbortController()
  const { signal } = listening
  const isHeld = () => [...holders.values()].includes(true)
  window.addEventListener('beforeunload', event => event.preventDefault(), { signal })
  // The browser follows links itself then, and asks.
  const follow = (event: MouseEvent) => {
    const link = event.target instanceof Element && event.target.closest('a[href]')
    if (link && !link.closest('[contenteditable]') && isHeld()) event.stopPropagation()
  }
  window.addEventListener('click', follow, { capture: true, signal })
  // Browsers without it do not ask there.
  if (!('navigation' in window)) return
  const step = (event: NavigateEvent) => {
    const isLeft = new URL(event.destination.url).pathname !== location.pathname
    if (event.navigationType !== 'traverse' || !event.cancelable || !isLeft || !isHeld()) return
    if (!confirm('Leave? Something here is kept nowhere else yet, and would be lost.')) event.preventDefault()
  }
  navigation.addEventListener('navigate', step, { signal })
}

/**
 * What the browser's own code asks of the page around it, for tabs that run in Node: it is visible, online, and stands at
 * the address of the site. There is no IndexedDB, as in a private window.
 */
import { setMaxListeners } from 'node:events'

/** Before the first tab. */
export function standInForPage(publicUrl: string): void {
  const place = (name: string, value: unknown) =>
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
  const window = Object.assign(new EventTarget(), { crypto: globalThis.crypto })
  const document = Object.assign(new EventTarget(), {
    visibilityState: 'visible',
    documentElement: { style: {} },
  })
  // Many tabs share it.
  setMaxListeners(0, window, document)
  place('window', window)
  place('document', document)
  place('location', { href: publicUrl })
  Object.defineProperty(globalThis.navigator, 'onLine', { value: true, configurable: true })
}

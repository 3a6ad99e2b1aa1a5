/**
 * What the browser's own code asks of the page around it, for tabs that run in Node: it is visible, online, and stands at
 * the address of the site. There is no IndexedDB, as in a private window.
 */
import { setMaxListeners } from 'node:events'

/**
 * Before the first tab.
 * @returns takes it away again: whoever comes next in this process stands in no page
 */
export function standInForPage(publicUrl: string): () => void {
  const leave: (() => void)[] = []
  const place = (target: object, name: string, value: unknown) => {
    const before = Object.getOwnPropertyDescriptor(target, name)
    Object.defineProperty(target, name, { value, configurable: true, writable: true })
    leave.push(() => {
      if (before) Object.defineProperty(target, name, before)
      else Reflect.deleteProperty(target, name)
    })
  }
  const window = Object.assign(new EventTarget(), { crypto: globalThis.crypto })
  const document = Object.assign(new EventTarget(), {
    visibilityState: 'visible',
    documentElement: { style: {} },
  })
  // Many tabs share it.
  setMaxListeners(0, window, document)
  place(globalThis, 'window', window)
  place(globalThis, 'document', document)
  place(globalThis, 'location', { href: publicUrl })
  place(globalThis.navigator, 'onLine', true)
  return () => {
    for (const one of leave) one()
  }
}

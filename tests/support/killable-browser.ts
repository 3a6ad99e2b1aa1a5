/** A browser of our own, to be killed: its profile outlives it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type BrowserContext, type Cookie, chromium } from '@playwright/test'

export type KillableBrowser = {
  readonly context: BrowserContext
  /** As a power cut: nothing is written any more. Again, it does nothing. */
  readonly kill: () => Promise<void>
}

/**
 * @param profile its folder, as the browser before it left it
 * @param cookies who is signed in: Chromium writes cookies to its profile each half a minute only, so whoever signed in
 *   just before a kill would be signed out
 */
export async function launchKillable(
  profile: string,
  { executablePath, cookies = [] }: { executablePath: string | undefined; cookies?: readonly Cookie[] },
): Promise<KillableBrowser> {
  const child = spawn(
    executablePath ?? chromium.executablePath(),
    [
      '--headless=new',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      '--no-first-run',
      '--disable-background-networking',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const exited = once(child, 'exit')
  const address = await new Promise<string>((resolve, reject) => {
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (part: string) => {
      said += part
      const [, found] = /DevTools listening on (ws:\S+)/.exec(said) ?? []
      if (found) resolve(found)
    })
    child.on('exit', () => reject(new Error(`The browser ended: ${said}`)))
  })
  const [context] = (await chromium.connectOverCDP(address)).contexts()
  if (!context) throw new Error('The browser has no context')
  // A session cookie would end with the browser.
  await context.addCookies(cookies.map(cookie => ({ ...cookie, expires: Date.now() / 1000 + 3600 })))
  return {
    context,
    kill: async () => {
      child.kill('SIGKILL')
      await exited
    },
  }
}

/** In a page: unsent edits as the device holds them, summed over all posts. */
export async function readUnsent(): Promise<number> {
  const names = (await indexedDB.databases()).flatMap(({ name }) => (name?.includes(':post:') ? [name] : []))
  let sum = 0
  for (const name of names) {
    sum += await new Promise<number>(resolve => {
      const opening = indexedDB.open(name)
      opening.onsuccess = () => {
        const asked = opening.result.transaction('custom').objectStore('custom').get('facts')
        asked.onsuccess = () => resolve(asked.result?.unsent ?? 0)
        asked.onerror = () => resolve(0)
        opening.result.close()
      }
      opening.onerror = () => resolve(0)
    })
  }
  return sum
}

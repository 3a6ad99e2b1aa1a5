/** A browser of our own, to be killed: its profile outlives it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type BrowserContext, type Cookie, chromium, type Page } from '@playwright/test'

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

/** Unsent edits as the device holds them, summed over all posts. */
export async function unsentOn(page: Page): Promise<number> {
  return (await page.evaluate(readFacts)).reduce((sum, { unsent }) => sum + unsent, 0)
}

type Facts = { readonly unsent: number; readonly swept: unknown }

/** In a page: what the device holds beside the text, of each post. */
export async function readFacts(): Promise<readonly Facts[]> {
  const none = { unsent: 0, swept: null }
  const names = (await indexedDB.databases()).flatMap(({ name }) => (name?.includes(':post:') ? [name] : []))
  return Promise.all(
    names.map(
      name =>
        new Promise<Facts>(resolve => {
          const opening = indexedDB.open(name)
          opening.onsuccess = () => {
            const asked = opening.result.transaction('custom').objectStore('custom').get('facts')
            asked.onsuccess = () => resolve(asked.result ?? none)
            asked.onerror = () => resolve(none)
            opening.result.close()
          }
          opening.onerror = () => resolve(none)
        }),
    ),
  )
}

/** The `test` of all stories: an error on any page's console fails the story, unless it says that it expects one. */
import { type Browser, type BrowserContext, test as base, chromium, expect, type Page } from '@playwright/test'

type Watch = { readonly expectErrors: (pattern: RegExp) => void; readonly follow: (context: BrowserContext) => void }

export const test = base.extend<{ watch: Watch; wholeBrowser: Browser }>({
  watch: [
    async ({ browser }, use) => {
      const unexpected: string[] = []
      const expected: RegExp[] = []
      const note = (text: string) => {
        if (!expected.some(pattern => pattern.test(text))) unexpected.push(text)
      }
      const followPage = (page: Page) => {
        page.on('console', message => {
          if (message.type() === 'error') note(`${message.text()} (${message.location().url})`)
        })
        page.on('pageerror', error => note(`${error.name}: ${error.message}`))
      }
      const follow = (context: BrowserContext) => {
        context.pages().forEach(followPage)
        context.on('page', followPage)
      }
      browser.contexts().forEach(follow)
      browser.on('context', follow)
      await use({ expectErrors: pattern => void expected.push(pattern), follow })
      browser.off('context', follow)
      for (const context of browser.contexts()) await context.close()
      expect(unexpected, 'errors on a page console').toEqual([])
    },
    { auto: true },
  ],
  /** Chromium with all that the headless shell of the other stories has not, as notices of what was pushed. */
  wholeBrowser: async ({ watch }, use) => {
    const executablePath = process.env.CHROMIUM_PATH
    const browser = await chromium.launch({ executablePath, ...(!executablePath && { channel: 'chromium' }) })
    browser.on('context', watch.follow)
    await use(browser)
    await browser.close()
  },
})

export { expect }

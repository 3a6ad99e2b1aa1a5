/** F12: a browser is killed with edits that nobody has; when the post is opened again they are shown and sent. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page } from '@playwright/test'
import pg from 'pg'
import type * as Y from 'yjs'
import { readSettings } from '#domain/config.ts'
import { docName } from '#domain/contract/doc-names.ts'
import { PostId } from '#domain/contract/ids.ts'
import { createLogger } from '#domain/logger.ts'
import { requireChromium } from '#scripts/chromium.ts'
import { freePort } from '#scripts/free-port.ts'
import { startStack } from '#scripts/stack.ts'
import { type KillableBrowser, launchKillable, unsentOn } from '#tests/support/killable-browser.ts'
import { until } from '#tests/support/until.ts'
import type { Row } from '../row.ts'
import { createWitness } from '../witness.ts'

const EDITOR = '[role=textbox][aria-multiline=true][contenteditable=true]'
const SHOWN_MS = 15_000

export const f12: Row = {
  id: 'F12',
  what: 'a browser killed with unsent edits, opened again on the same profile',
  goal: 'all restored, shown and sent (sign-out and a browser without IndexedDB are stories of tests/e2e)',
  async run({ full, count, note }) {
    const rounds = count ?? (full ? 20 : 1)
    const folder = mkdtempSync(join(tmpdir(), 'galley-faults-'))
    chmodSync(folder, 0o711)
    const executablePath = await requireChromium()
    const settings = readSettings({ PORT: String(await freePort()), DATA_DIR: join(folder, 'data'), LOG_LEVEL: 'warn' })
    const stack = startStack(settings, {
      logger: createLogger('galley', 'error'),
      logFile: join(folder, 'servers.log'),
    })
    let browser: KillableBrowser | undefined
    try {
      const { url, databaseUrl, setupToken } = await stack.ready
      const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 })
      const witness = createWitness(pool)
      const profile = join(folder, 'profile')
      browser = await launchKillable(profile, { executablePath })
      const post = await newPost(browser.context, url, setupToken)
      const cookies = await browser.context.cookies(url)
      const doc = docName.post(PostId.parse(post))
      const faults: string[] = []
      for (let round = 0; round < rounds; round += 1) {
        const token = `[killed.${round}]`
        const page = await openPost(browser.context, url, post)
        await page.locator('[data-save=saved]').waitFor()
        await browser.context.setOffline(true)
        await type(page, token)
        await page.locator('[data-save=offline]').waitFor()
        // On the device a moment after the key.
        await until(async () => (await unsentOn(page)) === token.length, { withinMs: SHOWN_MS })
        await browser.kill()
        if (holdsAll(await witness.rebuild(doc), token)) faults.push(`round ${round}: it was sent before the kill`)
        browser = await launchKillable(profile, { executablePath, cookies })
        const again = await openPost(browser.context, url, post)
        const shown = await again
          .locator(EDITOR, { hasText: token })
          .waitFor({ timeout: SHOWN_MS })
          .then(() => true)
          .catch(() => false)
        if (!shown) faults.push(`round ${round}: not shown again`)
        const sent = await until(async () => holdsAll(await witness.rebuild(doc), token), { withinMs: SHOWN_MS }).catch(
          () => false,
        )
        if (!sent) faults.push(`round ${round}: not sent`)
        note(`round ${round + 1}: ${shown ? 'shown' : 'NOT SHOWN'}, ${sent ? 'sent' : 'NOT SENT'}`)
      }
      await pool.end()
      return {
        ran: true,
        count: `${rounds} kills`,
        figure: `${rounds - faults.filter(fault => fault.startsWith('round')).length} of ${rounds} restored and sent`,
        faults,
        late: [],
      }
    } finally {
      await browser?.kill()
      await stack.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

/** A key is an edit, so the words stand in as many rows. */
function holdsAll(doc: Y.Doc, words: string): boolean {
  return doc.getXmlFragment('body').toString().includes(words)
}

const OWNER = { email: 'owner@faults.example', password: 'a password for the faults' }

async function newPost(context: BrowserContext, url: string, setupToken: string | undefined): Promise<string> {
  const headers = { origin: new URL(url).origin }
  const post = async (path: string, data: object) => {
    const answer = await context.request.post(`${url}${path}`, { headers, data })
    if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`)
    return answer.json()
  }
  await post('/api/auth/sign-up/email', { ...OWNER, name: 'Owner', setupToken, workspaceName: 'Faults' })
  const { workspaces } = await (await context.request.get(`${url}/api/v1/me`)).json()
  const { id } = await post('/api/v1/posts', { workspaceId: workspaces[0].id, title: 'Killed', markdown: 'Begin.' })
  return id
}

async function openPost(context: BrowserContext, url: string, postId: string): Promise<Page> {
  const page = context.pages()[0] ?? (await context.newPage())
  await page.goto(`${url}/posts/${postId}`)
  await page.locator(EDITOR).waitFor()
  return page
}

async function type(page: Page, words: string): Promise<void> {
  await page.locator(`${EDITOR} p`).last().click()
  await page.keyboard.press('ControlOrMeta+End')
  await page.keyboard.type(words)
}

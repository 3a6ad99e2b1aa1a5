/** What is kept on the device: through a killed browser, a lost right, a full disk and a sign-out. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { type KillableBrowser, launchKillable, readUnsent } from '#tests/support/killable-browser.ts'
import { draftKey } from '#web/features/comments/drafts.ts'
import { expectAccessible, expectNoSidewaysScroll } from './support/accessible.ts'
import { galley } from './support/galley.ts'
import { storedDoc } from './support/log.ts'
import { expectSaved, openPost, saveSign, textOf, writeAtEnd } from './support/pages.ts'
import { invite, newPost, owner, workspaceOf } from './support/people.ts'
import { expect, test } from './support/story.ts'

const OFFLINE = /ERR_INTERNET_DISCONNECTED|ERR_FAILED|WebSocket|Failed to fetch|Failed to load resource/

/** Types while the network is gone; what is typed is on the device then. */
async function typeOffline(page: Page, words: string): Promise<void> {
  await page.context().setOffline(true)
  // Typed before the page knows, the words would still go out.
  await expect(saveSign(page)).toHaveAttribute('data-save', 'offline')
  await writeAtEnd(page, words)
  await expect(saveSign(page)).toContainText(`(${words.length})`)
  // The count on the device is written a moment after the words.
  await expect.poll(() => page.evaluate(readUnsent), { message: 'unsent on the device' }).toBe(words.length)
}

const keptNames = () =>
  indexedDB.databases().then(found => found.flatMap(({ name }) => (name?.includes(':post:') ? [name] : [])))

test('[CN75] a browser that is killed with unsent edits shows and sends them when the post is opened again', async ({
  browser,
  watch,
}) => {
  watch.expectErrors(OFFLINE)
  const sam = await owner(browser)
  const mira = await invite(browser, sam, 'Mira Okafor', 'editor')
  const post = await newPost(sam, 'Killed', 'Begin.')
  await openPost(sam.page, post.id)
  const { url } = galley()
  const profile = mkdtempSync(join(tmpdir(), 'galley-profile-'))
  const browsers: KillableBrowser[] = []
  const executablePath = process.env.CHROMIUM_PATH
  try {
    const cookies = await mira.context.cookies()
    const first = await launchKillable(profile, { executablePath, cookies })
    browsers.push(first)
    const page = first.context.pages()[0] ?? (await first.context.newPage())
    await page.goto(`${url}/posts/${post.id}`)
    await expectSaved(page)
    await typeOffline(page, ' survives')
    await first.kill()
    await expect(textOf(sam.page)).not.toContainText('survives')

    const second = await launchKillable(profile, { executablePath, cookies })
    browsers.push(second)
    const again = second.context.pages()[0] ?? (await second.context.newPage())
    await again.goto(`${url}/posts/${post.id}`)
    await expect(textOf(again)).toContainText('Begin. survives')
    await expectSaved(again)
    await expect(textOf(sam.page)).toContainText('Begin. survives')
    await second.kill()
    expect((await storedDoc(post.id)).getXmlFragment('body').toString().split('survives')).toHaveLength(2)
  } finally {
    await Promise.all(browsers.map(({ kill }) => kill()))
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
})

/** In a page: nobody else comes to the one post that is kept for so long. */
async function holdDevice(ms: number): Promise<void> {
  const [found] = (await indexedDB.databases()).filter(({ name }) => name?.includes(':post:'))
  return new Promise(resolve => {
    const opening = indexedDB.open(found?.name ?? '')
    opening.onsuccess = () => {
      const store = opening.result.transaction('updates', 'readwrite').objectStore('updates')
      const endsAt = performance.now() + ms
      const hold = () => {
        if (performance.now() < endsAt) store.count().onsuccess = hold
        else opening.result.close()
      }
      hold()
      resolve()
    }
  })
}

test('[CN69] [CN414] edits of a post that is closed again are sent from the dashboard, and nobody sees a visitor', async ({
  browser,
  watch,
}) => {
  watch.expectErrors(OFFLINE)
  const sam = await owner(browser)
  const mira = await invite(browser, sam, 'Mira Okafor', 'editor')
  const post = await newPost(sam, 'Closed again', 'Begin.')
  await openPost(sam.page, post.id)
  await openPost(mira.page, post.id)
  const here = sam.page.getByRole('list', { name: /In this post/ })
  await expect(here.getByRole('img', { name: 'Mira Okafor' })).toBeVisible()
  await typeOffline(mira.page, ' later')
  await mira.page.close()
  await expect(here.getByRole('img', { name: 'Mira Okafor' })).toHaveCount(0)

  await mira.context.setOffline(false)
  const dashboard = await mira.context.newPage()
  // No socket at first: they wait, and the page says so.
  let open = false
  await dashboard.routeWebSocket(/\/collab/, socket => {
    if (open) socket.connectToServer()
    else void socket.close({ code: 1013 })
  })
  await dashboard.goto('/')
  await expect(dashboard.getByText('6 changes in “Closed again” are kept on this device.')).toBeVisible()
  await expectAccessible(dashboard, 'changes that wait on the device')
  let visitors = 0
  await sam.page.exposeFunction('countVisitors', () => {
    visitors += 1
  })
  await here.evaluate(list => {
    new MutationObserver(() => {
      if (list.querySelector('[aria-label^="Mira"], [alt^="Mira"], [title^="Mira"]')) {
        void (window as unknown as { countVisitors: () => void }).countVisitors()
      }
    }).observe(list, { childList: true, subtree: true, attributes: true })
  })
  // A device may take longer than the connection, as in a browser that has just been started.
  await dashboard.evaluate(holdDevice, 2_000)
  open = true
  await expect(textOf(sam.page)).toContainText('Begin. later')
  await expect(dashboard.getByText('are kept on this device')).toHaveCount(0)
  await expect.poll(() => dashboard.evaluate(readUnsent)).toBe(0)
  expect(visitors).toBe(0)
})

test('[CN390] of two tabs that write without a connection one is closed: the other stores the words of both', async ({
  browser,
  watch,
}) => {
  watch.expectErrors(OFFLINE)
  const sam = await owner(browser)
  const mira = await invite(browser, sam, 'Mira Okafor', 'editor')
  const post = await newPost(sam, 'Two tabs', 'Begin.')
  const second = await mira.context.newPage()
  for (const page of [mira.page, second]) {
    await openPost(page, post.id)
    await expectSaved(page)
  }
  await typeOffline(mira.page, ' closed')
  await expect(saveSign(second)).toHaveAttribute('data-save', 'offline')
  await writeAtEnd(second, ' open')
  await expect(saveSign(second)).toContainText('kept on this device')
  await mira.page.close()
  await mira.context.setOffline(false)
  await expect(textOf(second)).toContainText('closed')
  await expectSaved(second)
  const stored = (await storedDoc(post.id)).getXmlFragment('body').toString()
  expect([stored.split('closed').length, stored.split('open').length]).toEqual([2, 2])
  await expect.poll(() => second.evaluate(readUnsent)).toBe(0)
})

test('[CN391] what is typed in the moment before one leaves a post is sent from the page one goes to', async ({
  browser,
}) => {
  const sam = await owner(browser)
  const post = await newPost(sam, 'Left at once', 'Begin.')
  let slowMs = 0
  await sam.page.routeWebSocket(/\/collab/, socket => {
    const server = socket.connectToServer()
    socket.onMessage(message => void setTimeout(() => server.send(message), slowMs))
  })
  await openPost(sam.page, post.id)
  await expectSaved(sam.page)
  await sam.page.getByRole('link', { name: 'Posts' }).first().click()
  await sam.page.getByRole('link', { name: 'Left at once' }).first().click()
  slowMs = 1_500
  await expect(textOf(sam.page)).toBeVisible()
  await writeAtEnd(sam.page, ' hurried')
  await sam.page.goBack()
  await expect(sam.page.getByRole('link', { name: 'Left at once' }).first()).toBeVisible()
  await expect
    .poll(async () => (await storedDoc(post.id)).getXmlFragment('body').toString())
    .toContain('Begin. hurried')
})

test('[CN77] [CN392] what was typed before a right was lost is offered as a copy: in the open post, and on the dashboard', async ({
  browser,
  watch,
}) => {
  watch.expectErrors(OFFLINE)
  watch.expectErrors(/404|403/)
  const sam = await owner(browser)
  const workspace = await workspaceOf(sam)
  const mira = await invite(browser, sam, 'Mira Okafor', 'editor')
  const helen = await invite(browser, sam, 'Helen Marsh', 'editor')
  const post = await newPost(sam, 'Not hers any more', 'Begin.')

  await mira.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await openPost(mira.page, post.id)
  await typeOffline(mira.page, ' mine')
  expect((await sam.call('delete', `/api/v1/workspaces/${workspace.id}/members/${mira.id}`)).status()).toBe(204)
  await mira.context.setOffline(false)
  await expect(mira.page.getByText('Your access to this post was taken away.')).toBeVisible()
  await expect(mira.page.getByText('5 changes of yours may not be stored.')).toBeVisible()
  await expect(textOf(mira.page)).toHaveAttribute('contenteditable', 'false')
  await expectAccessible(mira.page, 'access lost')
  await mira.page.getByRole('button', { name: 'Copy my text' }).click()
  await expect.poll(() => mira.page.evaluate(() => navigator.clipboard.readText())).toContain('Begin. mine')
  // Without https there is no clipboard.
  await mira.page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }))
  const [instead] = await Promise.all([
    mira.page.waitForEvent('download'),
    mira.page.getByRole('button', { name: 'Copy my text' }).click(),
  ])
  expect(readFileSync(await instead.path(), 'utf8')).toContain('Begin. mine')
  const [file] = await Promise.all([
    mira.page.waitForEvent('download'),
    mira.page.getByRole('button', { name: 'Download a copy' }).click(),
  ])
  expect(readFileSync(await file.path(), 'utf8')).toContain('Begin. mine')

  await openPost(helen.page, post.id)
  await typeOffline(helen.page, ' hers')
  await helen.page.close()
  const lowered = await sam.call('patch', `/api/v1/workspaces/${workspace.id}/members/${helen.id}`, { role: 'viewer' })
  expect(lowered.status(), await lowered.text()).toBeLessThan(300)
  await helen.context.setOffline(false)
  const dashboard = await helen.context.newPage()
  await dashboard.goto('/')
  await expect(dashboard.getByText('5 changes in “Not hers any more” may not be stored.')).toBeVisible()
  await expectAccessible(dashboard, 'changes that may not be stored')
  const [copy] = await Promise.all([
    dashboard.waitForEvent('download'),
    dashboard.getByRole('button', { name: 'Download a copy' }).click(),
  ])
  expect(readFileSync(await copy.path(), 'utf8')).toContain('Begin. hers')
  await dashboard.getByRole('button', { name: 'Remove…' }).click()
  await dashboard.getByRole('button', { name: 'Remove', exact: true }).click()
  await expect(dashboard.getByText('may not be stored')).toHaveCount(0)
  await expect.poll(() => dashboard.evaluate(keptNames)).toEqual([])
})

/** In a page: a copy that holds nothing, not even places for it. */
async function addEmptyCopy(name: string): Promise<void> {
  return new Promise(resolve => {
    const opening = indexedDB.open(name)
    opening.onsuccess = () => {
      opening.result.close()
      resolve()
    }
  })
}

test('[CN68] [CN416] [CM411] signing out with unsent edits asks, and wipes the device in every tab', async ({
  browser,
  watch,
}) => {
  watch.expectErrors(OFFLINE)
  watch.expectErrors(/401/)
  const sam = await owner(browser)
  const helen = await invite(browser, sam, 'Helen Marsh', 'editor')
  const post = await newPost(sam, 'Left behind', 'Begin.')
  await openPost(helen.page, post.id)
  await typeOffline(helen.page, ' lost')
  await helen.page.close()
  await helen.context.setOffline(false)
  const page = await helen.context.newPage()
  await page.routeWebSocket(/\/collab/, socket => void socket.close({ code: 1013 }))
  await page.goto('/')
  const other = await helen.context.newPage()
  await other.routeWebSocket(/\/collab/, socket => void socket.close({ code: 1013 }))
  await other.goto(`/posts/${post.id}`)
  await expect(textOf(other)).toContainText('Begin. lost')

  // As a box for comments keeps it.
  const begun = { key: draftKey(helen.id, post.id, 'new'), draft: JSON.stringify({ text: 'Is it?', mentions: [] }) }
  await page.evaluate(({ key, draft }) => localStorage.setItem(key, draft), begun)
  await page.evaluate(addEmptyCopy, `galley:${helen.id}:post:${crypto.randomUUID()}`)

  await page.getByRole('button', { name: /account and theme/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  const question = page.getByRole('dialog', { name: 'Sign out?' })
  await expect(question).toContainText('5 changes are not stored yet. 1 comment is begun and not sent.')
  await expectAccessible(page, 'the question before signing out')
  await page.setViewportSize({ width: 360, height: 740 })
  await expectNoSidewaysScroll(page, 'the question before signing out')
  await question.getByRole('button', { name: 'Wait' }).click()
  await page.setViewportSize({ width: 1280, height: 720 })
  expect(await page.evaluate(keptNames)).toHaveLength(2)

  await page.getByRole('button', { name: /account and theme/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await question.getByRole('button', { name: 'Sign out and lose them' }).click()
  await expect(page).toHaveURL(/sign-in/)
  await expect(other).toHaveURL(/sign-in/)
  await expect.poll(() => page.evaluate(keptNames)).toEqual([])
})

/** A browser that opens no database, as private windows do. */
const REFUSE = () => {
  IDBFactory.prototype.open = () => {
    throw new DOMException('Denied', 'SecurityError')
  }
}

test('[CN76] [CM434] leaving asks only when something is neither stored nor kept here', async ({ browser, watch }) => {
  watch.expectErrors(OFFLINE)
  const sam = await owner(browser)
  const mira = await invite(browser, sam, 'Mira Okafor', 'editor')
  const post = await newPost(sam, 'Leaving', 'Begin.')
  const questions: string[] = []
  const follow = (page: Page) =>
    page.on('dialog', dialog => {
      questions.push(dialog.type())
      void dialog.accept()
    })
  const leave = async (page: Page) => {
    const closed = page.waitForEvent('close')
    await page.close({ runBeforeUnload: true })
    await closed
  }

  follow(mira.page)
  await openPost(mira.page, post.id)
  await typeOffline(mira.page, ' kept')
  await leave(mira.page)
  expect(questions).toEqual([])
  await mira.context.setOffline(false)

  // A comment of which the device keeps nothing.
  const full = await mira.context.newPage()
  follow(full)
  await openPost(full, post.id)
  await full.evaluate(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('Full', 'QuotaExceededError')
    }
  })
  await textOf(full).click()
  await full.keyboard.press('ControlOrMeta+Alt+m')
  await full.getByRole('textbox', { name: 'New comment' }).fill('Is it?')
  await leave(full)
  expect(questions.splice(0)).toEqual(['beforeunload'])

  const poor = await mira.context.newPage()
  follow(poor)
  await poor.addInitScript(REFUSE)
  await openPost(poor, post.id)
  await expect(poor.getByText('This browser can’t keep text offline')).toBeVisible()
  await writeAtEnd(poor, ' stored')
  await expectSaved(poor)
  await mira.context.setOffline(true)
  await expect(saveSign(poor)).toHaveAttribute('data-save', 'offline')
  await writeAtEnd(poor, ' risky')
  await expect(saveSign(poor)).toContainText('only in this tab (6)')
  await leave(poor)
  expect(questions).toEqual(['beforeunload'])
})

/** In a page: rows of the one post that is kept. */
async function countRows(): Promise<number> {
  const [found] = (await indexedDB.databases()).filter(({ name }) => name?.includes(':post:'))
  return new Promise(resolve => {
    const opening = indexedDB.open(found?.name ?? '')
    opening.onsuccess = () => {
      const asked = opening.result.transaction('updates').objectStore('updates').count()
      asked.onsuccess = () => resolve(asked.result)
      opening.result.close()
    }
  })
}

test('[CN67] [CN410] [CN411] a device that is full is noticed while writing, one that has room again, and one that is cleared', async ({
  browser,
}) => {
  const sam = await owner(browser)
  const post = await newPost(sam, 'No room', 'Begin.')
  await sam.page.addInitScript(() => {
    // As a browser does it: the request is taken, and its transaction is undone.
    const add = IDBObjectStore.prototype.add
    IDBObjectStore.prototype.add = function (...value: Parameters<typeof add>) {
      const request = add.apply(this, value)
      const { dataset } = document.documentElement
      if (dataset.full === 'yes') this.transaction.abort()
      if (dataset.full === 'in the end') {
        dataset.full = 'not yet'
        const hold = () => {
          if (dataset.full === 'no') this.transaction.abort()
          else this.count().onsuccess = hold
        }
        hold()
      }
      return request
    }
  })
  await openPost(sam.page, post.id)
  await expectSaved(sam.page)
  const banner = sam.page.getByText('This browser can’t keep text offline')
  await expect(banner).toHaveCount(0)
  const become = (full: string) =>
    sam.page.evaluate(now => {
      document.documentElement.dataset.full = now
    }, full)
  await become('yes')
  await writeAtEnd(sam.page, ' a')
  await expect(banner).toBeVisible()
  await expectSaved(sam.page)
  await become('no')
  await writeAtEnd(sam.page, ' b')
  await expect(banner).toHaveCount(0)
  // The one that succeeds was begun before the one in front of it failed: all is written anew, into one row.
  await become('in the end')
  await writeAtEnd(sam.page, 'cd')
  await become('no')
  await expect.poll(() => sam.page.evaluate(countRows)).toBe(1)
  await expect(banner).toHaveCount(0)

  // What is kept is whole again, in spite of the row that is missing.
  await expectSaved(sam.page)
  await sam.page.goto('/')
  await sam.page.routeWebSocket(/\/collab/, socket => void socket.close({ code: 1013 }))
  await openPost(sam.page, post.id)
  await expect(textOf(sam.page)).toContainText('Begin. a bcd')
  await expect(saveSign(sam.page)).toContainText('kept on this device')
  await sam.page.evaluate(async () => {
    const databases = await indexedDB.databases()
    for (const { name } of databases) if (name?.includes(':post:')) indexedDB.deleteDatabase(name)
  })
  await expect(saveSign(sam.page)).toContainText('only in this tab')
})

test('[CN79] two tabs of one person are in step, live both, and one avatar', async ({ browser }) => {
  const sam = await owner(browser)
  const mira = await invite(browser, sam, 'Mira Okafor', 'editor')
  const post = await newPost(sam, 'Twice', 'Begin.')
  await openPost(sam.page, post.id)
  await openPost(mira.page, post.id)
  const second = await mira.context.newPage()
  await openPost(second, post.id)
  await writeAtEnd(mira.page, ' one')
  await expect(textOf(second)).toContainText('Begin. one')
  await writeAtEnd(second, ' two')
  await expect(textOf(mira.page)).toContainText('Begin. one two')
  for (const page of [mira.page, second]) await expectSaved(page)
  for (const page of [sam.page, mira.page, second]) {
    const here = page.getByRole('list', { name: /In this post/ })
    await expect(here.getByRole('img', { name: 'Mira Okafor' })).toHaveCount(1)
    await expect(here.getByRole('img', { name: 'Sam Lindqvist' })).toHaveCount(1)
  }
})

/** One byte on the device goes wrong: the same structs, another word. */
async function spoilKept(page: Page): Promise<void> {
  const changed = await page.evaluate(async () => {
    const names = (await indexedDB.databases()).flatMap(({ name }) => (name?.includes(':post:') ? [name] : []))
    let count = 0
    for (const name of names) {
      const db = await new Promise<IDBDatabase>(resolve => {
        const opening = indexedDB.open(name)
        opening.onsuccess = () => resolve(opening.result)
      })
      const store = db.transaction('updates', 'readwrite').objectStore('updates')
      await new Promise<void>(resolve => {
        store.openCursor().onsuccess = event => {
          const cursor = (event.target as IDBRequest<IDBCursorWithValue | null>).result
          if (!cursor) return resolve()
          const bytes: Uint8Array = cursor.value
          const text = String.fromCharCode(...bytes)
          const at = text.indexOf('right words')
          if (at >= 0) {
            bytes.set(new TextEncoder().encode('wrong'), at)
            cursor.update(bytes)
            count += 1
          }
          cursor.continue()
        }
      })
      db.close()
    }
    return count
  })
  expect(changed).toBeGreaterThan(0)
}

test('[CN71] a page that had drifted from the server is put right by itself, and says so', async ({ browser }) => {
  const sam = await owner(browser)
  const post = await newPost(sam, 'Drift', 'The right words stand here.')
  await openPost(sam.page, post.id)
  await expectSaved(sam.page)
  await expect.poll(() => sam.page.evaluate(keptNames)).not.toEqual([])
  await sam.page.goto('/')
  await spoilKept(sam.page)
  await openPost(sam.page, post.id)
  await expect(textOf(sam.page)).toContainText('The wrong words')
  await expect(textOf(sam.page)).toContainText('The right words', { timeout: 60_000 })
  await expect(sam.page.getByText('This page had drifted from the server and was put right.')).toBeVisible()
  await expectAccessible(sam.page, 'a page that was put right')
  await writeAtEnd(sam.page, ' And more.')
  await expectSaved(sam.page)
  await sam.page.reload()
  await expect(textOf(sam.page)).toContainText('The right words stand here. And more.')
  expect((await storedDoc(post.id)).getXmlFragment('body').toString()).toContain(
    'The right words stand here. And more.',
  )
})

test('[CN440] the other tabs of a person whose page was put right keep their text on the device', async ({
  browser,
  watch,
}) => {
  watch.expectErrors(OFFLINE)
  const sam = await owner(browser)
  const post = await newPost(sam, 'Drift beside', 'The right words stand here.')
  await openPost(sam.page, post.id)
  await expectSaved(sam.page)
  const second = await sam.context.newPage()
  await openPost(second, post.id)
  await expectSaved(second)
  await sam.page.goto('/')
  await spoilKept(sam.page)
  await openPost(sam.page, post.id)
  await expect(sam.page.getByText('This page had drifted from the server and was put right.')).toBeVisible({
    timeout: 60_000,
  })
  await typeOffline(second, ' Kept.')
  await expect(saveSign(second)).toContainText('kept on this device')
  await sam.page.close()
  await second.close()
  await sam.context.setOffline(false)
  const third = await sam.context.newPage()
  await openPost(third, post.id)
  await expect(textOf(third)).toContainText('The right words stand here. Kept.')
  await expectSaved(third)
})

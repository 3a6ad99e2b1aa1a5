/**
 * What is typed and not sent goes out later, whoever sends it: a browser that was killed, the dashboard, another tab, the
 * page one goes to.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type KillableBrowser, launchKillable, readFacts, unsentOn } from '#tests/support/killable-browser.ts'
import { expectAccessible } from './support/accessible.ts'
import { OFFLINE, typeOffline } from './support/device.ts'
import { galley } from './support/galley.ts'
import { storedText } from './support/log.ts'
import { expectSaved, openPost, saveSign, textOf, writeAtEnd } from './support/pages.ts'
import { invite, newPost, owner } from './support/people.ts'
import { expect, test } from './support/story.ts'

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
    expect((await storedText(post.id)).split('survives')).toHaveLength(2)
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
  await here.evaluate(list => {
    new MutationObserver(() => {
      if (list.querySelector('[aria-label^="Mira"], [alt^="Mira"], [title^="Mira"]')) {
        document.body.dataset.visitors = `${Number(document.body.dataset.visitors ?? 0) + 1}`
      }
    }).observe(list, { childList: true, subtree: true, attributes: true })
  })
  // A device may take longer than the connection, as in a browser that has just been started.
  await dashboard.evaluate(holdDevice, 2_000)
  open = true
  await expect(textOf(sam.page)).toContainText('Begin. later')
  await expect(dashboard.getByText('are kept on this device')).toHaveCount(0)
  await expect.poll(() => unsentOn(dashboard)).toBe(0)
  expect(await sam.page.evaluate(() => Number(document.body.dataset.visitors ?? 0))).toBe(0)
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
  const stored = await storedText(post.id)
  expect([stored.split('closed').length, stored.split('open').length]).toEqual([2, 2])
  await expect.poll(() => unsentOn(second)).toBe(0)
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
  await expect.poll(() => storedText(post.id)).toContain('Begin. hurried')
})

test('[CN550] words written into a paragraph that becomes a heading elsewhere are there, though that page goes before it is stored', async ({
  browser,
}) => {
  const sam = await owner(browser)
  const mira = await invite(browser, sam, 'Mira Okafor', 'editor')
  const post = await newPost(sam, 'Between two', 'Begin.')
  let isHeld = false
  await mira.page.routeWebSocket(/\/collab/, socket => {
    const server = socket.connectToServer()
    socket.onMessage(message => {
      if (!isHeld) server.send(message)
    })
  })
  for (const { page } of [sam, mira]) {
    await openPost(page, post.id)
    await expectSaved(page)
  }
  isHeld = true
  await textOf(mira.page).getByText('Begin.').click()
  await mira.page.keyboard.press('ControlOrMeta+Alt+2')
  await expect(textOf(mira.page).getByRole('heading', { name: 'Begin.' })).toBeVisible()
  await writeAtEnd(sam.page, ' Quickly.')
  await expectSaved(sam.page)
  await expect
    .poll(() => mira.page.evaluate(readFacts), { message: 'on the device as it was made' })
    .toMatchObject([{ swept: expect.any(Uint8Array) }])
  await mira.page.close()

  const again = await mira.context.newPage()
  await openPost(again, post.id)
  for (const page of [again, sam.page])
    await expect(textOf(page).getByRole('heading', { name: 'Begin. Quickly.' })).toBeVisible()
  await expectSaved(again)
})

/** The inbox: what somebody says reaches it at once, in one row a thread, the same in every tab; read, archived, chosen. */
import type { Page } from '@playwright/test'
import { expectAccessible, expectNoSidewaysScroll } from './support/accessible.ts'
import { openPost, unreadBadge } from './support/pages.ts'
import { invite, newPost, owner, type Person } from './support/people.ts'
import { expect, test } from './support/story.ts'

const rowOf = (page: Page, words: string | RegExp) => page.locator('[data-notification]').filter({ hasText: words })

async function say(by: Person, postId: string, body: string, threadId?: string): Promise<string> {
  const path = `/api/v1/posts/${postId}/threads`
  const answer = await by.call('post', threadId ? `${path}/${threadId}/comments` : path, { body })
  expect(answer.status(), await answer.text()).toBeLessThan(300)
  return threadId ?? (await answer.json()).id
}

async function stage(browser: Parameters<typeof owner>[0]) {
  const sam = await owner(browser)
  const cora = await invite(browser, sam, 'Cora Lind', 'commenter')
  const eve = await invite(browser, sam, 'Eve Moss', 'editor')
  const title = `Tides ${crypto.randomUUID().slice(0, 6)}`
  const { id } = await newPost(eve, title, 'Twice a day.')
  const mention = `@[${eve.name}](user:${eve.id})`
  return { sam, cora, eve, title, postId: id, mention }
}

test('a thread is one row that grows; reading it in one tab reads it in all; its place opens', async ({ browser }) => {
  const { sam, cora, eve, title, postId, mention } = await stage(browser)
  const other = await eve.context.newPage()
  await Promise.all([eve.page.goto('/inbox'), other.goto('/')])
  const threadId = await say(cora, postId, `Is it, ${mention}?`)
  await expect(rowOf(eve.page, `Cora Lind mentioned you in ${title}`)).toContainText('Is it')
  await say(cora, postId, 'I mean it.', threadId)
  await say(sam, postId, 'So do I.', threadId)
  // Eve has said nothing in it, but the post is hers.
  const comments = rowOf(eve.page, /Sam Lindqvist and Cora Lind commented on/)
  await expect(comments).toContainText('2 comments')
  await expect(unreadBadge(eve.page)).toContainText('2')
  await expect(unreadBadge(other)).toContainText('2')

  await comments.getByRole('link').click()
  await expect(eve.page).toHaveURL(new RegExp(`/posts/${postId}\\?thread=${threadId}`))
  await expect(eve.page.getByText('So do I.')).toBeVisible()
  // Both are about this thread.
  await expect(unreadBadge(other)).not.toContainText(/\d/)
})

test('[FD390] a day that ends while one looks, or while the machine sleeps, is yesterday then', async ({
  browser,
  watch,
}) => {
  watch.expectErrors(/ERR_INTERNET_DISCONNECTED|WebSocket|Failed to fetch/)
  const { cora, eve, title, postId } = await stage(browser)
  await say(cora, postId, 'Before the day ends')
  const { page } = eve
  await page.clock.install()
  const nextDay = async (days: number) => {
    const at = new Date()
    at.setDate(at.getDate() + days)
    // Its timers stood still meanwhile; then somebody looks at it.
    await page.clock.setSystemTime(at)
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  }
  await page.goto('/inbox')
  const time = rowOf(page, title).locator('time')
  await expect(page.getByRole('heading', { name: 'Today' })).toBeVisible()
  // The server would tell it which day it is.
  await page.context().setOffline(true)
  await nextDay(1)
  await expect(page.getByRole('heading', { name: 'Yesterday' })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Today' })).toHaveCount(0)
  await expect(time).toContainText('Yesterday')
  await nextDay(3)
  await expect(page.getByRole('heading', { name: 'Yesterday' })).toHaveCount(0)
  await expect(time).not.toContainText('Yesterday')
})

test('by keyboard: walk, mark unread, archive, undo, archived, topics and words in the address', async ({
  browser,
}) => {
  const { cora, eve, title, postId, mention } = await stage(browser)
  await say(cora, postId, `Look, ${mention}`)
  await say(cora, postId, 'The second thread')
  const { page } = eve
  await page.goto('/inbox')
  await expect(rowOf(page, title)).toHaveCount(2)
  // Days are named when the page is alive.
  await expect(page.getByRole('heading', { name: 'Today' })).toBeVisible()
  await page.keyboard.press('j')
  await expect(rowOf(page, 'commented on').getByRole('link')).toBeFocused()
  await page.keyboard.press('e')
  await expect(unreadBadge(page)).toContainText('1')
  await page.keyboard.press('e')
  await expect(unreadBadge(page)).toContainText('2')
  await page.keyboard.press('Backspace')
  // Under the pointer it stays.
  await page.getByRole('button', { name: 'Undo' }).hover()
  await expect(rowOf(page, title)).toHaveCount(1)
  await expect(rowOf(page, 'mentioned you').getByRole('link')).toBeFocused()
  await expect(unreadBadge(page)).toContainText('1')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(rowOf(page, title)).toHaveCount(2)
  await expect(unreadBadge(page)).toContainText('2')

  await rowOf(page, 'commented on').hover()
  await rowOf(page, 'commented on').getByRole('button', { name: 'Archive' }).click()
  await page.getByRole('button', { name: 'Archived', exact: true }).click()
  await expect(page).toHaveURL(/show=archived/)
  await expect(rowOf(page, 'commented on')).toBeVisible()
  await rowOf(page, 'commented on').hover()
  await rowOf(page, 'commented on').getByRole('button', { name: 'Back to the inbox' }).click()
  await expect(page.getByText('Nothing archived')).toBeVisible()
  await page.goBack()

  await page.getByRole('button', { name: 'Which kinds' }).click()
  await page.getByRole('menuitemradio', { name: 'Mentions of me' }).click()
  await expect(page).toHaveURL(/topic=mentions/)
  await expect(rowOf(page, title)).toHaveCount(1)
  await page.getByRole('textbox', { name: 'Search the inbox' }).fill('no such words')
  await expect(page.getByText('Nothing matches')).toBeVisible()
  await expect(page).toHaveURL(/q=no\+such\+words/)
  await page.reload()
  await expect(page.getByText('Nothing matches')).toBeVisible()
  await page.getByRole('button', { name: 'Clear the filter' }).click()
  await expect(rowOf(page, title)).toHaveCount(2)
  await expectAccessible(page, 'the inbox')

  await page.setViewportSize({ width: 360, height: 740 })
  await expectNoSidewaysScroll(page, 'the inbox')
  await expectAccessible(page, 'the inbox on a small screen')
})

test('[NT53] marks made offline are kept, over the end of the page too, and count when there is a connection again', async ({
  browser,
  watch,
}) => {
  watch.expectErrors(/ERR_INTERNET_DISCONNECTED|Failed to load resource|WebSocket/)
  const { cora, eve, title, postId, mention } = await stage(browser)
  await say(cora, postId, `Look, ${mention}`)
  await eve.page.goto('/inbox')
  const second = await eve.context.browser()?.newContext({ storageState: await eve.context.storageState() })
  if (!second) throw new Error('no browser')
  watch.follow(second)
  const elsewhere = await second.newPage()
  await elsewhere.goto('/inbox')
  await expect(rowOf(elsewhere, title)).toHaveCount(1)
  await expect(unreadBadge(elsewhere)).toContainText('1')

  await eve.context.setOffline(true)
  await expect(eve.page.locator('[data-connection="offline"]').first()).toBeAttached()
  await rowOf(eve.page, title).hover()
  await rowOf(eve.page, title).getByRole('button', { name: 'Mark read' }).click()
  await expect(unreadBadge(eve.page)).not.toContainText(/\d/)
  await expect(unreadBadge(elsewhere)).toContainText('1')
  // Closed before there is a connection: the next page that opens here says it.
  await eve.page.close()
  await eve.context.setOffline(false)
  const again = await eve.context.newPage()
  await again.goto('/')
  await expect(unreadBadge(elsewhere)).not.toContainText(/\d/)
  await expect(unreadBadge(again)).not.toContainText(/\d/)
})

test('what reaches one is chosen in the settings and acts at once; a muted post is quiet', async ({ browser }) => {
  const { cora, eve, title, postId, mention } = await stage(browser)
  const { page } = eve
  await page.goto('/settings/notifications')
  await expect(page.getByRole('heading', { name: 'What reaches you' })).toBeVisible()
  await expect(page.getByText('Mail is not set up on this server')).toBeVisible()
  const comments = page.getByRole('checkbox', { name: 'Comments on posts I watch: Inbox' })
  await comments.uncheck()
  await expectAccessible(page, 'what reaches you')
  await expect
    .poll(async () => (await (await eve.call('get', '/api/v1/notification-preferences')).json()).topics.comments.inbox)
    .toBe(false)
  await say(cora, postId, 'Unheard')
  await say(cora, postId, `Heard, ${mention}`)
  await page.goto('/inbox')
  await expect(rowOf(page, title)).toHaveCount(1)
  await page.goto('/settings/notifications')
  await comments.check()
  await page.setViewportSize({ width: 360, height: 740 })
  await expectNoSidewaysScroll(page, 'what reaches you')
  await page.setViewportSize({ width: 1280, height: 720 })

  await openPost(page, postId)
  await page.getByRole('button', { name: 'You hear of this post' }).click()
  await page.getByRole('menuitem', { name: /Only mentions of you/ }).click()
  await expect(page.getByRole('button', { name: 'You do not hear of this post' })).toBeVisible()
  await page.goto('/inbox')
  await say(cora, postId, 'Quiet')
  await say(cora, postId, `Loud, ${mention}`)
  await expect(rowOf(page, 'mentioned you')).toHaveCount(2)
  await expect(rowOf(page, 'commented on')).toHaveCount(0)
})

test('[NT51] a push shows its notice where no page is in sight, and a click opens the exact place', async ({
  wholeBrowser: browser,
}) => {
  const { cora, eve, postId, mention } = await stage(browser)
  const threadId = await say(cora, postId, `Before the tide turns, ${mention}`)
  const { items } = await (await eve.call('get', '/api/v1/notifications')).json()
  const [{ id: tag, title, body }] = items
  const url = `/posts/${postId}?thread=${threadId}`

  const { page, context } = eve
  await context.grantPermissions(['notifications'])
  await page.goto('/inbox')
  const devTools = await context.newCDPSession(page)
  const registered = new Promise<string>(resolve =>
    devTools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const own = registrations.find(({ isDeleted }) => !isDeleted)
      if (own) resolve(own.registrationId)
    }),
  )
  await devTools.send('ServiceWorker.enable')
  const started = context.waitForEvent('serviceworker')
  // What turning it on does, but for the subscription: this machine has no push service.
  await page.evaluate(async () => {
    await navigator.serviceWorker.register('/push-worker.js', { scope: '/' })
    await navigator.serviceWorker.ready
  })
  const worker = await started
  const registrationId = await registered
  const { origin } = new URL(page.url())
  const push = (words: string) =>
    devTools.send('ServiceWorker.deliverPushMessage', {
      origin,
      registrationId,
      data: JSON.stringify({ title, body: words, url, tag }),
    })
  const shown = () => worker.evaluate(SHOWN)

  await push(body)
  // Somebody looks at a page of it: that says enough.
  expect(await shown()).toEqual([])
  await page.goto('about:blank')
  await expect.poll(() => worker.evaluate(PAGES)).toBe(0)
  await push(body)
  await expect.poll(shown).toEqual([{ title, body, tag, url }])
  await push('Once more')
  await expect.poll(shown).toEqual([{ title, body: 'Once more', tag, url }])

  const asked = await worker.evaluate<string[]>(CLICKED)
  expect(asked).toEqual([new URL(url, origin).href])
  await expect.poll(shown).toEqual([])
  await page.goto(asked[0] ?? '')
  await expect(page.getByText('Before the tide turns')).toBeVisible()
})

/** Said in the worker's own words: its types are not a page's. */
const SHOWN = `self.registration.getNotifications().then(notices =>
  notices.map(({ title, body, tag, data }) => ({ title, body, tag, url: data.url })))`
/** One that is left stays in sight of the worker until it has ended. */
const PAGES = `self.clients.matchAll({ type: 'window', includeUncontrolled: true }).then(pages => pages.length)`
/** Only a hand may open windows: what it would open is what counts. */
const CLICKED = `(async () => {
  const [notification] = await self.registration.getNotifications()
  const asked = []
  const done = []
  self.clients.openWindow = async address => void asked.push(String(address))
  const click = new NotificationEvent('notificationclick', { notification })
  click.waitUntil = promise => void done.push(promise)
  self.dispatchEvent(click)
  await Promise.all(done)
  return asked
})()`

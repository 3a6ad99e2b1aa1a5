/** Two people in one browser, which has one cookie for all its tabs: a page stays the one person's it was made for. */
import type { Browser, BrowserContext } from '@playwright/test'
import { expectAccessible, expectNoSidewaysScroll } from './support/accessible.ts'
import { goOffline } from './support/device.ts'
import { expectSaved, openPost, row, textOf, writeAtEnd } from './support/pages.ts'
import { invite, newPost, owner, type Person, workspaceOf } from './support/people.ts'
import { expect, test } from './support/story.ts'

/** Somebody has signed in here, in a tab that tells nothing to the others. */
async function signedInHere(context: BrowserContext, cookies: Awaited<ReturnType<typeof cookiesOf>>) {
  await context.addCookies(cookies)
}

const cookiesOf = ({ context }: Person) => context.cookies()

/** Sam, in whose workspace Nell and Mira write. */
async function threePeople(browser: Browser) {
  const sam = await owner(browser)
  const nell = await invite(browser, sam, 'Nell Hart', 'editor')
  const mira = await invite(browser, sam, 'Mira Okafor', 'editor')
  return { sam, nell, mira }
}

const youMenu = ({ page }: Pick<Person, 'page'>) => page.getByRole('button', { name: /account and theme/ })

const STILL_NELLS = /^This browser is signed in as Mira Okafor now, and this page is still Nell Hart’s\./

test('[AU430] [AU431] what is asked for on a page of somebody who is not signed in any more is done as nobody', async ({
  browser,
  watch,
}) => {
  watch.expectErrors(/401 \(Unauthorized\)|WebSocket/)
  const { sam, nell, mira } = await threePeople(browser)
  const { page } = nell
  const posts = async () => {
    const { id } = await workspaceOf(sam)
    return (await (await sam.call('get', `/api/v1/posts?workspace=${id}&limit=100`)).json()).items.length
  }
  await page.goto('/')
  await expect(page.getByRole('heading', { name: 'Posts' })).toBeVisible()
  const before = await posts()
  await signedInHere(nell.context, await cookiesOf(mira))

  await youMenu(nell).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(
    page.getByText('This browser is signed in as Mira Okafor now. Reload the page to go on as Mira Okafor.'),
  ).toBeVisible()
  const banner = page.getByRole('note').filter({ hasText: STILL_NELLS })
  await expect(banner).toBeVisible()
  expect((await mira.call('get', '/api/v1/me')).status()).toBe(200)
  await page.getByRole('button', { name: 'New post' }).first().click()
  await expect(page.getByText('Could not start a post')).toBeVisible()
  expect(await posts()).toBe(before)
  await expect(youMenu(nell)).toHaveAccessibleName(/Nell Hart/)
  await expectAccessible(page, 'a page in whose browser somebody else has signed in')
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.screenshot({ path: `test-results/two-people-${colorScheme}.png` })
  }
  await page.setViewportSize({ width: 360, height: 740 })
  await expectNoSidewaysScroll(page, 'a page in whose browser somebody else has signed in')
  await page.screenshot({ path: 'test-results/two-people-360.png' })
  await page.setViewportSize({ width: 1280, height: 800 })
  await banner.getByRole('button', { name: 'Reload' }).click()
  await expect(youMenu(nell)).toHaveAccessibleName(/Mira Okafor/)
  await expect(banner).toHaveCount(0)
})

test('[AU431] [CN413] what was not sent stays its person’s while somebody else is signed in, and is sent when they are back', async ({
  browser,
  watch,
}) => {
  watch.expectErrors(/401 \(Unauthorized\)|WebSocket|ERR_INTERNET_DISCONNECTED|Failed to load resource/)
  const { sam, nell, mira } = await threePeople(browser)
  const { page, context } = nell
  const own = await cookiesOf(nell)
  const { id } = await newPost(nell, `Two people ${crypto.randomUUID().slice(0, 6)}`, 'Begin.')
  const stored = async () => (await sam.call('get', `/api/v1/posts/${id}/content?format=markdown`)).text()
  await openPost(page, id)
  await expectSaved(page)
  await goOffline(page)
  await writeAtEnd(page, ' unsent')
  await signedInHere(context, await cookiesOf(mira))
  await context.setOffline(false)
  const banner = page.getByRole('alert').filter({ hasText: STILL_NELLS })
  await expect(banner).toContainText('7 changes may not be stored; copy them before you go.')
  await expect(banner.getByRole('button', { name: 'Copy my text' })).toBeVisible()
  await expect(textOf(page)).toContainText('Begin. unsent')
  await expectAccessible(page, 'a post in whose browser somebody else has signed in')
  await page.setViewportSize({ width: 360, height: 740 })
  await expectNoSidewaysScroll(page, 'a post in whose browser somebody else has signed in')
  await page.screenshot({ path: 'test-results/two-people-post-360.png' })
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.screenshot({ path: 'test-results/two-people-post.png' })

  await banner.getByRole('button', { name: 'Reload' }).click()
  await expectSaved(page)
  await expect(textOf(page)).not.toContainText('unsent')
  expect(await stored()).not.toContain('unsent')

  await signedInHere(context, own)
  await openPost(page, id)
  await expect(textOf(page)).toContainText('Begin. unsent')
  await expectSaved(page)
  expect(await stored()).toContain('unsent')
})

test('[AU431] open tabs hear at once that somebody else has signed in, and go on when their person is back', async ({
  browser,
  watch,
}) => {
  watch.expectErrors(/401 \(Unauthorized\)|WebSocket/)
  const { nell, mira } = await threePeople(browser)
  const { page, context } = nell
  const own = await cookiesOf(nell)
  await page.goto('/')
  const live = page.locator('[data-connection="live"]').first()
  await expect(live).toBeVisible()
  const banner = page.getByRole('note').filter({ hasText: STILL_NELLS })

  await signedInHere(context, await cookiesOf(mira))
  const second = await context.newPage()
  await second.goto('/')
  await expect(youMenu({ page: second })).toHaveAccessibleName(/Mira Okafor/)
  await expect(banner).toBeVisible()

  await signedInHere(context, own)
  await second.goto('/')
  await expect(youMenu({ page: second })).toHaveAccessibleName(/Nell Hart/)
  await expect(live).toBeVisible()
  await expect(banner).toHaveCount(0)
})

test('[AU432] a link followed on an old page leads to a page that is all of who is signed in', async ({
  browser,
  watch,
}) => {
  watch.expectErrors(/401 \(Unauthorized\)|WebSocket/)
  const { sam, nell, mira } = await threePeople(browser)
  const { page, context } = nell
  const title = `Led to ${crypto.randomUUID().slice(0, 6)}`
  const { id } = await newPost(sam, title, 'Words.')
  const [nells, miras] = [await cookiesOf(nell), await cookiesOf(mira)]
  const settings = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Settings' }).first()
  for (const [link, path] of [
    [settings, '/settings/members'],
    [row(page, title).getByRole('link', { name: title, exact: true }), `/posts/${id}`],
  ] as const) {
    await signedInHere(context, nells)
    await page.goto('/')
    await expect(youMenu(nell)).toHaveAccessibleName(/Nell Hart/)
    await signedInHere(context, miras)
    await link.click()
    await expect(page).toHaveURL(path)
    await expect(page.locator('meta[name=expected-user]')).toHaveAttribute('content', mira.id)
  }
  await expect(textOf(page)).toBeVisible()
  await page.goto('/settings/members')
  await expect(youMenu(nell)).toHaveAccessibleName(/Mira Okafor/)
})

/** Readers of the public site, without scripts and without an account; and the people who publish there. [EG1] [EG10] [EG12] */
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expectAccessible, expectNoSidewaysScroll } from './support/accessible.ts'
import { invite, newPost, owner, workspaceOf } from './support/people.ts'
import { expect, test } from './support/story.ts'

/** Sooner, a reader is asked to send once more. */
const READING_MS = 2_100

test('a reader without scripts reacts and comments; a publisher sees it come and hides it; the author hears of ten, once', async ({
  browser,
}) => {
  // Fourteen people, one after the other.
  test.slow()
  const sam = await owner(browser)
  const mira = await invite(browser, sam, 'Mira Okafor', 'publisher')
  const aiko = await invite(browser, sam, 'Aiko Tanabe', 'editor')
  const title = `Read by many ${crypto.randomUUID().slice(0, 6)}`
  const post = await newPost(aiko, title, 'Since Tuesday the buoy speaks every ten minutes.')
  const { id: workspaceId } = await workspaceOf(sam)
  const { items } = await (await sam.call('get', `/api/v1/channels?workspace=${workspaceId}`)).json()
  const site = items.find((channel: { kind: string }) => channel.kind === 'site')
  await sam.call('post', `/api/v1/posts/${post.id}/publish`, { channelIds: [site.id] })
  const postOf = async () => (await sam.call('get', `/api/v1/posts/${post.id}`)).json()
  await expect.poll(async () => (await postOf()).state).toBe('published')
  const address = (await postOf()).deliveries[0].url as string

  await mira.page.goto('/readers')
  await expect(mira.page.getByText('Nothing waits to be read.')).toBeVisible()

  const reader = await (await browser.newContext({ javaScriptEnabled: false })).newPage()
  await reader.goto(address)
  await expectAccessibleWithoutScript(browser, address)
  await reader.getByRole('button', { name: 'Like it, 0 so far' }).click()
  await expect(reader.getByRole('button', { name: 'Like it, 1 so far' })).toBeVisible()
  await reader.getByRole('button', { name: 'Like it, 1 so far' }).click()
  await expect(reader.getByRole('heading', { name: 'Counted already' })).toBeVisible()
  await reader.getByRole('link', { name: `Back to “${title}”` }).click()
  await expect(reader.getByRole('button', { name: 'Like it, 1 so far' })).toBeVisible()

  await reader.waitForTimeout(READING_MS)
  await reader.getByLabel('Name').fill('Eilidh Baird')
  await reader.getByLabel('Comment').fill('It was on my deck first. <b>Really</b>')
  await reader.getByRole('button', { name: 'Send' }).click()
  await expect(reader.getByRole('heading', { name: 'Thank you' })).toBeVisible()
  await expect(reader.getByText('Shown after an editor has read it.')).toBeVisible()

  // Nothing was loaded again: the feed said that something came.
  const words = mira.page.getByText('It was on my deck first. <b>Really</b>')
  await expect(words).toBeVisible()
  const link = mira.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^Readers/ })
  await expect(link).toContainText('1')
  await expectAccessible(mira.page, 'comments of readers')
  await mira.page.getByRole('button', { name: /^Show: Eilidh Baird/ }).click()
  // Under the pointer it stays.
  await mira.page.getByRole('button', { name: 'Undo' }).hover()
  await reader.goto(address)
  await expect(reader.getByText('It was on my deck first. <b>Really</b>')).toBeVisible()
  await mira.page.getByRole('button', { name: 'Undo' }).click()
  await mira.page.getByRole('button', { name: /^Hide: Eilidh Baird/ }).click()
  await expect(mira.page.getByText('Hidden.')).toBeVisible()
  await reader.reload()
  await expect(reader.getByText('It was on my deck first.')).toHaveCount(0)

  // Ten more readers, each with a program of their own.
  await aiko.page.goto('/')
  await expect(aiko.page.getByRole('heading', { name: 'Posts' })).toBeVisible()
  for (let count = 1; count <= 10; count++) {
    const other = await browser.newContext({ userAgent: `Mozilla/5.0 (X11; Linux x86_64) Reader/${count}` })
    const answer = await other.request.post(address, {
      form: { do: 'react', reaction: 'clap' },
      headers: { origin: new URL(address).origin },
      maxRedirects: 0,
    })
    expect(answer.status()).toBe(303)
    await other.close()
  }
  const notices = async () => {
    const { items: rows } = await (await aiko.call('get', '/api/v1/notifications')).json()
    return rows.filter((row: { kind: string }) => row.kind === 'milestone')
  }
  await aiko.page.goto('/inbox')
  await expect(aiko.page.getByText(`passed 10 reactions and comments`)).toBeVisible()
  expect(await notices()).toMatchObject([{ kind: 'milestone', postId: post.id, count: 1 }])

  await mira.page.goto(`/posts/${post.id}`)
  const panel = mira.page.getByRole('complementary', { name: 'Post details' })
  if (!(await panel.isVisible())) await mira.page.getByRole('button', { name: /^Publish/ }).click()
  await panel.locator('summary').filter({ hasText: 'Readers' }).click()
  await expect(panel.getByText(/^About \d+ views?, 11 reactions, 0 comments\.$/)).toBeVisible()
  await panel.getByRole('button', { name: 'Reactions' }).click()
  await expect(panel.getByRole('img', { name: /^Reactions a day: 11 in 30 days/ })).toBeVisible()
  await panel.getByText('As a table').click()
  await expect(panel.getByRole('row', { name: /11$/ })).toBeVisible()
  await expectAccessible(mira.page, 'what readers did')
  await mira.page.setViewportSize({ width: 360, height: 740 })
  await expectNoSidewaysScroll(mira.page, 'what readers did')
})

test('who may not publish is told whom to ask', async ({ browser }) => {
  const sam = await owner(browser)
  const vera = await invite(browser, sam, 'Vera Novak', 'viewer')
  await vera.page.goto('/readers')
  await expect(vera.page.getByText('Whoever may publish decides about them.')).toBeVisible()
  await expect(vera.page.getByRole('button', { name: /^Show/ })).toHaveCount(0)
})

/** axe needs scripts of its own; the page is the same. */
async function expectAccessibleWithoutScript(browser: import('@playwright/test').Browser, address: string) {
  const page = await (await browser.newContext({ bypassCSP: true, viewport: { width: 360, height: 740 } })).newPage()
  await page.goto(address)
  await expectAccessible(page, 'a public post')
  await expectNoSidewaysScroll(page, 'a public post')
}

test('[EG50] [EG470] [CN439] an incoming webhook is made, called as its example says, given a new secret and removed', async ({
  browser,
  watch,
}, info) => {
  watch.expectErrors(/ERR_FAILED|Failed to fetch/)
  const sam = await owner(browser)
  const mira = await invite(browser, sam, 'Mira Okafor', 'publisher')
  const post = await newPost(sam, 'Counted elsewhere', 'It speaks.')
  const { id: workspaceId } = await workspaceOf(sam)
  const channels = await (await sam.call('get', `/api/v1/channels?workspace=${workspaceId}`)).json()
  const { id: siteId, name } = channels.items.find(({ kind }: { kind: string }) => kind === 'site')
  await sam.call('post', `/api/v1/posts/${post.id}/publish`, { channelIds: [siteId] })

  await mira.page.goto('/settings/webhooks')
  await expect(mira.page.getByText('Only admins see these')).toBeVisible()
  await expectAccessible(mira.page, 'webhooks for who may not see them')

  const { page } = sam
  await page.goto('/settings/webhooks')
  await expect(page.getByText('No incoming webhooks')).toBeVisible()
  await page.getByRole('button', { name: 'Add webhook' }).click()
  await page.getByRole('dialog').getByLabel('Channel').selectOption(siteId)
  await page.getByRole('button', { name: 'Make it' }).click()
  const secret = await page.getByLabel(`Secret of ${name}`).inputValue()
  await expect(page.getByText('Nothing received yet')).toBeVisible()
  await expectAccessible(page, 'an incoming webhook and its secret')
  await page.screenshot({ path: 'test-results/webhooks.png' })

  // One comes back to look while the server is away: what stands only here stays.
  const away = /readyz|settings\/webhooks/
  await page.route(away, route => route.abort())
  const missed = page.waitForEvent('requestfailed')
  await page.evaluate(() => window.dispatchEvent(new Event('focus')))
  await missed
  const fresh = page.waitForResponse(/settings\/webhooks/)
  await page.unroute(away)
  await fresh
  await expect(page.getByLabel(`Secret of ${name}`)).toHaveValue(secret)

  await page.getByRole('button', { name: 'Example' }).click()
  const program = info.outputPath('tell.mjs')
  await writeFile(program, await page.getByRole('dialog').locator('pre').innerText())
  await expectAccessible(page, 'the example')
  await page.screenshot({ path: 'test-results/webhooks-example.png' })
  const tell = (key: string) =>
    promisify(execFile)(process.execPath, [program], {
      env: { ...process.env, WEBHOOK_SECRET: key, POST_ID: post.id, FORCE_COLOR: '0' },
    })
  expect((await tell(secret)).stdout).toContain('202 {"counted":true}')
  await expect(page.getByText('Last received')).toBeVisible()
  await page.reload()
  await expect(page.getByLabel(`Secret of ${name}`)).toHaveCount(0)

  const more = page.getByRole('button', { name: `More about the webhook of ${name}` })
  await more.click()
  await page.getByRole('menuitem', { name: 'New secret…' }).click()
  await page.getByRole('button', { name: 'Make a new secret' }).click()
  const renewed = await page.getByLabel(`Secret of ${name}`).inputValue()
  expect((await tell(secret)).stdout).toContain('401')
  expect((await tell(renewed)).stdout).toContain('202')

  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: 360, height: 740 })
  await expectNoSidewaysScroll(page, 'incoming webhooks')
  await expectAccessible(page, 'incoming webhooks in the dark')
  await page.screenshot({ path: 'test-results/webhooks-360.png' })
  await more.click()
  await page.getByRole('menuitem', { name: 'Remove…' }).click()
  await page.getByRole('button', { name: 'Remove it' }).click()
  await expect(page.getByText('No incoming webhooks')).toBeVisible()
})

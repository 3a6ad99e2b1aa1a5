/** Channels in Settings: added, tried out, used, switched off and removed; those who may not are told whom to ask. */

import { openReceiver } from '#tests/support/receiver.ts'
import { expectAccessible, expectNoSidewaysScroll } from './support/accessible.ts'
import { invite, newPost, owner, workspaceOf } from './support/people.ts'
import { expect, test } from './support/story.ts'

const rowOf = (page: import('@playwright/test').Page, name: string) =>
  page.getByRole('listitem').filter({ hasText: name })

test('[OB470] another kind of channel keeps the name, and each kind what was typed under it', async ({ browser }) => {
  const sam = await owner(browser)
  const { page } = sam
  await page.setViewportSize({ width: 360, height: 740 })
  await page.goto('/settings/channels')
  await page.getByRole('button', { name: 'Add channel' }).click()
  const dialog = page.getByRole('dialog')
  const choose = (kind: string) => dialog.getByRole('button', { name: kind, exact: true }).click()
  await dialog.getByLabel('Name').fill('Harbour news')
  await dialog.getByLabel('Address').fill('https://harbour.example/hook')
  await choose('Mastodon')
  await expect(dialog.getByLabel('Name')).toHaveValue('Harbour news')
  await expect(dialog.getByLabel('Server')).toHaveValue('')
  await dialog.getByLabel('Access token').fill('a word for one')
  await choose('Bluesky')
  await expect(dialog.getByLabel('Server')).toHaveValue('https://bsky.social')
  await expect(dialog.getByLabel('App password')).toHaveValue('')
  await choose('Mastodon')
  await expect(dialog.getByLabel('Access token')).toHaveValue('a word for one')
  await choose('Demo')
  await expectNoSidewaysScroll(page, 'kinds of channels')
  await choose('Webhook')
  await expect(dialog.getByLabel('Address')).toHaveValue('https://harbour.example/hook')
})

test('a webhook from its first field to the first post that goes there', async ({ browser, watch }) => {
  // An address that is none is refused. A preview may run nothing, not even what the test puts into every page.
  watch.expectErrors(/400 \(Bad Request\)|Blocked script execution in .*\/preview/)
  const receiver = await openReceiver()
  const sam = await owner(browser)
  const { page } = sam
  const name = `Letters ${crypto.randomUUID().slice(0, 6)}`
  await page.goto('/settings/channels')
  await expect(rowOf(page, 'built in')).toBeVisible()

  await page.getByRole('button', { name: 'Add channel' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByLabel('Address').fill('http://me:word@127.0.0.1/')
  await dialog.getByRole('button', { name: 'Add it' }).click()
  await expect(dialog.getByText('may not hold a name or a password')).toBeVisible()
  await dialog.getByLabel('Address').fill(`${receiver.url}/hook`)
  await dialog.getByRole('button', { name: 'Add it' }).click()

  const secret = page.getByLabel(`Secret of ${name}`)
  await expect(secret).toHaveValue(/^whsec_/)
  await expectAccessible(page, 'channels with a secret')
  await page.getByRole('button', { name: 'Done' }).click()
  await expect(secret).toBeHidden()

  const row = rowOf(page, name)
  await expect(row).toContainText('Not tested yet')
  await row.getByRole('button', { name: `Test ${name}` }).click()
  await expect(row).toContainText('Works')
  await expect(row).toContainText('It answered 200.')
  receiver.answerWith(response => response.writeHead(410).end('{"message":"Gone fishing."}'))
  await row.getByRole('button', { name: `Test ${name}` }).click()
  await expect(row).toContainText('It answered 410: Gone fishing.')

  const post = await newPost(sam, `For ${name}`, 'Words.')
  receiver.answerWith(response => response.writeHead(201, { location: 'https://letters.example/1' }).end())
  const { id: workspaceId } = await workspaceOf(sam)
  const { items } = await (await sam.call('get', `/api/v1/channels?workspace=${workspaceId}`)).json()
  const { id } = items.find((channel: { name: string }) => channel.name === name)
  await sam.call('post', `/api/v1/posts/${post.id}/publish`, { channelIds: [id] })
  await page.goto(`/posts/${post.id}`)
  await expect
    .poll(async () => (await (await sam.call('get', `/api/v1/posts/${post.id}`)).json()).deliveries[0].url)
    .toBe('https://letters.example/1')

  // What goes there can be looked at, before and after.
  const opened = page.context().waitForEvent('page')
  if (!(await page.getByRole('complementary', { name: 'Post details' }).isVisible())) {
    await page.getByRole('button', { name: /^Publish/ }).click()
  }
  await page.getByRole('link', { name: 'Preview for Public site' }).click()
  const preview = await opened
  await expect(preview.getByRole('heading', { name: `For ${name}` })).toBeVisible()
  await expect(preview.getByText('A preview.')).toBeVisible()
  await preview.screenshot({ path: 'test-results/preview.png' })
  await preview.close()

  await page.goto('/settings/channels')
  await row.getByRole('switch', { name: `${name} is on` }).click()
  await expect(row).toContainText('Switched off')
  await row.getByRole('button', { name: `More about ${name}` }).click()
  await page.getByRole('menuitem', { name: 'Remove…' }).click()
  await page.getByRole('button', { name: `Remove ${name}` }).click()
  await expect(row).toBeHidden()
  await receiver.close()
})

test('[PS432] a channel that took a post and said nothing is asked again from the post', async ({ browser, watch }) => {
  watch.expectErrors(/ERR_FAILED/)
  const sam = await owner(browser)
  const { id: workspaceId } = await workspaceOf(sam)
  const name = `Radio ${crypto.randomUUID().slice(0, 6)}`
  const settings = { behaviour: 'time-out', delayMs: 1 }
  const made = await sam.call('post', '/api/v1/channels', { workspaceId, kind: 'demo', name, settings })
  const { id: channelId } = await made.json()
  const post = await newPost(sam, `Said by ${name}`, 'Words.')
  await sam.call('post', `/api/v1/posts/${post.id}/publish`, { channelIds: [channelId] })
  await sam.page.goto(`/posts/${post.id}`)
  const panel = sam.page.getByRole('complementary', { name: 'Post details' })
  const again = panel.getByRole('button', { name: 'Check again' })
  if (!(await panel.isVisible())) await sam.page.getByRole('button', { name: /^Publish/ }).click()
  await expect(panel.getByText('nothing is sent again until you say so')).toBeVisible()
  // An answer of a person that does not arrive takes no words with it.
  await sam.page.route('**/confirm', route => route.abort())
  await panel.getByRole('button', { name: 'It is online…' }).click()
  const dialog = sam.page.getByRole('dialog')
  await dialog.getByRole('textbox').fill('https://radio.example/1')
  await dialog.getByRole('button', { name: 'It is online', exact: true }).click()
  await expect(panel.getByRole('alert')).toBeVisible()
  await panel.getByRole('button', { name: 'It is online…' }).click()
  await expect(dialog.getByRole('textbox')).toHaveValue('https://radio.example/1')
  await sam.page.keyboard.press('Escape')
  await again.click()
  await expect(panel.getByRole('listitem').filter({ hasText: name })).toContainText('Published')
  await sam.call('delete', `/api/v1/channels/${channelId}`)
})

test('[PS223] a channel that refused a post is left out from its card, and the post is published', async ({
  browser,
}) => {
  const sam = await owner(browser)
  const { id: workspaceId } = await workspaceOf(sam)
  const tag = crypto.randomUUID().slice(0, 6)
  const add = async (name: string, behaviour: string) => {
    const body = { workspaceId, kind: 'demo', name, settings: { behaviour, delayMs: 1 } }
    return (await (await sam.call('post', '/api/v1/channels', body)).json()).id as string
  }
  const [takes, refuses] = [await add(`Takes ${tag}`, 'succeed'), await add(`Refuses ${tag}`, 'fail')]
  const post = await newPost(sam, `Partly ${tag}`, 'Words.')
  await sam.call('post', `/api/v1/posts/${post.id}/publish`, { channelIds: [takes, refuses] })
  await sam.page.setViewportSize({ width: 1600, height: 900 })
  await sam.page.goto('/?view=board')
  const card = sam.page.locator(`[data-row="${post.id}"]`)
  await expect(card).toContainText('Published on 1 of 2.')
  await expectAccessible(sam.page, 'a card that needs attention')
  await sam.page.screenshot({ path: 'test-results/leave-out.png' })
  await card.getByRole('button', { name: 'Leave it out' }).click()
  await sam.page.mouse.move(2, 2)
  await expect(sam.page.getByRole('region', { name: /^Published/ }).locator(card)).toBeVisible()
  const view = await (await sam.call('get', `/api/v1/posts/${post.id}`)).json()
  expect(view).toMatchObject({ state: 'published', deliveries: [{ channelId: takes, attempts: 1 }] })
  for (const id of [takes, refuses]) await sam.call('delete', `/api/v1/channels/${id}`)
})

test('who may not change channels sees them, and whom to ask', async ({ browser }) => {
  const sam = await owner(browser)
  const vera = await invite(browser, sam, 'Vera Novak', 'viewer')
  await vera.page.goto('/settings/channels')
  await expect(vera.page.getByText('Ask Sam Lindqvist')).toBeVisible()
  await expect(vera.page.getByRole('button', { name: 'Add channel' })).toBeHidden()
  await expect(vera.page.getByRole('switch')).toHaveCount(0)
  await vera.page.setViewportSize({ width: 360, height: 740 })
  await expectNoSidewaysScroll(vera.page, 'channels')
  await expectAccessible(vera.page, 'channels of a viewer')
})

/** What goes out where little fits: a channel's own text, written by two at once, counted, named before it fails, sent as shown. */
import type { Page } from '@playwright/test'
import { MASTODON_TOKEN, openMastodon } from '#tests/support/social-servers.ts'
import { expectAccessible, expectNoSidewaysScroll } from './support/accessible.ts'
import { invite, newPost, owner, type Person, workspaceOf } from './support/people.ts'
import { expect, test } from './support/story.ts'

async function addMastodon(by: Person, url: string): Promise<{ id: string; name: string }> {
  const { id: workspaceId } = await workspaceOf(by)
  const name = `Toots ${crypto.randomUUID().slice(0, 6)}`
  const made = await by.call('post', '/api/v1/channels', {
    workspaceId,
    kind: 'mastodon',
    name,
    settings: { url },
    secret: MASTODON_TOKEN,
  })
  expect(made.status(), await made.text()).toBe(201)
  return { name, id: (await made.json()).id }
}

const words = (page: Page, name: string) => page.getByRole('textbox', { name: `Text for ${name}` })
const openText = async (page: Page, postId: string, name: string) => {
  await page.goto(`/posts/${postId}`)
  await page.getByRole('tab', { name }).click()
}

test('[PS431] a channel’s own text is written by two, counted, refused while too long, and goes out as it was shown', async ({
  browser,
  watch,
}) => {
  watch.expectErrors(/409 \(Conflict\)/)
  const mastodon = await openMastodon()
  const sam = await owner(browser)
  const mira = await invite(browser, sam, 'Mira Text', 'publisher')
  const channel = await addMastodon(sam, mastodon.url)
  const post = await newPost(sam, 'A buoy speaks', 'For six winters it spoke once an hour.')

  await openText(sam.page, post.id, channel.name)
  const region = sam.page.getByRole('region', { name: `Text for ${channel.name}` })
  await expect(region).toContainText('It follows the post')
  await expect(region.getByRole('article')).toContainText('A buoy speaks')
  await expect(region.getByRole('article')).toContainText('/a-buoy-speaks')
  await sam.page.getByRole('button', { name: `Write a text for ${channel.name}` }).click()
  await expect(words(sam.page, channel.name)).toHaveValue('A buoy speaks\n\nFor six winters it spoke once an hour.')

  await openText(mira.page, post.id, channel.name)
  await words(mira.page, channel.name).fill('The outer buoy speaks every ten minutes.')
  await expect(words(sam.page, channel.name)).toHaveValue('The outer buoy speaks every ten minutes.')
  await words(sam.page, channel.name).press('End')
  await Promise.all([
    words(mira.page, channel.name)
      .press('Home')
      .then(() => mira.page.keyboard.type('News: ')),
    sam.page.keyboard.type(' At last.'),
  ])
  const both = 'News: The outer buoy speaks every ten minutes. At last.'
  for (const { page } of [sam, mira]) await expect(words(page, channel.name)).toHaveValue(both)
  // Undo takes back one's own words alone, in as many steps as there were pauses between them.
  const without = 'News: The outer buoy speaks every ten minutes.'
  for (let now = both; now !== without; now = await words(sam.page, channel.name).inputValue()) {
    expect(now.startsWith(without)).toBe(true)
    await words(sam.page, channel.name).press('ControlOrMeta+z')
    await expect(words(sam.page, channel.name)).not.toHaveValue(now)
  }
  await expect(words(mira.page, channel.name)).toHaveValue(without)
  await expectAccessible(sam.page, 'the text of a channel')

  await words(sam.page, channel.name).fill('x'.repeat(480))
  await expect(region).toContainText('505 / 500, a link counts as 23')
  await expect(sam.page.getByRole('tab', { name: channel.name })).toContainText('−5')
  await sam.page.getByRole('button', { name: 'Publish…' }).click()
  await sam.page.getByRole('button', { name: 'Publish now…' }).click()
  const dialog = sam.page.getByRole('dialog')
  await expect(dialog.getByRole('alert')).toContainText('make it 5 shorter')
  await expect(dialog.getByRole('button', { name: 'Publish now' })).toBeDisabled()
  await dialog.getByRole('button', { name: 'Cancel' }).click()

  await words(sam.page, channel.name).fill('It speaks every ten minutes.')
  // One takes it away; the other has it open and puts it back.
  await expect(words(mira.page, channel.name)).toHaveValue('It speaks every ten minutes.')
  await region.getByRole('button', { name: 'Take from the post again' }).click()
  await expect(words(mira.page, channel.name)).toHaveCount(0)
  await mira.page.getByRole('button', { name: 'Put back the text that stood here' }).click()
  for (const { page } of [sam, mira])
    await expect(words(page, channel.name)).toHaveValue('It speaks every ten minutes.')
  const shown = region.getByRole('article').locator('p').last()
  await expect(shown).toContainText('/a-buoy-speaks')
  await sam.page.getByRole('button', { name: 'Publish now…' }).click()
  await dialog.getByRole('button', { name: 'Publish now' }).click()
  await expect.poll(() => mastodon.posts.length).toBe(1)
  const [sent] = mastodon.posts
  expect(sent?.text.replace(/https?:\/\//, '')).toBe(await shown.textContent())
  // Other stories publish in this workspace, to the site alone.
  expect((await sam.call('delete', `/api/v1/channels/${channel.id}`)).status()).toBeLessThan(300)
  await mastodon.close()
})

test('[PS430] [CN435] tags and address are shared, however their fields are left, stay when the text is replaced, and go out with the post', async ({
  browser,
  watch,
}) => {
  watch.expectErrors(/409 \(Conflict\)/)
  const sam = await owner(browser)
  const mira = await invite(browser, sam, 'Mira Tag', 'editor')
  const { id: workspaceId } = await workspaceOf(sam)
  const { workspaces } = await (await sam.call('get', '/api/v1/me')).json()
  const { slug } = workspaces.find(({ id }: { id: string }) => id === workspaceId)
  const tag = `Tide ${crypto.randomUUID().slice(0, 6)}`
  const address = `tide-${crypto.randomUUID().slice(0, 6)}`
  const post = await newPost(sam, 'The tide comes in', 'Twice a day.')
  await newPost(sam, 'Nothing of the kind', 'No tag.')
  for (const { page } of [sam, mira]) await page.goto(`/posts/${post.id}`)
  const panel = (page: Page) => page.getByRole('complementary', { name: 'Post details' })
  await sam.page.getByRole('button', { name: 'Publish…' }).click()
  await mira.page.getByRole('button', { name: /Publish…|Details/ }).click()

  await panel(sam.page).getByLabel('Tags').fill(tag)
  await panel(sam.page).getByLabel('Tags').press('Enter')
  await expect(panel(mira.page).getByText(tag, { exact: true })).toBeVisible()
  await panel(mira.page).getByLabel('Address').fill(address)
  // She rests in the field.
  await expect(panel(sam.page).getByLabel('Address')).toHaveValue(address)
  await expect(panel(mira.page).getByLabel('Address')).toBeFocused()

  // Half a word is no tag, in whatever window one looks something up, and closing the page asks.
  const tags = panel(sam.page).getByLabel('Tags')
  const other = `Moon ${crypto.randomUUID().slice(0, 6)}`
  await tags.pressSequentially(`${other}, Har`)
  await expect(panel(mira.page).getByText(other, { exact: true })).toBeVisible()
  await tags.evaluate(field => field.dispatchEvent(new FocusEvent('focusout', { bubbles: true })))
  const asked = sam.page.waitForEvent('dialog')
  await sam.page.close({ runBeforeUnload: true })
  await (await asked).dismiss()
  await expect(tags).toHaveValue('Har')
  await tags.pressSequentially('bour')
  await tags.press('Escape')
  await expect(panel(sam.page)).toHaveCount(0)
  await expect(panel(mira.page).getByText('Harbour', { exact: true })).toBeVisible()
  await expect(panel(mira.page).getByText('Har', { exact: true })).toHaveCount(0)
  await sam.page.getByRole('button', { name: 'Publish…' }).click()
  await tags.fill('x'.repeat(41))
  await tags.press('Enter')
  await expect(panel(sam.page).getByRole('alert')).toContainText('a tag has at most 40 letters')
  for (const colorScheme of ['dark', 'light'] as const) {
    await sam.page.emulateMedia({ colorScheme })
    await expectAccessible(sam.page, `a tag that is too long, ${colorScheme}`)
    await sam.page.screenshot({ path: `test-results/tag-${colorScheme}.png` })
  }
  await expect(tags).toHaveValue('x'.repeat(41))
  await tags.fill('')
  await sam.call('put', `/api/v1/posts/${post.id}/content?format=markdown`, { markdown: 'Three times a day.' })
  await expect(sam.page.locator('[contenteditable]')).toContainText('Three times a day.')
  await expect(panel(sam.page).getByText(tag, { exact: true })).toBeVisible()

  await sam.page.goto(`/?view=board&tag=${encodeURIComponent(tag.toLowerCase())}`)
  await expect(sam.page.getByRole('article')).toHaveCount(1)
  await expect(sam.page.getByRole('article')).toContainText(tag)
  await sam.page.goto(`/?view=list&tag=${encodeURIComponent(tag)}`)
  await expect(sam.page.getByText('1 of ')).toBeVisible()

  const { items } = await (await sam.call('get', `/api/v1/channels?workspace=${workspaceId}`)).json()
  const site = items.find(({ kind }: { kind: string }) => kind === 'site')
  await sam.call('post', `/api/v1/posts/${post.id}/publish`, { channelIds: [site.id] })
  await expect
    .poll(async () => (await (await sam.call('get', `/api/v1/posts/${post.id}`)).json()).state)
    .toBe('published')
  await sam.page.goto(`/p/${slug}/${address}`)
  await expect(sam.page.getByText(tag)).toBeVisible()
  const feed = await (await sam.page.request.get(`/p/${slug}/feed.xml`)).text()
  expect(feed).toContain(`<category>${tag}</category>`)
  await expectNoSidewaysScroll(sam.page, 'a post with tags')

  // The same address for another post is said before it is refused.
  const second = await newPost(sam, 'Another tide', 'Later.')
  await sam.page.goto(`/posts/${second.id}`)
  await panel(sam.page).getByLabel('Address').fill(address)
  await panel(sam.page).getByLabel('Address').press('Enter')
  await expect(panel(sam.page).getByRole('alert')).toContainText('is another post’s address')
})

/** Every page: axe finds nothing, nothing scrolls sideways at 360 px, light and dark, and the keyboard is enough. */
import { expectAccessible, expectNoSidewaysScroll } from './support/accessible.ts'
import { expectSaved, expectState, row, saveSign, textOf } from './support/pages.ts'
import { invite, newPost, owner } from './support/people.ts'
import { expect, test } from './support/story.ts'

test('[FD580] axe, 360 px, light and dark on every page, and none asks for others ahead', async ({ browser }) => {
  const sam = await owner(browser)
  const ahead: string[] = []
  sam.page.on('request', request => {
    if (request.headers()['next-router-prefetch']) ahead.push(request.url())
  })
  const post = await newPost(
    sam,
    'A post with everything',
    '## Head\n\n- one\n- [ ] task\n\n> quote\n\n```js\nconst a = 1\n```\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n',
  )
  const pages: [string, string][] = [
    ['board', '/?view=board'],
    ['list', '/?view=list'],
    ['calendar', '/calendar'],
    ['calendar by the hour', '/calendar?show=week'],
    ['inbox', '/inbox'],
    ['members', '/settings/members'],
    ['channels', '/settings/channels'],
    ['account', '/settings/account'],
    ['editor', `/posts/${post.id}`],
    ['API page', '/api/v1/docs'],
    ['public index', '/p/saltmarsh-weather'],
  ]
  const looks = [
    { colorScheme: 'light', width: 1440, height: 900 },
    { colorScheme: 'dark', width: 360, height: 740 },
  ] as const
  for (const [what, path] of pages) {
    await sam.page.goto(path)
    if (what === 'editor') await expect(textOf(sam.page)).toBeVisible()
    else await expect(sam.page.getByRole('heading').first()).toBeVisible()
    for (const { colorScheme, ...size } of looks) {
      await sam.page.emulateMedia({ colorScheme })
      await sam.page.setViewportSize(size)
      await expectAccessible(sam.page, `${what}, ${colorScheme}, ${size.width} px`)
      await expectNoSidewaysScroll(sam.page, what)
    }
  }
  expect(ahead).toEqual([])
})

test('[PR240] the whole way by keyboard: new post, title, text, slash menu, review', async ({ browser }) => {
  const sam = await owner(browser)
  await sam.page.goto('/')
  await expect(sam.page.getByRole('heading', { name: 'Posts' })).toBeVisible()
  await expect(sam.page.locator('[data-connection="live"]').first()).toBeAttached()
  await sam.page.keyboard.press('c')
  await expect(textOf(sam.page)).toBeVisible()
  await expect(textOf(sam.page).getByRole('heading', { name: 'Title', exact: true })).toBeVisible()
  await expectAccessible(sam.page, 'a post without a word')
  await textOf(sam.page).focus()
  const title = `Typed ${crypto.randomUUID().slice(0, 6)}`
  await sam.page.keyboard.press('ControlOrMeta+Home')
  await sam.page.keyboard.type(title)
  await sam.page.keyboard.press('Enter')
  await sam.page.keyboard.type('## ')
  await sam.page.keyboard.type('A heading')
  await sam.page.keyboard.press('Enter')
  await sam.page.keyboard.type('/quote')
  await expect(sam.page.getByRole('listbox')).toBeVisible()
  await sam.page.keyboard.press('Enter')
  await sam.page.keyboard.type('Quoted words.')
  await expect(textOf(sam.page).getByRole('heading', { name: 'A heading' })).toBeVisible()
  await expect(textOf(sam.page).locator('blockquote')).toContainText('Quoted words.')
  await expectSaved(sam.page)
  await sam.page.keyboard.press('ControlOrMeta+Shift+Enter')
  const review = sam.page.getByRole('button', { name: 'Ask for review' })
  await expect(review).toBeVisible()
  await review.focus()
  await sam.page.keyboard.press('Enter')
  await expect(sam.page.getByRole('complementary', { name: 'Post details' })).toContainText('In review')
  await sam.page.getByRole('link', { name: 'Back to posts' }).focus()
  await sam.page.keyboard.press('Enter')
  await expectState(sam.page, title, 'In review')
})

test('a row that changes by itself says so politely', async ({ browser }) => {
  const sam = await owner(browser)
  const mira = await invite(browser, sam, 'Mira Okafor', 'viewer')
  const title = `Said aloud ${crypto.randomUUID().slice(0, 6)}`
  await mira.page.goto('/')
  await expect(mira.page.getByRole('heading', { name: 'Posts' })).toBeVisible()
  // Its coming by itself shows that the page is live: what the first sync brings is no news.
  const post = await newPost(sam, title, 'Text.')
  await expect(row(mira.page, title)).toBeVisible()
  await sam.call('post', `/api/v1/posts/${post.id}/submit`, {})
  await expect(mira.page.locator('[aria-live="polite"]').filter({ hasText: title })).toHaveCount(1)
})

test('a load that fails is an error, never an empty editor', async ({ browser, watch }) => {
  watch.expectErrors(/404 \(Not Found\)/)
  const sam = await owner(browser)
  await sam.page.goto(`/posts/${crypto.randomUUID()}`)
  await expect(sam.page.getByText('There is no post here, or you may not see it.')).toBeVisible()
  await expect(saveSign(sam.page)).toHaveCount(0)
  await expect(textOf(sam.page)).toHaveCount(0)
})

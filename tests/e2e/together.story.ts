/** The whole way of one post: three people, two of them in the text at once, everybody else's screen by itself. */
import { expectAccessible } from './support/accessible.ts'
import { expectSaved, expectState, openPost, row, textOf, unreadBadge, writeAtEnd } from './support/pages.ts'
import { invite, newPost, owner, workspaceOf } from './support/people.ts'
import { expect, test } from './support/story.ts'

test('invite → write together → review → publish → seen on dashboard, badge and public site', async ({ browser }) => {
  const sam = await owner(browser)

  // Sam invites Mira by link, on the page.
  await sam.page.goto('/settings/members')
  const email = `mira.${crypto.randomUUID().slice(0, 8)}@saltmarsh.example`
  await sam.page.getByRole('button', { name: 'Invite' }).click()
  await sam.page.getByLabel('Email').fill(email)
  await sam.page.getByLabel('Role', { exact: true }).selectOption('publisher')
  await sam.page.getByRole('button', { name: 'Make the link' }).click()
  const link = await sam.page.getByLabel('Invitation link').inputValue()

  const miraContext = await browser.newContext()
  const mira = await miraContext.newPage()
  await mira.goto(link)
  await mira.getByLabel('Your name').fill('Mira Okafor')
  await mira.getByLabel('Password').fill('twelve letters at least')
  await mira.getByRole('button', { name: 'Join' }).click()
  await expect(mira.getByRole('heading', { name: 'Posts' })).toBeVisible()
  const aiko = await invite(browser, sam, 'Aiko Tanabe', 'editor')

  // Aiko begins a post; Mira sees it on her dashboard by itself.
  const title = `Outage notes ${crypto.randomUUID().slice(0, 6)}`
  const post = await newPost(aiko, title, 'On the night of 9 March, station 14 went quiet.\n\nThis is why.')
  await expect(row(mira, title)).toBeVisible()
  await expectState(mira, title, 'Draft')

  // Both write at once; each sees the other's words, caret and name.
  await openPost(aiko.page, post.id)
  await expect(row(mira, title).getByRole('img', { name: 'Aiko Tanabe' })).toBeVisible()
  const miraEditor = await miraContext.newPage()
  await openPost(miraEditor, post.id)
  // Each at a place of their own: at one and the same, letters would stand between letters.
  await textOf(aiko.page).getByText('went quiet.').click()
  await aiko.page.keyboard.press('End')
  await textOf(miraEditor).click()
  await miraEditor.keyboard.press('Control+End')
  await Promise.all([aiko.page.keyboard.type(' Aiko wrote this.'), miraEditor.keyboard.type(' Mira wrote that.')])
  for (const page of [aiko.page, miraEditor]) {
    await expect(textOf(page)).toContainText('Aiko wrote this.')
    await expect(textOf(page)).toContainText('Mira wrote that.')
    await expectSaved(page)
  }
  await expect(
    miraEditor.getByRole('list', { name: /In this post/ }).getByRole('img', { name: 'Aiko Tanabe' }),
  ).toBeVisible()
  await expect(aiko.page.locator('.remote-caret[data-name="Mira"]')).toHaveCount(1)

  // Review: asked by Aiko, seen by Mira's badge in every tab.
  await expect(unreadBadge(mira)).not.toContainText(/\d/)
  await aiko.page.getByRole('button', { name: 'Publish…' }).click()
  await aiko.page.getByRole('button', { name: 'Ask for review' }).click()
  await expectState(mira, title, 'In review')
  await expect(unreadBadge(mira)).toContainText('1')
  await expect(mira).toHaveTitle(/^\(1\)/)

  // Approve and publish by Mira; Aiko's panel and Sam's dashboard follow.
  await sam.page.goto('/')
  await expectState(sam.page, title, 'In review')
  await miraEditor.getByRole('button', { name: 'Publish…' }).click()
  await miraEditor.getByRole('button', { name: 'Approve this text' }).click()
  await expectState(sam.page, title, 'Approved')
  await expect(aiko.page.getByRole('complementary', { name: 'Post details' })).toContainText('Approved')
  await miraEditor.getByRole('button', { name: 'Publish now to the site' }).click()
  await expectState(sam.page, title, 'Published')
  await expectState(mira, title, 'Published')
  await aiko.page.goto('/inbox')
  await expect(aiko.page.getByText(title).first()).toBeVisible()

  // The public site shows exactly that text, to a stranger without scripts.
  const stranger = await browser.newContext({ javaScriptEnabled: false })
  const site = await stranger.newPage()
  const workspace = (await (await sam.call('get', '/api/v1/me')).json()).workspaces[0]
  await site.goto(`/p/${workspace.slug}`)
  await site.getByRole('link', { name: title }).click()
  await expect(site.getByRole('heading', { level: 1, name: title })).toBeVisible()
  await expect(site.getByRole('article')).toContainText('Aiko wrote this.')
  await sam.page.goto(site.url())
  await expectAccessible(sam.page, 'public post')
  const feed = await site.request.get(`/p/${workspace.slug}/feed.xml`)
  expect(feed.headers()['content-type']).toContain('xml')
  expect(await feed.text()).toContain(title)

  // What goes out is what was frozen: later words stay in the draft.
  await writeAtEnd(aiko.page.url().includes('/posts/') ? aiko.page : miraEditor, ' Later words.')
  await expectSaved(miraEditor)
  await site.reload()
  await expect(site.getByRole('article')).not.toContainText('Later words.')
  const answer = await sam.call('get', `/api/v1/posts/${post.id}`)
  const published = await answer.json()
  expect(published).toMatchObject({ state: 'published', title })
  expect(published.contentHash).toMatch(/^[0-9a-f]{64}$/)
  await expect(site.locator('body')).toContainText(published.contentHash.slice(0, 4))
  expect((await workspaceOf(sam)).id).toBe(published.workspaceId)
})

test('the badge goes away everywhere when the notice is read in one tab', async ({ browser }) => {
  const sam = await owner(browser)
  const priya = await invite(browser, sam, 'Priya Nair', 'publisher')
  const post = await newPost(sam, `Read me ${crypto.randomUUID().slice(0, 6)}`, 'Text.')
  await priya.page.goto('/')
  const second = await priya.context.newPage()
  await second.goto('/inbox')
  expect((await sam.call('post', `/api/v1/posts/${post.id}/submit`, {})).status()).toBe(200)
  for (const page of [priya.page, second]) await expect(unreadBadge(page)).toContainText('1')
  await second.getByRole('button', { name: /mark all .*read|all read/i }).click()
  for (const page of [priya.page, second]) await expect(unreadBadge(page)).not.toContainText(/\d/)
})

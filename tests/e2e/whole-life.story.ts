/** One post from its first word to the bin and back, on two dashboards: one with a mouse, one small, dark and by keys. */
import type { Page } from '@playwright/test'
import { openReceiver } from '#tests/support/receiver.ts'
import { expectAccessible, expectNoSidewaysScroll } from './support/accessible.ts'
import { column, shortNotes } from './support/pages.ts'
import { invite, newPost, owner, type Person, workspaceOf } from './support/people.ts'
import { expect, test } from './support/story.ts'

const PHONE = { width: 360, height: 760 }
const LAPTOP = { width: 1440, height: 900 }

/** Opens the menu of a post with `S` and presses Enter on one of its items. */
async function byKeys(page: Page, postId: string, item: RegExp): Promise<void> {
  await page.locator(`[data-row="${postId}"]`).getByRole('link').first().focus()
  await page.keyboard.press('s')
  await page.getByRole('menuitem', { name: item }).press('Enter')
}

/** Lets go of what is under the hand. */
async function letGo({ page }: Person): Promise<void> {
  await page.mouse.move(2, 2)
  await page.locator('main').focus()
}

test('[FD283] [FD350] [FD33] [PS280] two people, one post: draft, review, schedule, partly out, retried, archived, in the bin, restored', async ({
  browser,
}) => {
  const sam = await owner(browser)
  const mira = await invite(browser, sam, 'Mira Okafor', 'publisher')
  const { id: workspaceId } = await workspaceOf(sam)
  const tag = crypto.randomUUID().slice(0, 6)
  const { slug } = (await (await sam.call('get', '/api/v1/me')).json()).workspaces[0]
  const { items } = await (await sam.call('get', `/api/v1/channels?workspace=${workspaceId}`)).json()
  const site = items.find(({ kind }: { kind: string }) => kind === 'site')
  const add = async (kind: string, name: string, settings: object) =>
    (await (await sam.call('post', '/api/v1/channels', { workspaceId, kind, name, settings })).json()).id as string
  // It answers when it is told to.
  const receiver = await openReceiver()
  const { promise: told, resolve: tell } = Promise.withResolvers<void>()
  receiver.answerWith(response => void told.then(() => response.writeHead(200).end()))
  const slow = await add('webhook', `Slow ${tag}`, { url: receiver.url })
  const grumpy = await add('demo', `Grumpy ${tag}`, { behaviour: 'fail', delayMs: 1 })
  const title = `Whole life ${tag}`
  const address = `whole-life-${tag}`
  const { id } = await newPost(sam, title, 'The tide comes twice a day.')
  const publicStatus = async () => (await sam.context.request.get(`/p/${slug}/${address}`)).status()

  await sam.page.setViewportSize(LAPTOP)
  await sam.page.goto(`/?view=board&q=${title}`)
  await mira.page.setViewportSize(PHONE)
  await mira.page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await mira.page.goto(`/?view=board&q=${title}`)
  const [onSams, onMiras] = [sam.page, mira.page].map(page => page.locator(`[data-row="${id}"]`)) as [
    ReturnType<Page['locator']>,
    ReturnType<Page['locator']>,
  ]
  await expect(onMiras).toHaveAttribute('data-state', 'draft')

  // Review and approval, each by the other; what is offered to be taken back ends when somebody goes on.
  await byKeys(sam.page, id, /^In review/)
  await expect(shortNotes(sam.page).getByText(`${title} is now in review`)).toBeVisible()
  await expect(onMiras).toHaveAttribute('data-state', 'in_review')
  await byKeys(mira.page, id, /^Approved/)
  await expect(onSams).toHaveAttribute('data-state', 'approved')
  await expect(shortNotes(sam.page).getByText(`${title} is now in review`)).toBeHidden()
  // Its card has the focus still: it holds its column, and says what it is.
  await expect(column(sam.page, 'In review').locator(onSams).getByText('Approved', { exact: true })).toBeVisible()
  await expectAccessible(sam.page, 'a card that holds its column')
  await letGo(sam)
  await expect(column(sam.page, 'Approved').locator(onSams)).toBeVisible()
  await expect(onSams.getByText('Approved', { exact: true })).toHaveCount(0)

  // On the schedule, due, and on its way: too late to call it back, said once.
  await letGo(mira)
  const at = new Date(Date.now() + 3000).toISOString()
  const plan = { at, timeZone: 'Europe/Berlin', channelIds: [site.id, slow, grumpy] }
  expect((await sam.call('post', `/api/v1/posts/${id}/schedule`, plan)).status()).toBe(200)
  await expect(onMiras).toHaveAttribute('data-state', 'publishing')
  await onSams.getByRole('link').first().focus()
  await sam.page.keyboard.press('s')
  const menu = sam.page.getByRole('menu')
  await expect(menu.getByText(/^Move to. Too late: publishing has begun/)).toBeVisible()
  await expect(menu.getByRole('menuitem', { name: /^Draft/ })).not.toContainText('Too late')
  await expectAccessible(sam.page, 'the menu of a post on its way')
  await sam.page.screenshot({ path: 'test-results/life-too-late.png' })
  await sam.page.keyboard.press('Escape')
  await expect(onSams.locator(':focus'), 'the card has the focus back').toHaveCount(1)
  const tooLate = await mira.call('post', `/api/v1/posts/${id}/unschedule`, {})
  expect([tooLate.status(), await tooLate.text()]).toEqual([409, expect.stringContaining('Too late')])

  tell()

  // Out on two of three: it needs somebody, says why, and a retry goes to the third alone.
  await letGo(sam)
  await expect(column(sam.page, 'Needs attention').locator(onSams)).toContainText('Published on 2 of 3.')
  await expect(onMiras).toContainText('The demo channel is set to refuse every post.')
  await expectNoSidewaysScroll(mira.page, 'a card that needs attention')
  await expectAccessible(mira.page, 'a card that needs attention, dark')
  await mira.page.screenshot({ path: 'test-results/life-partly-dark-360.png' })
  expect(await publicStatus()).toBe(200)
  await sam.call('patch', `/api/v1/channels/${grumpy}`, { settings: { behaviour: 'succeed', delayMs: 1 } })
  await onMiras.getByRole('button', { name: 'Retry' }).focus()
  await mira.page.keyboard.press('Enter')
  await expect(column(sam.page, 'Published').locator(onSams)).toBeVisible()
  await letGo(mira)
  await expect(onMiras).toHaveAttribute('data-state', 'published')

  // Put away: nothing calls it published on the site any more.
  await byKeys(sam.page, id, /^Archive/)
  await expect(onMiras).toHaveCount(0)
  expect(await publicStatus()).toBe(404)
  await mira.page.goto(`/?view=board&status=archived&q=${title}`)
  await expect(onMiras).toContainText('off the site')
  await expect(mira.page.getByText(/^1 of \d/)).toBeAttached()
  // A board has no column for it: this is a list, and says so. The board is what is not archived.
  const shapes = mira.page.getByRole('navigation', { name: 'View' })
  const shown = shapes.locator('[aria-current=page]')
  await expect(shown).toHaveAccessibleName('List')
  await expect(shapes.getByRole('link', { name: 'Board' })).not.toHaveAttribute('href', /archived/)
  await shapes.getByRole('link', { name: 'Board' }).click()
  await expect(shown).toHaveAccessibleName('Board')
  await expect(onMiras).toHaveCount(0)
  expect(mira.page.url()).not.toContain('archived')
  await sam.page.goto(`/posts/${id}`)
  const panel = sam.page.getByRole('complementary', { name: 'Post details' })
  const publishButton = sam.page.getByRole('button', { name: 'Publish…' })
  await expect(sam.page.getByText('This post is archived.')).toBeVisible()
  if (!(await panel.isVisible())) await publishButton.click()
  await expect(panel.getByText('Off the site', { exact: true })).toBeVisible()
  await expect(panel.getByRole('link', { name: new RegExp(address) })).toHaveCount(0)
  await expectAccessible(sam.page, 'an archived post')

  // The bin, followed by who looks at it; restored it is a draft, and public nowhere.
  await mira.page.goto('/settings/bin')
  const binned = mira.page.getByRole('listitem').filter({ hasText: title })
  await expect(mira.page.getByRole('heading', { name: 'Bin', exact: true })).toBeVisible()
  await sam.page.goto(`/?view=list&status=archived&q=${title}`)
  await byKeys(sam.page, id, /^Move to bin/)
  await expect(binned).toBeVisible()
  await expectAccessible(mira.page, 'the bin')
  await expectNoSidewaysScroll(mira.page, 'the bin')
  await binned.getByRole('button', { name: /^Restore/ }).focus()
  expect((await sam.call('post', `/api/v1/posts/${id}/restore`, {})).status()).toBe(200)
  await expect(binned).toHaveCount(0)
  await expect(mira.page.getByRole('heading', { name: 'Bin', exact: true })).toBeFocused()
  expect(await publicStatus()).toBe(404)
  await sam.page.goto(`/?view=board&q=${title}`)
  await expect(column(sam.page, 'Draft').locator(onSams)).toBeVisible()
  await expect(onSams.getByText(/^Public site/)).toHaveCount(0)
  await expect(onSams.getByText(`Slow ${tag}: published`)).toBeAttached()
  for (const channel of [slow, grumpy]) await sam.call('delete', `/api/v1/channels/${channel}`)
  await receiver.close()
})

/** A post's life as people see it: approved, changed since, brought back, written to from outside, binned and restored. */
import { expectAccessible, expectNoSidewaysScroll } from './support/accessible.ts'
import { expectSaved, openPost, textOf, writeAtEnd } from './support/pages.ts'
import { invite, newPost, owner, workspaceOf } from './support/people.ts'
import { expect, test } from './support/story.ts'

test('[PS220] [PS222] what changes after an approval is said, shown word by word, and taken back', async ({
  browser,
  watch,
}) => {
  // A frozen text may run nothing, not even what the test puts into every page.
  watch.expectErrors(/Blocked script execution in .*\/preview/)
  const sam = await owner(browser)
  const mira = await invite(browser, sam, 'Mira Okafor', 'editor')
  const post = await newPost(sam, 'Fog signals', 'The buoy speaks every ten minutes.\n\nNobody answers.')
  await sam.call('post', `/api/v1/posts/${post.id}/submit`, {})
  await openPost(sam.page, post.id)
  await sam.page.getByRole('button', { name: 'Publish…' }).click()
  await sam.page.getByRole('button', { name: 'Approve this text' }).click()
  await expect(sam.page.getByText('Approved text')).toBeVisible()
  const board = await sam.page.context().newPage()
  await board.goto('/?view=board')
  const card = board.locator(`[data-row="${post.id}"]`)
  await expect(card).toBeVisible()
  const mark = card.getByText('Changed since approval')
  await expect(mark).toBeHidden()

  await openPost(mira.page, post.id)
  await writeAtEnd(mira.page, ' Not yet.')
  await expectSaved(mira.page)
  for (const { page } of [sam, mira]) await expect(page.getByText('1 change after the approval.')).toBeVisible()
  await expectAccessible(sam.page, 'an approved post with changes')
  await expect(mark, '[FD60] by itself, while nobody touches the board').toBeVisible()
  await board.screenshot({ path: 'test-results/changed-board.png' })
  await board.getByRole('link', { name: 'List', exact: true }).click()
  await expect(mark).toBeVisible()
  await board.screenshot({ path: 'test-results/changed-list.png' })

  await mira.page.getByRole('button', { name: 'See changes' }).click()
  const dialog = mira.page.getByRole('dialog')
  await expect(dialog.locator('ins')).toContainText('Not yet.')
  await expectAccessible(mira.page, 'the changes')
  await mira.page.screenshot({ path: 'test-results/changes.png' })
  await dialog.getByRole('button', { name: 'Go back to the approved text' }).click()
  // Under the pointer it stays.
  await mira.page.getByRole('button', { name: 'Undo', exact: true }).hover()
  await expect(textOf(sam.page)).not.toContainText('Not yet.')
  for (const { page } of [sam, mira]) await expect(page.getByText('after the approval')).toBeHidden()
  await expect(mark).toBeHidden()
  await board.close()
  const view = await (await sam.call('get', `/api/v1/posts/${post.id}`)).json()
  expect(view).toMatchObject({ state: 'approved', approval: { stale: false } })

  await mira.page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(textOf(sam.page)).toContainText('Not yet.')

  // What stands beside the text counts as well, and goes back with it.
  await mira.call('patch', `/api/v1/posts/${post.id}/fields`, { tags: ['Sea'] })
  await expect(mira.page.getByText('2 changes after the approval.')).toBeVisible()
  await mira.page.getByRole('button', { name: 'See changes' }).click()
  await expect(dialog.getByText('Tags')).toBeVisible()
  await expect(dialog.locator('ins').filter({ hasText: 'Sea' })).toBeVisible()
  await expectAccessible(mira.page, 'changes beside the text')
  await dialog.getByRole('button', { name: 'Go back to the approved text' }).click()
  const back = mira.page.getByRole('button', { name: 'Undo', exact: true }).first()
  await back.hover()
  await expect(mira.page.getByText('after the approval.')).toBeHidden()
  const again = await (await sam.call('get', `/api/v1/posts/${post.id}`)).json()
  expect(again).toMatchObject({ state: 'approved', approval: { stale: false } })
  await back.click()
  await expect(mira.page.getByText('2 changes after the approval.')).toBeVisible()

  const exact = sam.page.context().waitForEvent('page')
  await sam.page.getByRole('link', { name: 'See the exact text' }).click()
  const frozen = await exact
  await expect(frozen.getByText('The buoy speaks every ten minutes.'), '[PS222]').toBeVisible()
  await expect(frozen.getByText(again.approval.hash)).toBeVisible()
  await frozen.close()

  await sam.page.getByText('Activity', { exact: true }).click()
  const approved = sam.page.getByText('Sam Lindqvist approved it')
  const broughtBack = sam.page.getByText('Mira Okafor brought back version 1 of it').first()
  await expect(approved).toBeVisible()
  await expect(broughtBack).toBeVisible()
  await sam.page.getByLabel('What', { exact: true }).selectOption('Texts')
  await expect(approved, '[PS220]').toBeHidden()
  await expect(broughtBack).toBeVisible()
  await sam.page.getByLabel('By', { exact: true }).selectOption('Sam Lindqvist')
  await expect(broughtBack).toBeHidden()
  await expect(sam.page.getByText('Sam Lindqvist began it')).toBeVisible()
  await expectAccessible(sam.page, 'the activity of a post')
  await sam.page.getByLabel('What', { exact: true }).selectOption('Everything')
  await expect(approved).toBeVisible()
  await sam.page.screenshot({ path: 'test-results/panel.png' })
})

test('what a program writes appears under the hands of those who have the post open', async ({ browser }) => {
  const sam = await owner(browser)
  const post = await newPost(sam, 'From outside', 'First line.\n\nSecond line.')
  await openPost(sam.page, post.id)
  await writeAtEnd(sam.page, ' Typed here.')
  await expectSaved(sam.page)
  const answer = await sam.call('patch', `/api/v1/posts/${post.id}/content?format=markdown`, {
    title: 'From a program',
    append: '- and a list',
  })
  expect(answer.status(), await answer.text()).toBe(200)
  await expect(textOf(sam.page)).toContainText('From a program')
  await expect(textOf(sam.page).getByRole('listitem')).toContainText('and a list')
  await expect(textOf(sam.page)).toContainText('Typed here.')
  await sam.page.keyboard.type(' On.')
  await expect(textOf(sam.page)).toContainText('Typed here. On.')
})

test('[PS391] put away from its own page, a post comes back with Undo', async ({ browser }) => {
  const sam = await owner(browser)
  const { id } = await newPost(sam, 'Put away', 'Words.')
  await openPost(sam.page, id)
  const details = sam.page.getByRole('complementary', { name: 'Post details' })
  if (!(await details.isVisible())) await sam.page.getByRole('button', { name: 'Publish…' }).click()
  await details.getByRole('button', { name: 'Move to the bin' }).click()
  await expect(sam.page.getByText('moved this post to the bin')).toBeVisible()
  await sam.page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(sam.page.getByText('moved this post to the bin')).toBeHidden()
  expect(await (await sam.call('get', `/api/v1/posts/${id}`)).json()).toMatchObject({ state: 'draft' })
})

test('[PS433] a time that clocks skip is asked about before anything is planned; the draft that moves on is said', async ({
  browser,
  watch,
}) => {
  watch.expectErrors(/ERR_FAILED/)
  const sam = await owner(browser)
  const post = await newPost(sam, 'Planned', 'Text.')
  const { page } = sam
  await openPost(page, post.id)
  await page.getByRole('button', { name: 'Publish…' }).click()
  await page.getByRole('button', { name: 'Schedule…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Time zone').selectOption('Europe/Berlin')
  await dialog.getByLabel('Date').fill('2030-03-31')
  await dialog.getByLabel('Time', { exact: true }).fill('02:30')
  await expect(dialog.getByText('02:30 does not exist')).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Schedule', exact: true })).toBeDisabled()
  await dialog.getByRole('button', { name: 'Use 03:00' }).click()
  await expectAccessible(page, 'the schedule')
  await page.screenshot({ path: 'test-results/schedule.png' })
  // What was chosen is there again when it did not arrive.
  await page.route('**/schedule', route => route.abort())
  await dialog.getByRole('button', { name: 'Schedule', exact: true }).click()
  await expect(page.getByRole('alert').filter({ hasText: /server/ })).toBeVisible()
  await page.unroute('**/schedule')
  await page.getByRole('button', { name: 'Schedule…' }).click()
  await expect(dialog.getByLabel('Time zone')).toHaveValue('Europe/Berlin')
  await expect(dialog.getByLabel('Date')).toHaveValue('2030-03-31')
  await expect(dialog.getByLabel('Time', { exact: true })).toHaveValue('03:00')
  await dialog.getByRole('button', { name: 'Schedule', exact: true }).click()
  await expect(page.getByText('planned in Europe/Berlin')).toBeVisible()
  const view = await (await sam.call('get', `/api/v1/posts/${post.id}`)).json()
  expect(view).toMatchObject({ state: 'scheduled', scheduledAt: '2030-03-31T01:00:00.000Z', timeZone: 'Europe/Berlin' })

  await writeAtEnd(page, ' More.')
  await expect(page.getByText('1 change ahead of what goes out')).toBeVisible()
  const calendar = await page.context().newPage()
  await calendar.goto('/calendar?day=2030-03-31&zone=UTC')
  await expect(calendar.locator(`[data-row="${post.id}"] [data-changed=schedule]`)).toBeVisible()
  await calendar.screenshot({ path: 'test-results/changed-calendar.png' })
  await calendar.close()
  await page.getByRole('button', { name: 'Update what goes out' }).click()
  await expect(page.getByText('ahead of what goes out')).toBeHidden()
  await page.getByRole('button', { name: 'Take off the schedule' }).click()
  await expect(page.getByText('planned in Europe/Berlin')).toBeHidden()
})

test('[PS60] [PS282] [PS351] slots are chosen in the settings, offered while a post is scheduled, never the one that somebody has just taken, and other times at once', async ({
  browser,
}) => {
  const sam = await owner(browser)
  const mira = await invite(browser, sam, 'Mira Okafor', 'publisher')
  const { page } = sam
  const { id: workspaceId } = await workspaceOf(sam)
  await page.goto('/settings/workspace')
  for (const day of ['Tuesday', 'Friday']) {
    await page.getByLabel('Day', { exact: true }).selectOption(day)
    await page.getByLabel('Time', { exact: true }).fill('09:30')
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await expect(page.getByText(`${day} 09:30`)).toBeVisible()
  }
  await expectAccessible(page, 'slots in the settings')
  await page.getByRole('button', { name: 'Save settings' }).click()
  await expect(page.getByText('The workspace has its new settings')).toBeVisible()

  const free = async (place: number) => {
    const answer = await sam.call('get', `/api/v1/workspaces/${workspaceId}/free-slots?limit=2`)
    return (await answer.json()).items[place].at as string
  }
  const [first, next] = [await free(0), await free(1)]
  const words = (at: string) =>
    new Intl.DateTimeFormat('en', { weekday: 'short', timeZone: 'UTC' }).format(new Date(at))
  const [mine, others] = [await newPost(sam, 'In my slot', 'Text.'), await newPost(sam, 'In another slot', 'Text.')]
  await openPost(page, mine.id)
  await page.getByRole('button', { name: 'Publish…' }).click()
  await page.getByRole('button', { name: 'Schedule…' }).click()
  const slot = page.getByRole('dialog').getByRole('button', { name: /^Next free slot/ })
  await expect(slot).toContainText(words(first))
  const { items } = await (await sam.call('get', `/api/v1/channels?workspace=${workspaceId}`)).json()
  const channelIds = [items.find(({ kind }: { kind: string }) => kind === 'site').id]
  const taken = await mira.call('post', `/api/v1/posts/${others.id}/schedule`, {
    at: first,
    timeZone: 'UTC',
    channelIds,
  })
  expect(taken.status(), await taken.text()).toBe(200)
  await expect(slot).toContainText(words(next))
  // Other times are chosen meanwhile, and these again.
  const chosen = (await (await sam.call('get', `/api/v1/workspaces/${workspaceId}`)).json()).slots
  const choose = async (slots: unknown) =>
    expect((await sam.call('patch', `/api/v1/workspaces/${workspaceId}`, { slots })).status()).toBe(200)
  await choose({ timeZone: 'UTC', times: [{ day: 7, time: '06:00' }] })
  await expect(slot).toContainText('Sun')
  await choose(null)
  await expect(slot).toHaveCount(0)
  await choose(chosen)
  await expect(slot).toContainText(words(next))
  await slot.click()
  await page.getByRole('dialog').getByRole('button', { name: 'Schedule', exact: true }).click()
  await expect
    .poll(async () => (await (await sam.call('get', `/api/v1/posts/${mine.id}`)).json()).scheduledAt)
    .toBe(next)
  for (const { id } of [mine, others]) await sam.call('post', `/api/v1/posts/${id}/unschedule`, {})
  await sam.call('patch', `/api/v1/workspaces/${workspaceId}`, { slots: null })
})

test('[CN436] the bin, the activity and the settings of a workspace', async ({ browser }) => {
  const sam = await owner(browser)
  const post = await newPost(sam, 'Thrown away', 'Text.')
  await sam.call('delete', `/api/v1/posts/${post.id}`)
  const { page } = sam
  await page.goto('/settings/bin')
  await expectAccessible(page, 'the bin')
  await page.screenshot({ path: 'test-results/bin.png' })
  await page.getByRole('button', { name: 'Restore Thrown away' }).click()
  await expect(page.getByRole('button', { name: 'Restore Thrown away' })).toBeHidden()
  const view = await (await sam.call('get', `/api/v1/posts/${post.id}`)).json()
  expect(view.state).toBe('draft')

  await page.goto('/settings/activity')
  await expect(page.getByRole('link', { name: 'Sam Lindqvist restored “Thrown away”' })).toBeVisible()
  await expectAccessible(page, 'the activity')
  const restored = page.getByRole('link', { name: 'Sam Lindqvist restored “Thrown away”' })
  await page.getByLabel('What', { exact: true }).selectOption('Texts')
  await expect(page.getByRole('link', { name: 'Sam Lindqvist began “Thrown away”' })).toBeVisible()
  await expect(restored).toBeHidden()
  await page.getByLabel('What', { exact: true }).selectOption('Everything')
  await expect(restored).toBeVisible()
  await page.screenshot({ path: 'test-results/activity.png' })

  await page.goto('/settings/workspace')
  const save = page.getByRole('button', { name: 'Save settings' })
  const minutes = page.getByLabel(/Late posts go out/)
  const sent = Promise.withResolvers<void>()
  await page.route(/\/workspaces\/[^/]+$/, async route => {
    await sent.promise
    await route.continue()
  })
  await page.getByLabel('Must be approved again').check()
  await save.click()
  // What is changed while the others are on their way stays changed, and is not left without a question.
  await minutes.fill('77')
  sent.resolve()
  await expect(page.getByText('The workspace has its new settings')).toBeVisible()
  await expect(minutes).toHaveValue('77')
  await expect(save).toBeEnabled()
  const asked = page.waitForEvent('dialog').then(question => question.dismiss())
  await page.getByRole('link', { name: 'Channels' }).click()
  await asked
  await expect(minutes).toHaveValue('77')
  await expectAccessible(page, 'the settings of a workspace')
  const { id } = await workspaceOf(sam)
  const settings = await (await sam.call('get', `/api/v1/workspaces/${id}`)).json()
  expect(settings.approvalPolicy).toBe('approve_again')
  await sam.call('patch', `/api/v1/workspaces/${id}`, { approvalPolicy: 'warn' })

  await page.setViewportSize({ width: 360, height: 740 })
  for (const path of ['bin', 'activity', 'workspace']) {
    await page.goto(`/settings/${path}`)
    await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible()
    await expectNoSidewaysScroll(page, path)
    await page.screenshot({ path: `test-results/${path}-360.png` })
  }
})

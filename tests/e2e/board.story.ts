/** Dashboards of two people: what one moves, the other sees move, on the board and in the calendar; by drag and by keys. */
import type { Page } from '@playwright/test'
import { column, expectState, row } from './support/pages.ts'
import { invite, newPost, owner, type Person, workspaceOf } from './support/people.ts'
import { expect, test } from './support/story.ts'

const HOUR = 3_600_000

async function openBoard({ page }: Person): Promise<void> {
  await page.setViewportSize({ width: 1600, height: 900 })
  await page.goto('/?view=board')
  await expectLive(page)
}

async function expectLive(page: Page): Promise<void> {
  await expect(page.locator('[data-connection="live"]').first()).toBeAttached()
}

/** Puts it on the schedule of every channel. */
async function plan(by: Person, postId: string, at: Date, timeZone = 'UTC'): Promise<void> {
  const { id } = await workspaceOf(by)
  const channels = (await (await by.call('get', `/api/v1/channels?workspace=${id}`)).json()).items
  const channelIds = channels.map((channel: { id: string }) => channel.id)
  const body = { at: at.toISOString(), timeZone, channelIds }
  const answer = await by.call('post', `/api/v1/posts/${postId}/schedule`, body)
  expect(answer.status(), await answer.text()).toBe(200)
}

test('[FD31] [FD32] a card that one person drags moves on the other’s board, and tells where it went', async ({
  browser,
  watch,
}) => {
  watch.expectErrors(/ERR_INTERNET_DISCONNECTED|WebSocket/)
  const sam = await owner(browser)
  const mira = await invite(browser, sam, 'Mira Okafor', 'publisher')
  const title = `Dragged ${crypto.randomUUID().slice(0, 6)}`
  const { id } = await newPost(sam, title, 'Text.')
  await openBoard(sam)
  await openBoard(mira)
  await expect(column(mira.page, 'Draft').locator(row(mira.page, title))).toBeVisible()

  await row(sam.page, title).dragTo(column(sam.page, 'In review'), { targetPosition: { x: 60, y: 200 } })
  await expect(column(sam.page, 'In review').locator(row(sam.page, title))).toBeVisible()
  await expect(column(mira.page, 'In review').locator(row(mira.page, title))).toBeVisible()
  await expect(column(mira.page, 'Draft').getByText(/^To In review/)).toBeVisible()
  await expect(column(sam.page, 'Draft').getByText(/^To In review/)).toHaveCount(0)

  // Under the hand it holds still: hovered, it stays where it is until the pointer leaves.
  await row(sam.page, title).hover()
  await row(mira.page, title).dragTo(column(mira.page, 'Approved'), { targetPosition: { x: 60, y: 200 } })
  await expectState(sam.page, title, 'Approved')
  await expect(column(sam.page, 'In review').locator(row(sam.page, title))).toBeVisible()
  await sam.page.mouse.move(2, 2)
  await expect(column(sam.page, 'Approved').locator(row(sam.page, title))).toBeVisible()

  // Where it may not go, the column says why, and nothing happens.
  // Hovered once it has come to rest: a card that glides is hard to grasp.
  await row(sam.page, title).hover()
  const card = await row(sam.page, title).boundingBox()
  const attention = await column(sam.page, 'Needs attention').boundingBox()
  if (!card || !attention) throw new Error('Nothing to drag')
  await sam.page.mouse.move(card.x + 40, card.y + 12)
  await sam.page.mouse.down()
  await sam.page.mouse.move(card.x + 80, card.y + 40, { steps: 4 })
  await sam.page.mouse.move(attention.x + 60, attention.y + 200, { steps: 6 })
  await expect(sam.page.getByText('Posts come here by themselves.')).toBeVisible()
  await sam.page.mouse.up()
  await expectState(sam.page, title, 'Approved')

  // What happened while one was away is simply right: nothing tells of a move.
  await mira.page.mouse.move(2, 2)
  await mira.context.setOffline(true)
  await expect(mira.page.locator('[data-connection="offline"]').first()).toBeAttached()
  expect((await sam.call('post', `/api/v1/posts/${id}/request-changes`, {})).status()).toBe(200)
  await mira.context.setOffline(false)
  await expect(column(mira.page, 'Draft').locator(row(mira.page, title))).toBeVisible()
  await expect(mira.page.getByText(/^To Draft/)).toHaveCount(0)
})

test('[FD31] [FD61] the whole board by keyboard: J, S, the menu, focus that goes with the card, and Z to take it back', async ({
  browser,
}) => {
  const sam = await owner(browser)
  const title = `By keys ${crypto.randomUUID().slice(0, 6)}`
  await newPost(sam, title, 'Text.')
  await openBoard(sam)
  await sam.page.keyboard.press('/')
  await sam.page.keyboard.type(title)
  await expect(sam.page).toHaveURL(/q=By/)
  await sam.page.locator('main').focus()
  await sam.page.keyboard.press('j')
  await expect(sam.page.getByRole('link', { name: title })).toBeFocused()
  await sam.page.keyboard.press('s')
  const inReview = sam.page.getByRole('menuitem', { name: /In review/ })
  await expect(inReview).toBeVisible()
  await expect(sam.page.getByRole('menuitem', { name: /Approved.*Ask for review first/ })).toBeDisabled()
  await inReview.press('Enter')
  await expect(column(sam.page, 'In review').locator(row(sam.page, title))).toBeVisible()
  await expect(row(sam.page, title).locator(':focus')).toHaveCount(1)
  // Taken back by its key, and by the button of the note.
  await expect(sam.page.getByText(`${title} is now in review`)).toBeVisible()
  await sam.page.keyboard.press('z')
  await expect(column(sam.page, 'Draft').locator(row(sam.page, title))).toBeVisible()
  await expect(sam.page.getByRole('button', { name: 'Undo' })).toBeHidden()
  await row(sam.page, title).getByRole('link', { name: title }).focus()
  await sam.page.keyboard.press('s')
  await inReview.press('Enter')
  await expect(column(sam.page, 'In review').locator(row(sam.page, title))).toBeVisible()
  await sam.page.getByRole('button', { name: 'Undo' }).click()
  await expectState(sam.page, title, 'Draft')
  await sam.page.keyboard.press('g')
  await sam.page.keyboard.press('c')
  await expect(sam.page).toHaveURL(/\/calendar/)
})

test('[FD40] [FD42] a planned post is moved by drag and by keys, and the other’s calendar and board follow', async ({
  browser,
}) => {
  const sam = await owner(browser)
  const mira = await invite(browser, sam, 'Mira Okafor', 'publisher')
  const title = `Planned ${crypto.randomUUID().slice(0, 6)}`
  const post = await newPost(sam, title, 'Text.')
  const noon = new Date(Date.now() + 30 * 24 * HOUR)
  noon.setUTCHours(12, 0, 0, 0)
  // A day in the middle of its month and week, so that its neighbours are in sight.
  noon.setUTCDate(15)
  while (noon.getUTCDay() !== 3) noon.setUTCDate(noon.getUTCDate() + 1)
  await plan(sam, post.id, noon)
  const day = (days: number) => new Date(noon.getTime() + days * 24 * HOUR).toISOString().slice(0, 10)
  for (const { page } of [sam, mira]) {
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.goto(`/calendar?day=${day(0)}&zone=UTC`)
    await expectLive(page)
    await expect(page.getByText(/UTC/).first()).toBeVisible()
  }
  const on = (page: Page, days: number) =>
    page.locator(`section[data-date="${day(days)}"]`).getByRole('link', { name: new RegExp(title) })

  // By drag, to the next day: the clock stays.
  await on(sam.page, 0).dragTo(sam.page.locator(`section[data-date="${day(1)}"]`))
  await expect(on(sam.page, 1)).toContainText('12:00')
  await expect(on(mira.page, 1)).toContainText('12:00')

  // By keys: two days on, a quarter of an hour later.
  await on(mira.page, 1).focus()
  await mira.page.keyboard.press('Space')
  await mira.page.keyboard.press('ArrowRight')
  await mira.page.keyboard.press('Shift+ArrowDown')
  await expect(on(mira.page, 2)).toContainText('12:15')
  await expect(on(mira.page, 2)).toBeFocused()
  await expect(on(sam.page, 1)).toBeVisible()
  await mira.page.keyboard.press('Enter')
  await expect(on(sam.page, 2)).toContainText('12:15')

  // Esc takes back what was only on its way.
  await mira.page.keyboard.press('Space')
  await mira.page.keyboard.press('ArrowLeft')
  await expect(on(mira.page, 1)).toBeVisible()
  await mira.page.keyboard.press('Escape')
  await expect(on(mira.page, 2)).toContainText('12:15')

  // What was moved last goes back to its time.
  await mira.page.keyboard.press('z')
  await expect(on(sam.page, 1)).toContainText('12:00')
  await expect(on(mira.page, 1)).toContainText('12:00')
  await on(sam.page, 1).dragTo(sam.page.locator(`section[data-date="${day(2)}"]`))
  await expect(on(mira.page, 2)).toContainText('12:00')

  // Taken off the schedule by its menu, it leaves everybody's calendar.
  await sam.page.goto(`/calendar?day=${day(0)}&zone=UTC`)
  await on(sam.page, 2).focus()
  await sam.page.keyboard.press('s')
  await sam.page.getByRole('menuitem', { name: /Draft.*Take off the schedule/ }).press('Enter')
  await expect(on(sam.page, 2)).toHaveCount(0)
  await expect(on(mira.page, 2)).toHaveCount(0)
})

test('[CN123] without websockets the dashboard lives over HTTP, says so, and goes back when they get through', async ({
  browser,
  watch,
}) => {
  watch.expectErrors(/WebSocket|websocket/)
  const sam = await owner(browser)
  const mira = await invite(browser, sam, 'Mira Okafor', 'viewer')
  let isBlocked = true
  await mira.page.routeWebSocket(/\/collab/, socket => {
    if (isBlocked) void socket.close({ code: 1011 })
    else socket.connectToServer()
  })
  await mira.page.goto('/?view=board')
  await expect(mira.page.locator('[data-connection="live_http"]').first()).toBeAttached()
  await expect(mira.page.getByText('Live without websocket').first()).toBeVisible()
  const title = `Without sockets ${crypto.randomUUID().slice(0, 6)}`
  const post = await newPost(sam, title, 'Text.')
  await expect(row(mira.page, title)).toBeVisible()
  await sam.call('post', `/api/v1/posts/${post.id}/submit`, {})
  await expectState(mira.page, title, 'In review')
  isBlocked = false
  await expect(mira.page.locator('[data-connection="live"]').first()).toBeAttached()
  await sam.call('post', `/api/v1/posts/${post.id}/approve`, {})
  await expectState(mira.page, title, 'Approved')
})

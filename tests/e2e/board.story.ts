/** Dashboards of two people: what one moves, the other sees move, on the board and in the calendar; by drag and by keys. */
import type { Page } from '@playwright/test'
import { createDb } from '#prisma/client.ts'
import { expectAccessible } from './support/accessible.ts'
import { galley } from './support/galley.ts'
import { column, expectState, row, shortNotes } from './support/pages.ts'
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

/** As after a restore. */
async function putBack(postId: string): Promise<void> {
  const db = createDb(galley().databaseUrl, { connections: 1 })
  await db.post.update({ where: { id: postId }, data: { state: 'approved', rev: { decrement: 1 } } })
  await db.$disconnect()
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

test('[FD31] [FD32] [FD420] a card that one person drags moves on the other’s board, and tells where it went', async ({
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

  // Nor does a page keep what the database has no more: here it was put back to before that.
  await mira.context.setOffline(true)
  await expect(mira.page.locator('[data-connection="offline"]').first()).toBeAttached()
  await putBack(id)
  await mira.context.setOffline(false)
  await expect(column(mira.page, 'Approved').locator(row(mira.page, title))).toBeVisible()
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
  await expect(shortNotes(sam.page).getByText(`${title} is now in review`)).toBeVisible()
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

test('[FD284] who presses elsewhere has let a card go: the focus does not come back, and the card moves', async ({
  browser,
}) => {
  const sam = await owner(browser)
  const mira = await invite(browser, sam, 'Mira Okafor', 'publisher')
  const title = `Let go ${crypto.randomUUID().slice(0, 6)}`
  const { id } = await newPost(sam, title, 'Text.')
  await openBoard(sam)
  await sam.page.goto(`/?view=board&q=${encodeURIComponent(title)}`)
  await expectLive(sam.page)
  const link = row(sam.page, title).getByRole('link', { name: title })
  await sam.page.keyboard.press('Tab')
  for (const [press, command, to] of [
    [() => sam.page.getByRole('heading', { name: 'Posts', level: 1 }).click(), 'submit', 'In review'],
    [() => column(sam.page, 'Published').click({ position: { x: 60, y: 400 } }), 'approve', 'Approved'],
  ] as const) {
    await link.focus()
    await press()
    await expect(link).not.toBeFocused()
    await sam.page.mouse.move(2, 2)
    expect((await mira.call('post', `/api/v1/posts/${id}/${command}`, {})).status()).toBe(200)
    await expect(column(sam.page, to).locator(row(sam.page, title))).toBeVisible()
    await expect(link).not.toBeFocused()
  }
})

test('[FD282] at the width of a laptop every column is in sight and under no other; narrower, each can be scrolled to', async ({
  browser,
}) => {
  const sam = await owner(browser)
  const title = `A title that needs more than one line ${crypto.randomUUID().slice(0, 6)}`
  const { id } = await newPost(sam, title, 'Text.')
  const { id: workspaceId } = await workspaceOf(sam)
  const { items } = await (await sam.call('get', `/api/v1/channels?workspace=${workspaceId}`)).json()
  const site = items.find(({ kind }: { kind: string }) => kind === 'site')
  const published = await sam.call('post', `/api/v1/posts/${id}/publish`, { channelIds: [site.id] })
  expect(published.status(), await published.text()).toBe(200)
  await openBoard(sam)
  await expect(column(sam.page, 'Published').locator(row(sam.page, title))).toBeVisible()
  const attention = column(sam.page, 'Needs attention')
  for (const width of [1366, 1440, 1600]) {
    await sam.page.setViewportSize({ width, height: 800 })
    const right = async (name: string) => {
      const box = await column(sam.page, name).boundingBox()
      return box ? box.x + box.width : Number.NaN
    }
    expect(await right('Published'), `at ${width} px`).toBeLessThanOrEqual((await attention.boundingBox())?.x ?? 0)
    expect(await right('Needs attention')).toBeLessThanOrEqual(width)
    expect(await sam.page.evaluate(cardsOverTheirColumn), `cards at ${width} px`).toEqual([])
  }
  // Too narrow for all: the last columns go below it, and a card one steps to comes out in full.
  await sam.page.setViewportSize({ width: 1200, height: 800 })
  const link = row(sam.page, title).getByRole('link', { name: title })
  await link.focus()
  const card = await row(sam.page, title).boundingBox()
  expect((card?.x ?? 0) + (card?.width ?? 0)).toBeLessThanOrEqual((await attention.boundingBox())?.x ?? 0)
})

/** In the page. */
function cardsOverTheirColumn(): string[] {
  const columns = [...document.querySelectorAll<HTMLElement>('[data-column]')]
  return columns.flatMap(column => {
    const { right } = column.getBoundingClientRect()
    const cards = [...column.querySelectorAll<HTMLElement>('[data-row]')]
    return cards.filter(card => card.getBoundingClientRect().right > right).map(card => card.innerText)
  })
}

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

test('[FD220] [FD223] [FD620] more posts at one time than can be read beside each other are opened, and moved by keys, from their list', async ({
  browser,
}) => {
  const sam = await owner(browser)
  const { page } = sam
  const tag = crypto.randomUUID().slice(0, 6)
  // A Wednesday of its own, in the middle of its month: nothing else stands there.
  const wednesday = new Date(Date.UTC(2031 + Math.floor(Math.random() * 60), Math.floor(Math.random() * 12), 12))
  while (wednesday.getUTCDay() !== 3) wednesday.setUTCDate(wednesday.getUTCDate() + 1)
  const dayAfter = (days: number) => new Date(wednesday.getTime() + days * 24 * HOUR).toISOString().slice(0, 10)
  const [on, next] = [dayAfter(0), dayAfter(1)]
  for (let count = 0; count < 5; count++) {
    const { id } = await newPost(sam, `Crowded ${count} ${tag}`, 'Text.')
    await plan(sam, id, new Date(`${on}T09:0${count}:00.000Z`))
  }
  const workspace = `/api/v1/workspaces/${(await workspaceOf(sam)).id}`
  const slots = { timeZone: 'UTC', times: [{ day: 3, time: '09:00' }] }
  expect((await sam.call('patch', workspace, { slots })).status()).toBe(200)
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.goto(`/calendar?show=week&day=${on}&zone=UTC`)
  const day = (date: string) => page.locator(`section[data-date="${date}"]`)
  const last = (date: string) => day(date).getByRole('link', { name: new RegExp(`Crowded 4 ${tag}`) })
  await expect(day(on).getByRole('link')).toHaveCount(1)
  await day(on).getByRole('button', { name: '4 more at 09:01' }).click()
  await expect(day(on).getByRole('link')).toHaveCount(5)
  await expect(page.getByRole('button', { name: /^Next free: Wed, .*, 09:00/ })).toBeVisible()
  await expectAccessible(page, 'a crowded week')
  await sam.call('patch', workspace, { slots: null })
  await page.screenshot({ path: 'test-results/crowded-week.png' })

  await last(on).focus()
  await page.keyboard.press('Space')
  await expect(last(on)).toBeFocused()
  await page.keyboard.press('ArrowRight')
  await expect(last(next)).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(last(next)).toContainText('09:04')
  await expect(day(on).getByRole('button', { name: '3 more at 09:01' })).toBeVisible()

  // Left in the moment of the move. The month and the week beside it show the same post: its menu opens where one is.
  await page.goto(`/calendar?show=both&day=${on}&zone=UTC`)
  await expect(last(next).first(), '[FD620]').toBeVisible()
  for (const grid of ['Month', 'Week by hours']) {
    await page
      .getByRole('region', { name: grid })
      .getByRole('link', { name: new RegExp(`Crowded 4 ${tag}`) })
      .focus()
    await page.keyboard.press('s')
    await expect(page.getByRole('menuitem', { name: 'Open' }), '[FD223]').toHaveCount(1)
    await page.keyboard.press('Escape')
    await expect(page.getByRole('menu')).toHaveCount(0)
  }
})

test('[FD392] on a machine whose clock is an hour ahead nothing is overdue that is not', async ({ browser }) => {
  const sam = await owner(browser)
  const title = `Clock ${crypto.randomUUID().slice(0, 6)}`
  const { id } = await newPost(sam, title, 'Words.')
  await plan(sam, id, new Date(Date.now() + HOUR / 2))
  await sam.page.clock.install({ time: Date.now() + HOUR })
  await openBoard(sam)
  await expect(column(sam.page, 'Scheduled').getByRole('link', { name: title })).toBeVisible()
  await expect(row(sam.page, title).locator('time').first()).toContainText(/^in (29|30) min$/)
  await expect(row(sam.page, title)).not.toContainText('Was due')
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
  const online = mira.page.getByRole('region', { name: 'Online now' })
  await expect(online, '[PR220]').toContainText('Not known without a websocket')
  const title = `Without sockets ${crypto.randomUUID().slice(0, 6)}`
  const post = await newPost(sam, title, 'Text.')
  await expect(row(mira.page, title)).toBeVisible()
  await sam.call('post', `/api/v1/posts/${post.id}/submit`, {})
  await expectState(mira.page, title, 'In review')
  isBlocked = false
  await expect(mira.page.locator('[data-connection="live"]').first()).toBeAttached()
  await expect(online).toContainText('Only you')
  await sam.call('post', `/api/v1/posts/${post.id}/approve`, {})
  await expectState(mira.page, title, 'Approved')
})

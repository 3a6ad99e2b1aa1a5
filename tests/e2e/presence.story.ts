/** Who is here, as others see it: one face a person, where they are, and gone when they are gone. */
import type { Page } from '@playwright/test'
import { CallRefused } from '#prisma/seed/call.ts'
import { comeAlive } from '#prisma/seed/demo-alive.ts'
import { column, expectSaved, openPost, row, textOf, writeAtEnd } from './support/pages.ts'
import { invite, newPost, owner, type Person, workspaceOf } from './support/people.ts'
import { expect, test } from './support/story.ts'

const online = (page: Page, name: string) =>
  page.getByRole('region', { name: 'Online now' }).getByRole('listitem').filter({ hasText: name })

test('one person in several tabs: where they are, what they write, and gone with the last tab', async ({ browser }) => {
  const sam = await owner(browser)
  const title = `Tide tables ${crypto.randomUUID().slice(0, 6)}`
  const post = await newPost(sam, title, 'High water at six.')
  const aiko = await invite(browser, sam, 'Aiko Tanabe', 'editor')
  await sam.page.goto('/')

  // [PR33] Where somebody is: pages by name, the post by its title.
  await aiko.page.goto('/calendar')
  await expect(online(sam.page, 'Aiko Tanabe')).toContainText('On Calendar')
  await openPost(aiko.page, post.id)
  await textOf(aiko.page).locator('p').last().click()
  await expect(online(sam.page, 'Aiko Tanabe')).toContainText(`Editing ${title}`)
  await expect(row(sam.page, title).getByRole('img', { name: 'Aiko Tanabe' })).toBeVisible()

  // [PR36] Typing shows on the card, without opening the post, and ends by itself.
  await expect(async () => {
    await aiko.page.keyboard.type('Low water at noon. ')
    const typing = row(sam.page, title).filter({ has: sam.page.locator('[data-typing]:visible') })
    await expect(typing).toContainText('Aiko is typing', { timeout: 2_000 })
  }).toPass()
  await expect(row(sam.page, title)).not.toContainText('is typing')

  // A second tab is no second person; when the first is closed, the second one speaks.
  const second = await aiko.context.newPage()
  await second.goto('/inbox')
  await expect(online(sam.page, 'Aiko Tanabe')).toHaveCount(1)
  await aiko.page.close()
  await expect(online(sam.page, 'Aiko Tanabe')).toContainText('On Inbox')

  // [PR35] With the last tab they are gone, also after a reload.
  await second.reload()
  await expect(second.getByRole('heading', { name: 'Inbox' })).toBeVisible()
  await expect(online(second, 'Sam')).toBeVisible()
  await expect(online(sam.page, 'Aiko Tanabe')).toContainText('On Inbox')
  await second.close()
  await expect(online(sam.page, 'Aiko Tanabe')).toHaveCount(0)

  // [PR35] So is whoever was the only other person, on a page that knows of nobody else.
  await expect(sam.page.getByRole('region', { name: 'Online now' })).toContainText('Only you')
})

test('[CN79] two tabs of one person are in step, live both, and one avatar', async ({ browser }) => {
  const sam = await owner(browser)
  const mira = await invite(browser, sam, 'Mira Okafor', 'editor')
  const post = await newPost(sam, 'Twice', 'Begin.')
  await openPost(sam.page, post.id)
  await openPost(mira.page, post.id)
  const second = await mira.context.newPage()
  await openPost(second, post.id)
  await writeAtEnd(mira.page, ' one')
  await expect(textOf(second)).toContainText('Begin. one')
  await writeAtEnd(second, ' two')
  await expect(textOf(mira.page)).toContainText('Begin. one two')
  for (const page of [mira.page, second]) await expectSaved(page)
  for (const page of [sam.page, mira.page, second]) {
    const here = page.getByRole('list', { name: /In this post/ })
    await expect(here.getByRole('img', { name: 'Mira Okafor' })).toHaveCount(1)
    await expect(here.getByRole('img', { name: 'Sam Lindqvist' })).toHaveCount(1)
  }
})

test('[PR33] to whom may not see the post somebody is elsewhere, and no frame names it', async ({ browser }) => {
  const sam = await owner(browser)
  const title = `Not for all ${crypto.randomUUID().slice(0, 6)}`
  const post = await newPost(sam, title, 'Between us.')
  const jonas = await invite(browser, sam, 'Jonas Weber', 'editor')
  const frames: string[] = []
  jonas.page.on('websocket', socket =>
    socket.on('framereceived', ({ payload }) => frames.push(Buffer.from(payload).toString('latin1'))),
  )
  await jonas.page.goto('/')
  await openPost(sam.page, post.id)
  await textOf(sam.page).locator('p').last().click()
  await expect(online(jonas.page, 'Sam Lindqvist')).toContainText(`Editing ${title}`)
  const privately = await sam.call('patch', `/api/v1/posts/${post.id}/access`, { access: 'private' })
  expect(privately.status(), await privately.text()).toBe(200)
  await expect(online(jonas.page, 'Sam Lindqvist')).toContainText('Elsewhere')
  frames.length = 0
  await sam.page.keyboard.type('Only here.')
  await sam.page.reload()
  await textOf(sam.page).locator('p').last().click()
  await sam.page.keyboard.type('And here.')
  await expectSaved(sam.page)
  await jonas.page.reload()
  await expect(online(jonas.page, 'Sam Lindqvist')).toContainText('Elsewhere')
  expect(frames.length).toBeGreaterThan(0)
  expect(frames.filter(frame => frame.includes(post.id) || frame.includes(title))).toEqual([])
})

test('[PR77] away when all tabs on all devices rest, back with any, gone within three seconds of the last', async ({
  browser,
  watch,
}) => {
  const sam = await owner(browser)
  const name = `Zora ${crypto.randomUUID().slice(0, 6)}`
  const zora = await invite(browser, sam, name, 'editor')
  await sam.page.goto('/')
  const other = await browser.newContext({ storageState: await zora.context.storageState() })
  watch.follow(other)
  const phone = await other.newPage()
  for (const page of [zora.page, phone]) await page.clock.install()
  await zora.page.goto('/calendar')
  await expect(online(sam.page, name)).toContainText('On Calendar')
  await phone.goto('/inbox')
  await expect(phone.getByRole('heading', { name: 'Inbox' })).toBeVisible()
  await expect(online(sam.page, name)).toHaveCount(1)

  await zora.page.clock.fastForward('06:00')
  await expect(online(sam.page, name)).toContainText('On Inbox')
  await phone.clock.fastForward('06:00')
  await expect(online(sam.page, name)).toContainText('Away')
  await zora.page.keyboard.press('Shift')
  await expect(online(sam.page, name)).toContainText('On Calendar')

  await phone.close()
  await expect(online(sam.page, name)).toContainText('On Calendar')
  await zora.page.close()
  await expect(online(sam.page, name)).toHaveCount(0, { timeout: 3_000 })
})

test('[PR85] where faces find no room they are counted, on a phone as on a wide screen', async ({ browser }) => {
  const sam = await owner(browser)
  const post = await newPost(sam, `Crowded ${crypto.randomUUID().slice(0, 6)}`, 'Between us.')
  const names = ['Aiko Tanabe', 'Bo Ek', 'Cem Ay', 'Dora Fuchs']
  for (const name of names) await openPost((await invite(browser, sam, name, 'editor')).page, post.id)
  const { page } = sam
  await openPost(page, post.id)
  const pile = page.getByRole('banner').getByRole('list', { name: /^In this post/ })
  const counted = async () => {
    const faces = await pile.getByRole('img').count()
    const more = await pile
      .getByText(/^\+\d+$/)
      .filter({ visible: true })
      .allTextContents()
    return { faces, all: faces + Number(more.join('') || 0) }
  }
  await expect.poll(counted).toEqual({ faces: 3, all: 5 })
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    for (const width of [1280, 700, 430, 360, 320]) {
      await page.setViewportSize({ width, height: 740 })
      await expect.poll(async () => (await counted()).all, `${width} px`).toBe(5)
      const cut = await pile.evaluate(list =>
        [...list.children].some(item => item.getBoundingClientRect().right > list.getBoundingClientRect().right + 0.5),
      )
      expect(cut, `${width} px`).toBe(false)
    }
    await page.screenshot({ path: `test-results/faces-320-${theme}.png` })
  }
})

test('[FD221] the team of the sample is seen at work: written, read, approved, and gone when it stops', async ({
  browser,
}) => {
  const sam = await owner(browser)
  const aiko = await invite(browser, sam, 'Aiko Tanabe', 'editor')
  const mira = await invite(browser, sam, 'Mira Okafor', 'publisher')
  const jonas = await invite(browser, sam, 'Jonas Weber', 'viewer')
  const tag = crypto.randomUUID().slice(0, 6)
  const written = await newPost(sam, `Written ${tag}`, 'What goes into a note.')
  const judged = await newPost(sam, `Judged ${tag}`, 'The map remembers now.')
  await sam.call('post', `/api/v1/posts/${judged.id}/submit`, {})
  const member = (person: Person) => ({
    call: async (method: string, path: string, body?: unknown) => {
      const answer = await person.call(method === 'POST' ? 'post' : 'get', path, body)
      if (!answer.ok()) throw new CallRefused(`${method} ${path}`, answer.status(), await answer.text())
      return answer.json()
    },
  })
  await sam.page.setViewportSize({ width: 1600, height: 900 })
  await sam.page.goto('/?view=board')
  const team = {
    workspaceId: (await workspaceOf(sam)).id,
    writer: member(aiko),
    judge: member(mira),
    reader: member(jonas),
    posts: { written: written.id, judged: judged.id },
  }
  const { done, stop } = comeAlive(team, { letterMs: 40, restMs: 1_500, rounds: 5 })
  await expect(online(sam.page, 'Mira Okafor')).toContainText('On Calendar')
  await expect(online(sam.page, 'Jonas Weber')).toContainText(`Viewing Written ${tag}`)
  await expect(row(sam.page, `Written ${tag}`)).toContainText('Aiko is typing')
  await expect(column(sam.page, 'Approved').locator(row(sam.page, `Judged ${tag}`))).toBeVisible()
  const text = await openPost(sam.page, written.id)
  await expect(text).toContainText('It says what we knew at each hour, and not what we know now.')
  // The oldest of what was written so goes, and nothing of anybody else's.
  await expect(text).toContainText('Nobody is blamed by name, and nothing is left out for it.')
  await expect(text).not.toContainText('A note is written by whoever was on watch')
  await expect(text).toContainText('What goes into a note.')
  stop()
  await done
  await sam.page.goto('/?view=board')
  for (const name of ['Aiko Tanabe', 'Mira Okafor', 'Jonas Weber']) await expect(online(sam.page, name)).toHaveCount(0)

  // A post that somebody has moved is theirs; that the judge may not judge is told.
  const round = { letterMs: 1, restMs: 1, rounds: 1 }
  await sam.call('post', `/api/v1/posts/${judged.id}/archive`, {})
  await comeAlive(team, round).done
  await expect(comeAlive({ ...team, judge: member(jonas) }, round).done).rejects.toThrow('"forbidden"')
})

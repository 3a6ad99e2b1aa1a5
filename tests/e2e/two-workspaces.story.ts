/** Somebody with a dashboard open joins a second workspace, looks at it, is taken out of it, and leaves it themselves. */

import { createDb } from '#prisma/client.ts'
import { addWorkspace } from '#tests/support/people-and-posts.ts'
import { expectAccessible } from './support/accessible.ts'
import { galley } from './support/galley.ts'
import { row } from './support/pages.ts'
import { invite, owner, type Person, workspaceOf } from './support/people.ts'
import { expect, test } from './support/story.ts'

/** No page makes a second workspace. */
async function secondWorkspace(by: Person, name: string): Promise<string> {
  const db = createDb(galley().databaseUrl, { connections: 1 })
  try {
    return await addWorkspace(db, name, { [by.id]: 'owner' })
  } finally {
    await db.$disconnect()
  }
}

test('[FD351] [FD5] [FD422] [FD423] a workspace that is joined, renamed and lost shows and goes at once, in the menu and with its posts', async ({
  browser,
  watch,
}) => {
  // What was open of a workspace is refused when one is taken out of it.
  watch.expectErrors(/40[134]|ERR_FAILED/)
  const sam = await owner(browser)
  const first = await workspaceOf(sam)
  const mira = await invite(browser, sam, 'Mira Okafor', 'editor')
  const ole = await invite(browser, sam, 'Ole Brandt', 'editor')
  const name = `Harbour-${crypto.randomUUID().slice(0, 6)}`
  const second = await secondWorkspace(ole, name)
  const title = `Only in ${name}`
  expect((await ole.call('post', '/api/v1/posts', { workspaceId: second, title })).ok()).toBe(true)
  const joins = async () => {
    const invitation = await ole.call('post', `/api/v1/workspaces/${second}/invitations`, {
      email: mira.email,
      role: 'editor',
    })
    const { id } = await invitation.json()
    expect((await mira.call('post', `/api/v1/invitations/${id}/accept`, {})).status()).toBeLessThan(300)
  }
  const { page } = mira
  const here = page.getByRole('button', { name: /^Workspace/ })
  const goTo = async (word: string) => {
    await here.click()
    await page.getByRole('menuitemradio', { name: word, exact: true }).click()
    await expect(here).toContainText(word)
  }
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.goto('/')
  await expect(here).toContainText(first.name)

  // Joined elsewhere: it is in the menu of this page, and its posts are there.
  await joins()
  await goTo(name)
  await expect(row(page, title)).toBeVisible()
  await expectAccessible(page, 'the dashboard of a second workspace')
  await ole.call('patch', `/api/v1/workspaces/${second}`, { name: `${name} North` })
  await expect(here).toContainText(`${name} North`)

  // Another window chooses another workspace: this one goes on in its own, and follows what others do there.
  const window = await mira.context.newPage()
  await window.goto('/settings/members')
  await expect(window.getByRole('row', { name: /Ole Brandt/ })).toBeVisible()
  await goTo(first.name)
  await window.getByRole('link', { name: 'Workspace', exact: true }).click()
  await expect(window.getByLabel('Name', { exact: true })).toHaveValue(`${name} North`)
  await window.getByRole('link', { name: 'Channels', exact: true }).click()
  await expect(window.getByRole('list', { name: 'Channels' })).toBeVisible()
  const radio = { workspaceId: second, kind: 'demo', name: 'Harbour radio', settings: {} }
  expect((await ole.call('post', '/api/v1/channels', radio)).status()).toBe(201)
  await expect(window.getByText('Harbour radio')).toBeVisible()
  await window.close()
  await goTo(`${name} North`)

  // Taken out while looking at it, and while it is only in the menu.
  const takeOut = () => ole.call('delete', `/api/v1/workspaces/${second}/members/${mira.id}`)
  expect((await takeOut()).status()).toBeLessThan(300)
  await expect(here).toContainText(first.name)
  await expect(row(page, title)).toHaveCount(0)
  // It does not take the page away that is in sight, although one had chosen it before.
  await joins()
  await here.click()
  const inMenu = page.getByRole('menuitemradio', { name: `${name} North` })
  await expect(inMenu).toBeVisible()
  await expect(here).toContainText(first.name)
  expect((await takeOut()).status()).toBeLessThan(300)
  await expect(inMenu).toHaveCount(0)
  await page.keyboard.press('Escape')

  // Left by oneself: back where one still is.
  await joins()
  await goTo(`${name} North`)
  await page.goto('/settings/members')
  await page.getByRole('button', { name: `Leave ${name} North` }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Leave', exact: true }).click()
  await expect(page).toHaveURL(/\/$/)
  await expect(here).toContainText(first.name)
  await expect(row(page, title)).toHaveCount(0)
  expect((await mira.call('get', `/api/v1/workspaces/${second}`)).status()).toBe(404)
})

/** What is done to a member: asked first, acts at once on what they have open, and says why it was not done. */
import { expectAccessible, expectNoSidewaysScroll } from './support/accessible.ts'
import { openPost, textOf } from './support/pages.ts'
import { invite, newPost, owner, workspaceOf } from './support/people.ts'
import { expect, test } from './support/story.ts'

test('[AU61] a member is suspended, let in again and removed by the list of members', async ({ browser, watch }) => {
  // A lost right closes what is open, and the page asks the server why.
  watch.expectErrors(/40[134]|ERR_FAILED/)
  const sam = await owner(browser)
  const name = `Nadia ${crypto.randomUUID().slice(0, 6)}`
  const nadia = await invite(browser, sam, name, 'editor')
  const { id } = await newPost(sam, `Kept ${crypto.randomUUID().slice(0, 6)}`, 'Words that stay.')
  await openPost(nadia.page, id)
  await expect(textOf(nadia.page)).toHaveAttribute('contenteditable', 'true')

  const { page } = sam
  await page.goto('/settings/members')
  const question = page.getByRole('dialog')
  const ask = (deed: string) => page.getByRole('button', { name: deed, exact: true }).click()

  // Left as it is, nothing happens.
  await ask(`Suspend ${name}`)
  await expect(question).toContainText('They can do nothing here until they are let in again')
  await question.getByRole('button', { name: 'Leave it' }).click()
  await expect(question).toHaveCount(0)

  // What goes wrong is said in the question, which stays open for the next try.
  await page.route('**/api/v1/workspaces/*/members/**', route => route.abort())
  await ask(`Suspend ${name}`)
  await question.getByRole('button', { name: `Suspend ${name}` }).click()
  await expect(question.getByRole('alert')).toBeVisible()
  await page.unroute('**/api/v1/workspaces/*/members/**')
  await question.getByRole('button', { name: `Suspend ${name}` }).click()
  await expect(question).toHaveCount(0)
  await expect(page.getByRole('button', { name: `Let ${name} in again`, exact: true })).toBeVisible()
  expect((await nadia.call('get', `/api/v1/posts/${id}`)).ok()).toBe(false)
  await expect(textOf(nadia.page).and(nadia.page.locator('[contenteditable=true]'))).toHaveCount(0)

  await ask(`Let ${name} in again`)
  await expect(question).toContainText('They may do again what their role allows, at once.')
  await question.getByRole('button', { name: `Let ${name} in again` }).click()
  await expect(question).toHaveCount(0)
  await expect(page.getByRole('button', { name: `Suspend ${name}`, exact: true })).toBeVisible()

  await ask(`Remove ${name}`)
  await expect(question).toContainText('Their texts stay, under their name.')
  await question.getByRole('button', { name: `Remove ${name}` }).click()
  await expect(question).toHaveCount(0)
  await expect(page.getByRole('button', { name: `Remove ${name}`, exact: true })).toHaveCount(0)
  expect((await nadia.call('get', `/api/v1/posts/${id}`)).ok()).toBe(false)
})

test('[AU240] an invitation is taken back by the list of members, and its link opens nothing', async ({ browser }) => {
  const sam = await owner(browser)
  const { page } = sam
  const email = `wrong.${crypto.randomUUID().slice(0, 6)}@saltmarsh.example`
  const { id } = await workspaceOf(sam)
  const invitation = await (
    await sam.call('post', `/api/v1/workspaces/${id}/invitations`, { email, role: 'editor' })
  ).json()
  const guest = await (await browser.newContext()).newPage()
  await guest.goto(`/invitations/${invitation.id}`)
  await expect(guest.getByRole('button', { name: 'Join' })).toBeVisible()

  await page.goto('/settings/members')
  const takeBack = page.getByRole('button', { name: `Take back the invitation of ${email}` })
  await takeBack.press('Enter')
  await expect(page.getByRole('dialog')).toContainText('opens nothing from then on')
  await expectAccessible(page, 'the question before an invitation is taken back')
  await page.getByRole('button', { name: 'Take it back' }).press('Enter')
  await expect(page.getByText(email)).toHaveCount(0)
  await guest.reload()
  await expect(guest.getByText('This invitation has ended')).toBeVisible()
  await page.setViewportSize({ width: 360, height: 740 })
  await expectNoSidewaysScroll(page, 'members')
})

/** Several values of one filter: by mouse, by keys, in the address, from shape to shape, and in saved views. */
import type { Page } from '@playwright/test'
import { expectAccessible, expectNoSidewaysScroll } from './support/accessible.ts'
import { column, row } from './support/pages.ts'
import { newPost, owner, type Person, workspaceOf } from './support/people.ts'
import { expect, test } from './support/story.ts'

const chips = (page: Page, filter: string) =>
  page.getByRole('group', { name: filter, exact: true }).locator('[data-chip]')
const choice = (page: Page, name: string) => page.getByRole('menuitemcheckbox', { name, exact: true })
const asked = (page: Page, key: string) => new URL(page.url()).searchParams.getAll(key)

/** A draft, one in review, one approved and one on the schedule, found by their word. */
async function fourPosts(by: Person): Promise<{ word: string; planned: Date }> {
  const word = `Sieve${crypto.randomUUID().slice(0, 6)}`
  const made = async (state: string) => (await newPost(by, `${word} ${state}`, 'Text.')).id
  await made('draft')
  const command = async (id: string, name: string, body = {}) => {
    const answer = await by.call('post', `/api/v1/posts/${id}/${name}`, body)
    expect(answer.status(), await answer.text()).toBe(200)
  }
  await command(await made('review'), 'submit')
  const approved = await made('approved')
  await command(approved, 'submit')
  await command(approved, 'approve')
  const { id: workspaceId } = await workspaceOf(by)
  const { items } = await (await by.call('get', `/api/v1/channels?workspace=${workspaceId}`)).json()
  const site = items.find(({ kind }: { kind: string }) => kind === 'site')
  const planned = new Date(Date.UTC(2031 + Math.floor(Math.random() * 60), 3, 15, 9))
  await command(await made('scheduled'), 'schedule', {
    at: planned.toISOString(),
    timeZone: 'UTC',
    channelIds: [site.id],
  })
  return { word, planned }
}

test('[FD280] [FD281] draft or in review: ticked by keys, read on chips, kept by the address, the shapes and a saved view', async ({
  browser,
}) => {
  const sam = await owner(browser)
  const { page } = sam
  const { word, planned } = await fourPosts(sam)
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.goto(`/?view=board&q=${word}`)
  await expect(page.getByRole('article')).toHaveCount(4)

  // The menu stays for the next one, and where it is: by keys alone.
  const button = page.getByRole('button', { name: 'Add a filter' })
  await button.focus()
  await page.keyboard.press('Enter')
  await choice(page, 'Draft').focus()
  await page.keyboard.press('Space')
  await expect(choice(page, 'Draft')).toBeChecked()
  await choice(page, 'In review').focus()
  await page.keyboard.press('Space')
  await expect(choice(page, 'In review')).toBeChecked()
  await expectAccessible(page, 'the menu of filters')
  await page.keyboard.press('Escape')
  await expect(button).toBeFocused()
  await expect(page.getByRole('article')).toHaveCount(2)
  await expect(column(page, 'Draft').locator(row(page, `${word} draft`))).toBeVisible()
  await expect(column(page, 'In review').locator(row(page, `${word} review`))).toBeVisible()
  expect(asked(page, 'status')).toEqual(['draft', 'review'])
  await expect(chips(page, 'Status')).toHaveText(['Draft, remove this filter', 'In review, remove this filter'])
  await expect(page.locator('[data-live=polite]')).toContainText(/2 of \d+/)

  // As it was on a new page, and by somebody who is sent the address.
  await page.reload()
  await expect(page.getByRole('article')).toHaveCount(2)
  await page.getByRole('button', { name: 'Saved views' }).click()
  await page.getByRole('menuitem', { name: 'Save this view…' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill(word)
  await page.keyboard.press('Enter')

  // A list has the same, and its buttons take away and put back.
  await page.getByRole('navigation', { name: 'View' }).getByRole('link', { name: 'List' }).click()
  await expect(page).toHaveURL(/view=list/)
  await expect(row(page, `${word} draft`)).toBeVisible()
  await expect(page.locator('[data-row]')).toHaveCount(2)
  await page.getByRole('button', { name: /^Approved \d/ }).click()
  await expect(page.locator('[data-row]')).toHaveCount(3)
  await expect(page.getByText(/^3 of /)).toBeVisible()
  await page.getByRole('button', { name: /^Draft \d/ }).click()
  await expect(row(page, `${word} draft`)).toHaveCount(0)
  await expectAccessible(page, 'a list of two statuses')

  // Taken away by its chip, the next one has the focus; after the last, the menu.
  await chips(page, 'Status').first().focus()
  await page.keyboard.press('Enter')
  await expect(chips(page, 'Status')).toHaveCount(1)
  await expect(chips(page, 'Status')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(button).toBeFocused()
  await expect(page.locator('[data-row]')).toHaveCount(4)

  // On to the calendar, with what it is narrowed by.
  await button.click()
  await choice(page, 'Scheduled').click()
  await choice(page, 'Draft').click()
  await page.keyboard.press('Escape')
  await page.getByRole('navigation', { name: 'View' }).getByRole('link', { name: 'Calendar' }).click()
  await expect(page).toHaveURL(/\/calendar\?/)
  expect(asked(page, 'status')).toEqual(['scheduled', 'draft'])
  await page.goto(`${page.url()}&day=${planned.toISOString().slice(0, 10)}&zone=UTC`)
  const entry = page.getByRole('link', { name: new RegExp(`${word} scheduled`) })
  await expect(entry).toBeVisible()
  await expect(page.getByRole('button', { name: 'No time yet (1)' })).toBeVisible()
  await expect(chips(page, 'Words')).toContainText(word)
  await expectAccessible(page, 'a calendar of two statuses')
  await chips(page, 'Status').filter({ hasText: 'Scheduled' }).click()
  await expect(entry).toHaveCount(0)
  await page.getByRole('button', { name: 'Saved views' }).click()
  await page.getByRole('menuitem', { name: 'Save this view…' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill(`${word} days`)
  await page.keyboard.press('Enter')

  // Each saved view leads to its own shape, from wherever it is opened.
  await page.getByRole('button', { name: 'Saved views' }).click()
  await page.getByRole('menuitem', { name: word, exact: true }).click()
  await expect(page).toHaveURL(/\/\?view=board/)
  await expect(chips(page, 'Status')).toHaveCount(2)
  await expect(page.getByRole('article')).toHaveCount(2)
  await page.getByRole('button', { name: 'Saved views' }).click()
  await page.getByRole('menuitem', { name: `${word} days` }).click()
  await expect(page).toHaveURL(/\/calendar\?/)
  await expect(chips(page, 'Status')).toHaveText(['Draft, remove this filter'])

  for (const path of [`/?view=board`, '/?view=list', '/calendar?show=week']) {
    await page.setViewportSize({ width: 360, height: 760 })
    await page.goto(`${path}&q=${word}&status=draft&status=review&status=approved&by=${sam.id}`)
    await expect(chips(page, 'Status')).toHaveCount(3)
    await expectNoSidewaysScroll(page, path)
  }
})

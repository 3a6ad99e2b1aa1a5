/** Parts of the pages, by what people read on them. */
import { expect, type Locator, type Page } from '@playwright/test'

export function textOf(page: Page): Locator {
  return page.getByRole('textbox', { name: 'Post text, title first' })
}

export function saveSign(page: Page): Locator {
  return page.getByTitle('What is stored')
}

/** Opens a post and waits until its text is there. */
export async function openPost(page: Page, postId: string): Promise<Locator> {
  await page.goto(`/posts/${postId}`)
  const text = textOf(page)
  await expect(text).toBeVisible()
  return text
}

export async function expectSaved(page: Page): Promise<void> {
  await expect(saveSign(page)).toHaveAttribute('data-save', 'saved')
}

/** Types at the end of the text, as a hand would. */
export async function writeAtEnd(page: Page, words: string): Promise<void> {
  await textOf(page).locator('p').last().click()
  await page.keyboard.press('ControlOrMeta+End')
  await page.keyboard.type(words)
}

/**
 * From anywhere in the text: words of its first paragraph, letter by letter, by somebody who sees what is selected. A key
 * that comes in the very moment something is drawn may be lost.
 */
export async function selectByKeys(page: Page, words: string): Promise<void> {
  const before = await textOf(page).evaluate(
    (element, wanted) => (element.querySelector('p')?.textContent ?? '').indexOf(wanted),
    words,
  )
  await expect(async () => {
    for (const key of ['ControlOrMeta+Home', 'ArrowDown', 'Home']) await page.keyboard.press(key)
    for (let index = 0; index < before; index++) await page.keyboard.press('ArrowRight')
    for (let index = 0; index < words.length; index++) await page.keyboard.press('Shift+ArrowRight')
    expect(await page.evaluate(() => String(getSelection()))).toBe(words)
  }).toPass()
  // The editor knows of it.
  await expect(page.getByRole('button', { name: 'Comment', exact: true }).first()).toBeVisible()
}

/** A post on the dashboard: its card on the board, or its row in the list. */
export function row(page: Page, title: string): Locator {
  return page.locator('[data-row]').filter({ has: page.getByRole('link', { name: title, exact: true }) })
}

/** The section of the board with that heading. */
export function column(page: Page, word: string): Locator {
  return page.getByRole('region', { name: 'Posts by status' }).getByRole('region', { name: new RegExp(`^${word},`) })
}

export async function expectState(page: Page, title: string, word: string): Promise<void> {
  await expect(row(page, title)).toHaveAttribute('data-state', word.toLowerCase().replaceAll(' ', '_'))
}

/** The unread badge beside Inbox in the side bar. */
export function unreadBadge(page: Page): Locator {
  return page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('link', { name: /^Inbox/ })
    .first()
}

/** What the page notes in its corner for a moment. The same words may stand in what is read out, which nobody sees. */
export function shortNotes(page: Page): Locator {
  return page.getByRole('region', { name: /^Short notes/ })
}

/** A whole conversation with the keyboard alone: nobody here has a pointer. */
import type { Locator, Page } from '@playwright/test'
import { expectAccessible } from './support/accessible.ts'
import { openPost, selectByKeys, textOf, unreadBadge } from './support/pages.ts'
import { invite, newPost, owner } from './support/people.ts'
import { expect, test } from './support/story.ts'

const WORDS = 'It speaks every ten minutes, and nobody listens.'
const MOST_STEPS = 80

const panel = (page: Page) => page.getByRole('complementary', { name: 'Comments' })
const card = (page: Page, quote: string) => panel(page).getByRole('article', { name: `Thread on “${quote}”` })
const send = (page: Page) => page.keyboard.press('ControlOrMeta+Enter')

/** Goes there as a keyboard does, part by part. */
async function walkTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await expect(target).toBeVisible()
  for (let step = 0; step < MOST_STEPS; step++) {
    if (await target.evaluate(element => element === document.activeElement)) return
    await page.keyboard.press(key)
  }
  await expect(target, `reached in ${MOST_STEPS} steps of ${key}`).toBeFocused()
}

async function press(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await walkTo(page, target, key)
  await page.keyboard.press('Enter')
}

/** Opens a menu and stands on that entry of it. */
async function openMenu(page: Page, button: Locator, entry: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await press(page, button, key)
  await expect(page.getByRole('menuitem', { name: entry })).toBeVisible()
  await page.keyboard.press('Home')
  for (let step = 0; step < 10; step++) {
    if (await page.getByRole('menuitem', { name: entry }).evaluate(item => item === document.activeElement)) break
    await page.keyboard.press('ArrowDown')
  }
  await expect(page.getByRole('menuitem', { name: entry })).toBeFocused()
}

test('[CM61] select, comment, mention, open from the inbox, answer, react, edit, walk, resolve, reopen, remove, put away', async ({
  browser,
}) => {
  const sam = await owner(browser)
  // Others of that name may be here.
  const surname = `Brandt${crypto.randomUUID().slice(0, 6)}`
  const keya = await invite(browser, sam, `Keya ${surname}`, 'commenter')
  const title = `By hand ${crypto.randomUUID().slice(0, 6)}`
  const { id } = await newPost(sam, title, WORDS)
  await keya.page.goto('/')
  await openPost(sam.page, id)

  await walkTo(sam.page, textOf(sam.page))
  await selectByKeys(sam.page, 'ten minutes')
  await sam.page.keyboard.press('ControlOrMeta+Alt+m')
  await sam.page.keyboard.type(`Ten, or twelve? @${surname}`)
  await expect(sam.page.getByRole('option', { name: keya.name }).first()).toBeVisible()
  await sam.page.keyboard.press('Enter')
  await send(sam.page)
  await expect(card(sam.page, 'ten minutes')).toContainText(`@${keya.name}`)
  await sam.page.keyboard.press('Escape')
  await expect(textOf(sam.page)).toBeFocused()
  await selectByKeys(sam.page, 'speaks every ten')
  await sam.page.keyboard.press('ControlOrMeta+Alt+m')
  await sam.page.keyboard.type('And does it?')
  await send(sam.page)
  await expect(card(sam.page, 'speaks every ten')).toBeVisible()

  // Her bell rings wherever she is; the inbox leads her to the thread.
  await expect(unreadBadge(keya.page)).toContainText(/\d/)
  await keya.page.keyboard.press('g')
  await keya.page.keyboard.press('i')
  const notice = keya.page.getByRole('link', { name: new RegExp(`mentioned you in .*${title}`) })
  await press(keya.page, notice)
  await expect(card(keya.page, 'ten minutes')).toHaveAttribute('data-active', 'true')

  await openMenu(keya.page, card(keya.page, 'ten minutes').getByRole('button', { name: 'React' }).first(), 'Agree')
  await keya.page.keyboard.press('Enter')
  await expect(card(sam.page, 'ten minutes').getByRole('button', { name: `Agree, 1: ${keya.name}` })).toBeAttached()
  await walkTo(keya.page, keya.page.getByRole('textbox', { name: 'Reply' }))
  await keya.page.keyboard.type('Ten. I cuonted.')
  await send(keya.page)
  const mine = card(keya.page, 'ten minutes').getByRole('button', { name: `More about the comment of ${keya.name}` })
  await openMenu(keya.page, mine, 'Edit', 'Shift+Tab')
  await keya.page.keyboard.press('Enter')
  const edit = keya.page.getByRole('textbox', { name: 'Edit your comment' })
  await expect(edit).toBeFocused()
  await keya.page.keyboard.press('ControlOrMeta+a')
  await keya.page.keyboard.type('Ten. I counted.')
  await send(keya.page)
  await expect(edit).toHaveCount(0)

  // He goes from thread to thread, in the order of the text and back, and reads it.
  await walkTo(sam.page, textOf(sam.page), 'Shift+Tab')
  const active = panel(sam.page).locator('article[data-active]')
  await sam.page.keyboard.press('ControlOrMeta+Home')
  await sam.page.keyboard.press('Alt+ArrowDown')
  await expect(active).toHaveCount(1)
  const first = (await active.getAttribute('aria-label')) ?? ''
  await sam.page.keyboard.press('Alt+ArrowDown')
  await expect(active).not.toHaveAttribute('aria-label', first)
  await sam.page.keyboard.press('Alt+ArrowUp')
  await expect(active).toHaveAttribute('aria-label', first)
  if (!first.includes('ten minutes')) await sam.page.keyboard.press('Alt+ArrowDown')
  await expect(active).toContainText('Ten. I counted.')
  await expect(active).toContainText('edited')
  await expectAccessible(sam.page, 'a conversation by keyboard')

  await press(sam.page, card(sam.page, 'ten minutes').getByRole('button', { name: 'Resolve' }))
  await press(sam.page, panel(sam.page).getByRole('button', { name: /^Resolved/ }), 'Shift+Tab')
  await press(sam.page, card(sam.page, 'ten minutes').getByRole('button', { name: 'ten minutes', exact: true }))
  await press(sam.page, card(sam.page, 'ten minutes').getByRole('button', { name: 'Reopen' }))
  await expect(textOf(keya.page).locator('[data-threads]').first()).toBeVisible()

  await walkTo(keya.page, textOf(keya.page), 'Shift+Tab')
  await keya.page.keyboard.press('Alt+ArrowDown')
  if ((await panel(keya.page).locator('article[data-active]').getAttribute('aria-label'))?.includes('speaks'))
    await keya.page.keyboard.press('Alt+ArrowDown')
  await openMenu(keya.page, mine, 'Remove')
  await keya.page.keyboard.press('Enter')
  await expect(panel(sam.page).getByText('Ten. I counted.')).toHaveCount(0)

  await keya.page.keyboard.press('Escape')
  await keya.page.goto('/inbox')
  await expect(keya.page.getByRole('heading', { name: 'Today' })).toBeVisible()
  await keya.page.keyboard.press('j')
  await expect(notice).toBeFocused()
  await keya.page.keyboard.press('Backspace')
  await expect(notice).toHaveCount(0)
})

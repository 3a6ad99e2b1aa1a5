/** Parts of an open post that come after it: there when the network goes, and said to be missing when it went too early. */
import type { Page } from '@playwright/test'
import { goOffline } from './support/device.ts'
import { expectSaved, openPost, saveSign, textOf, writeAtEnd } from './support/pages.ts'
import { invite, newPost, owner } from './support/people.ts'
import { expect, test } from './support/story.ts'

const WORDS = 'A buoy speaks every ten minutes, and nobody listens.'
const DISCONNECTED = /ERR_INTERNET_DISCONNECTED|ERR_ADDRESS_UNREACHABLE|WebSocket connection/

/** The browser never says that the page has come to rest. */
async function holdRest(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.requestIdleCallback = () => 0
  })
}

const aside = (page: Page, name: string) => page.getByRole('complementary', { name })

test('[PR80] an open post that has come to rest needs no network for its panels, dialogs and menus', async ({
  browser,
  watch,
}) => {
  watch.expectErrors(DISCONNECTED)
  const sam = await owner(browser)
  const { page, context } = sam
  const { id } = await newPost(sam, `Rested ${crypto.randomUUID().slice(0, 6)}`, WORDS)
  await openPost(page, id)
  await expectSaved(page)
  await page.locator('[data-whole]').waitFor()
  await goOffline(page)

  await page.getByRole('button', { name: 'Publish…' }).click()
  await expect(aside(page, 'Post details').getByRole('heading', { name: 'Goes to' })).toBeVisible()
  await aside(page, 'Post details').getByRole('tab', { name: 'Comments' }).click()
  await expect(aside(page, 'Comments')).toContainText('You are offline.')
  await page.getByRole('button', { name: 'Share…' }).click()
  await expect(page.getByRole('dialog')).toContainText('Share')
  await page.keyboard.press('Escape')
  await writeAtEnd(page, ' See https://buoys.example.org now')
  await expect(textOf(page).getByRole('link', { name: 'https://buoys.example.org' })).toBeVisible()
  await page.getByRole('button', { name: 'Insert' }).click()
  await expect(page.getByRole('menuitem').first()).toBeVisible()
  await page.keyboard.press('Escape')
  await saveSign(page).click()
  await expect(page.getByRole('dialog', { name: 'What is stored' })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Link', exact: true }).first().click()
  await expect(page.getByRole('dialog', { name: /link/i })).toBeVisible()
  await page.keyboard.press('Escape')

  await context.setOffline(false)
  await expectSaved(page)
})

test('[PR81] [CM410] a part that cannot be loaded says so; the text goes on, and no key is lost', async ({
  browser,
  watch,
}) => {
  watch.expectErrors(/ERR_FAILED/)
  const sam = await owner(browser)
  const { page } = sam
  const { id } = await newPost(sam, `Early ${crypto.randomUUID().slice(0, 6)}`, WORDS)
  await holdRest(page)
  await openPost(page, id)
  await expectSaved(page)
  await page.route('**/_next/static/**', route => route.abort())

  await page.getByRole('button', { name: 'Share…' }).click()
  const trouble = page.getByRole('alert').filter({ hasText: 'Sharing could not be loaded.' })
  await expect(trouble).toBeVisible()
  await trouble.getByRole('button', { name: 'Close' }).click()
  await expect(trouble).toHaveCount(0)
  await page.getByRole('button', { name: 'Publish…' }).click()
  await expect(aside(page, 'Post details').getByRole('alert')).toContainText('Publishing could not be loaded.')

  await writeAtEnd(page, ' Still written.')
  await page.keyboard.press('ControlOrMeta+Alt+m')
  await page.keyboard.type('Is it so?')
  const box = aside(page, 'Comments').getByRole('textbox')
  await expect(box).toHaveValue('Is it so?')
  await expect(textOf(page)).toContainText('nobody listens. Still written.')
  await expect(textOf(page)).not.toContainText('Is it so?')
  await expect(aside(page, 'Comments').getByRole('alert')).toContainText('Comments could not be loaded.')

  // Tried again it says the same, until the server is reached.
  await aside(page, 'Comments').getByRole('button', { name: 'Try again' }).click()
  await expect(aside(page, 'Comments').getByRole('alert')).toContainText('Comments could not be loaded.')
  await expect(box).toHaveValue('Is it so?')
  await expectSaved(page)
  await box.press('ControlOrMeta+Enter')
  await page.unroute('**/_next/static/**')
  // When the network is back it is tried again by itself.
  await page.evaluate(() => dispatchEvent(new Event('online')))
  await expect(aside(page, 'Comments').getByRole('article')).toContainText('Is it so?')
  await expect(page.getByRole('alert').filter({ hasText: 'could not be loaded' })).toHaveCount(0)
})

/** In a page: as one that is long in drawing what has changed. */
function drawLate(): void {
  const real = window.requestAnimationFrame
  window.requestAnimationFrame = run => {
    setTimeout(() => real(run), 500)
    return 0
  }
}

test('[PR340] [CM412] who is called in a comment while its panel is on the way is offered when it is there', async ({
  browser,
}) => {
  const sam = await owner(browser)
  await invite(browser, sam, 'Pelle Quist', 'commenter')
  const { page } = sam
  const { id } = await newPost(sam, `Called ${crypto.randomUUID().slice(0, 6)}`, WORDS)
  await holdRest(page)
  await openPost(page, id)
  await expectSaved(page)
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  await page.route('**/_next/static/**', route => released.then(() => route.continue()))
  await writeAtEnd(page, ' Somebody does.')
  await page.keyboard.press('ControlOrMeta+Alt+m')
  await page.keyboard.type('Is it so, @pel')
  await expect(page.getByRole('textbox', { name: 'Comment', exact: true })).toHaveValue('Is it so, @pel')
  release()

  await page.getByRole('option', { name: /Pelle Quist/ }).waitFor()
  await page.evaluate(drawLate)
  await page.keyboard.press('Enter')
  await page.keyboard.type('s')
  await page.evaluate(() => new Promise(requestAnimationFrame))
  await page.keyboard.type('ay')
  await expect(page.getByRole('textbox', { name: 'New comment' })).toHaveValue('Is it so, @Pelle Quist say')
})

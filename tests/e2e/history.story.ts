/** The history of a post as people see it: moments, who wrote what, changes, the track, and an earlier text brought back. */
import { expectAccessible, expectNoSidewaysScroll } from './support/accessible.ts'
import { writeLongHistory } from './support/long-history.ts'
import { expectSaved, openPost, textOf, writeAtEnd } from './support/pages.ts'
import { invite, newPost, owner } from './support/people.ts'
import { expect, test } from './support/story.ts'

test('[PS84] [PS85] [PS86] what two people wrote is walked through, told apart, and brought back without breaking anything', async ({
  browser,
}) => {
  const sam = await owner(browser)
  const mira = await invite(browser, sam, 'Mira Okafor', 'editor')
  const post = await newPost(sam, 'Fog signals', 'The buoy speaks every ten minutes.\n\nNobody answers.')
  await openPost(sam.page, post.id)
  await openPost(mira.page, post.id)
  await writeAtEnd(mira.page, ' Not yet, says the harbour.')
  await expectSaved(mira.page)
  const text = textOf(sam.page)
  await expect(text).toContainText('Not yet')
  // A thread on words that stay, and a caret of somebody who goes on writing.
  await mira.call('post', `/api/v1/posts/${post.id}/submit`, {})
  await sam.call('post', `/api/v1/posts/${post.id}/approve`, {})
  await writeAtEnd(sam.page, ' Aiko will ask again tomorrow.')
  await expectSaved(sam.page)

  const { page } = sam
  await text.click()
  await page.keyboard.press('ControlOrMeta+Shift+h')
  const panel = page.getByRole('complementary', { name: 'History of this post' })
  await expect(panel.getByRole('button', { name: /^Now/ })).toHaveAttribute('aria-current', 'true')
  const approved = panel.getByRole('button', { name: /^Approved/ })
  await expect(approved).toContainText('version 1')
  await expect(approved).toContainText('Mira Okafor')
  await approved.click()
  const shown = page.locator('[data-history-text]')
  await expect(shown).toContainText('Not yet, says the harbour.')
  await expect(shown).not.toContainText('Aiko')
  await expectAccessible(page, 'a moment of the history')
  await page.screenshot({ path: 'test-results/history-text.png' })

  await page.getByRole('button', { name: 'Who wrote what' }).click()
  const piece = page.getByRole('link', { name: 'Not yet, says the harbour.' })
  await piece.hover()
  await expect(page.getByText(/Mira Okafor \d+ %/)).toBeVisible()
  await expect(page.locator('p', { hasText: 'Press to see that moment' })).toContainText('Mira Okafor')
  await expectAccessible(page, 'who wrote what')
  await page.screenshot({ path: 'test-results/history-who.png' })

  await panel.getByRole('button', { name: /^Now/ }).click()
  await page.getByRole('button', { name: 'Changes', exact: true }).click()
  await expect(page.locator('ins')).toContainText('Aiko will ask again tomorrow.')
  await page.getByRole('button', { name: 'Next change' }).click()
  await expect(page.locator('[data-change]:focus')).toContainText('Aiko will ask')
  await expectAccessible(page, 'changes of the history')
  await page.screenshot({ path: 'test-results/history-changes.png' })

  // The track: one change by an arrow, a version by an arrow with Shift, all of it by Space.
  const track = page.getByRole('slider', { name: 'Moment' })
  await page.getByRole('button', { name: 'Text', exact: true }).click()
  await track.focus()
  await page.keyboard.press('Home')
  await expect(shown).not.toContainText('Not yet')
  await expect(track).toHaveAttribute('aria-valuetext', /change 1 of/)
  await page.keyboard.press('ArrowRight')
  await expect(track).toHaveAttribute('aria-valuetext', /change 2 of/)
  await page.keyboard.press('Shift+ArrowRight')
  await expect(shown).toContainText('Not yet, says the harbour.')
  await page.keyboard.press('Home')
  await page.keyboard.press('Space')
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible()
  await expect(shown).toContainText('Aiko will ask again tomorrow.')
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible()

  // Mira begins a thread and keeps writing while Sam looks back; both survive what he brings back.
  await openPost(mira.page, post.id)
  await textOf(mira.page)
    .getByText('The buoy speaks')
    .dblclick({ position: { x: 60, y: 16 } })
  await mira.page.keyboard.press('ControlOrMeta+Alt+m')
  await mira.page.keyboard.type('Which one?')
  await mira.page.keyboard.press('ControlOrMeta+Enter')
  await expect(textOf(mira.page).locator('.thread')).toBeVisible()
  const marked = await textOf(mira.page).locator('.thread').innerText()
  // A hand is slower than the dialog that has just closed, and sees where the caret is.
  await expect(async () => {
    await textOf(mira.page).focus()
    for (const key of ['ControlOrMeta+Home', 'ArrowDown', 'Home']) await mira.page.keyboard.press(key)
    await mira.page.waitForTimeout(200)
    expect(await mira.page.evaluate(caretIn)).toBe('The buoy speaks every ten minutes.')
  }).toPass()

  await approved.click()
  await page.getByRole('button', { name: /^Restore .*…$/ }).click()
  await expect(page.getByRole('dialog')).toContainText('You can undo it')
  await expectAccessible(page, 'the question before a restore')
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Restore/ })
    .click()
  const undo = page.getByRole('button', { name: 'Undo', exact: true })
  await undo.hover()
  await expect(textOf(mira.page)).not.toContainText('Aiko')
  await expect(textOf(mira.page).locator('.thread')).toHaveText(marked)
  await expect(panel.getByRole('button', { name: /^Now/ })).toContainText('brought an earlier text back')
  await mira.page.keyboard.type('Listen: ')
  await expect(textOf(mira.page)).toContainText('Listen: The buoy speaks every ten minutes.')
  await expectSaved(mira.page)
  await undo.click()
  await expect(textOf(mira.page)).toContainText('Aiko will ask again tomorrow.')

  await page.setViewportSize({ width: 360, height: 740 })
  await expectNoSidewaysScroll(page, 'the history')
  await page.screenshot({ path: 'test-results/history-360.png' })
  await panel.getByRole('button', { name: /^Now/ }).press('Escape')
  await expect(panel).toBeHidden()
  await expect(textOf(page)).toBeVisible()
})

test('[PS100] [PS101] [PS102] a moment gets a name that others see at once, is found by it, and loses it again', async ({
  browser,
}) => {
  const sam = await owner(browser)
  const mira = await invite(browser, sam, 'Mira Okafor', 'editor')
  const post = await newPost(sam, 'Harbour lights', 'One by one they go on.')
  const panelOf = async ({ page }: typeof sam) => {
    await openPost(page, post.id)
    await textOf(page).click()
    await page.keyboard.press('ControlOrMeta+Shift+h')
    return page.getByRole('complementary', { name: 'History of this post' })
  }
  const [mine, hers] = [await panelOf(sam), await panelOf(mira)]
  const { page } = sam
  await expect(hers.getByRole('button', { name: /^Now/ })).toBeVisible()
  await expect(hers.getByRole('checkbox', { name: 'Named only' })).toBeHidden()

  // By keys alone.
  await page.getByRole('button', { name: 'Name this moment…' }).focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toBeFocused()
  await expectAccessible(page, 'the question for a name')
  await page.keyboard.type('Before the talk')
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('button', { name: 'Rename…' })).toBeFocused()
  for (const panel of [mine, hers]) {
    const row = panel.getByRole('button', { name: /^Named Before the talk/ })
    await expect(row).toContainText('Now ·')
    await expect(row.getByRole('img', { name: 'Named' })).toBeVisible()
  }

  // It is the text of that row that has the name, not what is written later.
  await hers.getByRole('button', { name: /^Named/ }).press('Escape')
  await writeAtEnd(mira.page, ' Nobody counts them any more.')
  await expectSaved(mira.page)
  await expect(mine.getByRole('button', { name: /^Now/ })).toBeVisible()
  const named = mine.getByRole('button', { name: /^Named Before the talk/ })
  await named.click()
  await expect(page.locator('[data-history-text]')).not.toContainText('Nobody counts')
  await mine.getByRole('checkbox', { name: 'Named only' }).check()
  await expect(mine.getByRole('listitem')).toHaveCount(1)
  await expectAccessible(page, 'named moments')
  await page.screenshot({ path: 'test-results/history-named.png' })
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.screenshot({ path: 'test-results/history-named-dark.png' })
  await page.emulateMedia({ colorScheme: null })
  await page.setViewportSize({ width: 360, height: 740 })
  await expectNoSidewaysScroll(page, 'named moments')
  await page.screenshot({ path: 'test-results/history-named-360.png' })

  await page.getByRole('button', { name: 'Rename…' }).click()
  await dialog.getByRole('textbox', { name: 'Name' }).fill('As it was read out')
  await page.screenshot({ path: 'test-results/history-rename-360.png' })
  await dialog.getByRole('button', { name: 'Rename' }).click()
  await expect(mine.getByRole('button', { name: /^Named As it was read out/ })).toBeVisible()
  await page.getByRole('button', { name: 'Rename…' }).click()
  await dialog.getByRole('button', { name: 'Take the name away' }).click()
  await expect(mine.getByRole('checkbox', { name: 'Named only' })).toBeHidden()
  await expect(mine.getByRole('button', { name: /^Named/ })).toHaveCount(0)
  await expect(mine.getByRole('button', { name: /^Now/ })).toBeVisible()
})

test('[PS87] who may not write is shown no history', async ({ browser }) => {
  const sam = await owner(browser)
  const vera = await invite(browser, sam, 'Vera Novak', 'viewer')
  const post = await newPost(sam, 'Seen by all', 'Words.')
  await openPost(vera.page, post.id)
  await vera.page
    .getByRole('button', { name: /Publish|Details|panel/i })
    .first()
    .click()
  await expect(vera.page.getByRole('tab', { name: 'Comments' })).toBeVisible()
  await expect(vera.page.getByRole('tab', { name: 'History' })).toHaveCount(0)
})

test('[PS103] a long history opens with its last part, and shows earlier ones when it is asked', async ({
  browser,
}) => {
  const sam = await owner(browser)
  const post = await newPost(sam, 'Log of a lighthouse', 'Begun.')
  const rows = await writeLongHistory(post.id)
  const { page } = sam
  const sizes: number[] = []
  page.on('response', async response => {
    if (!response.url().includes('/replay?')) return
    sizes.push(JSON.parse((await response.body()).toString()).items.length)
  })
  await openPost(page, post.id)
  await textOf(page).click()
  await page.keyboard.press('ControlOrMeta+Shift+h')
  const panel = page.getByRole('complementary', { name: 'History of this post' })
  const track = page.getByRole('slider', { name: 'Moment' })
  await expect(panel.getByRole('button', { name: /^Now/ })).toBeVisible()
  await expect(track).toHaveAttribute('aria-valuetext', new RegExp(`change ${rows} of ${rows}`))
  await expect(panel).toContainText('Shown since')
  await expect(panel).not.toContainText('first words')
  const shown = page.locator('[data-history-text]')
  const now = await shown.innerText()
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(5_000)
  await panel.getByRole('button').last().scrollIntoViewIfNeeded()
  await page.screenshot({ path: 'test-results/history-long.png' })
  await expectAccessible(page, 'a part of a long history')

  await track.focus()
  await page.keyboard.press('Home')
  await expect(track).toHaveAttribute('aria-valuetext', new RegExp(`change 16\\D?385 of ${rows}`))
  await panel.getByRole('button', { name: 'Show earlier changes' }).click()
  await expect(panel.getByRole('button', { name: 'Show earlier changes' })).toBeHidden()
  await expect(panel).toContainText('first words')
  await track.focus()
  await page.keyboard.press('Home')
  await expect(shown).toContainText('Begun.')
  await expect(shown).not.toContainText('Day 2')
  await page.keyboard.press('End')
  expect(await shown.innerText()).toBe(now)
})

/** In the page. @returns the paragraph at whose beginning the caret stands */
function caretIn(): string | null {
  const { anchorNode, anchorOffset, isCollapsed } = getSelection() ?? {}
  const element = anchorNode instanceof Element ? anchorNode : anchorNode?.parentElement
  const paragraph = element?.closest('p')
  if (!anchorNode || !paragraph || !isCollapsed || anchorOffset !== 0) return null
  const before = document.createRange()
  before.setStart(paragraph, 0)
  before.setEnd(anchorNode, anchorOffset)
  return before.toString() === '' ? paragraph.innerText : null
}

/** Two people in one text: what the other does never gets under one's hands. */
import type { Page } from '@playwright/test'
import { goOffline } from './support/device.ts'
import { expectSaved, openPost, textOf, writeAtEnd } from './support/pages.ts'
import { invite, newPost, owner, type Person } from './support/people.ts'
import { expect, test } from './support/story.ts'

async function twoInAPost(
  browser: Parameters<typeof owner>[0],
  markdown: string,
): Promise<{ sam: Person; mira: Person; postId: string }> {
  const sam = await owner(browser)
  const mira = await invite(browser, sam, 'Mira Okafor', 'editor')
  const { id } = await newPost(sam, `Together ${crypto.randomUUID().slice(0, 6)}`, markdown)
  await Promise.all([openPost(sam.page, id), openPost(mira.page, id)])
  return { sam, mira, postId: id }
}

const LONG = Array.from({ length: 60 }, (_, line) => `Line ${line + 1} of the log, written at the station.`).join(
  '\n\n',
)

/** Words and place of the first line that is whole in sight. */
const firstInSight = (page: Page) =>
  page.locator('main').evaluate(pane => {
    const top = pane.getBoundingClientRect().top + 60
    const line = [...pane.querySelectorAll('[contenteditable] p')].find(p => p.getBoundingClientRect().top >= top)
    return { words: line?.textContent, at: Math.round(line?.getBoundingClientRect().top ?? 0) }
  })

const placeOf = (page: Page, words: string) =>
  textOf(page)
    .getByText(words, { exact: true })
    .evaluate(line => Math.round(line.getBoundingClientRect().top))

const blocksOf = (page: Page) =>
  textOf(page).evaluate(text => [...text.children].map(block => `${block.tagName} ${block.textContent}`))

test('[PR62] what others write above and below never moves the lines one reads', async ({ browser }) => {
  const { sam, mira } = await twoInAPost(browser, LONG)
  const caretIn = async (words: string) => {
    await textOf(sam.page).getByText(words).scrollIntoViewIfNeeded()
    await textOf(sam.page).getByText(words).click()
  }
  for (const hasCaret of [false, true]) {
    if (hasCaret) await caretIn('Line 34 of the log')
    else
      await sam.page.locator('main').evaluate(pane => {
        pane.scrollTop = pane.scrollHeight / 2
      })
    const before = await firstInSight(sam.page)
    expect(before.words).toMatch(/^Line [23]/)
    const mark = `above ${hasCaret}`
    await textOf(mira.page).getByText('Line 2 of the log').click()
    await mira.page.keyboard.press('End')
    for (let line = 0; line < 3; line++) {
      await mira.page.keyboard.press('Enter')
      await mira.page.keyboard.insertText(`New ${mark}`)
    }
    await writeAtEnd(mira.page, 'And below.')
    await expect(textOf(sam.page).getByText(`New ${mark}`)).toHaveCount(3)
    await expect(textOf(sam.page)).toContainText('And below.')
    const now = await placeOf(sam.page, before.words ?? '')
    expect(Math.abs(now - before.at)).toBeLessThanOrEqual(2)
  }
})

/** Puts the caret at the end of the text in the moment that a frame with those words comes, before anything else sees it. */
const MOVE_WITH_FRAME = () => {
  const Native = window.WebSocket
  window.WebSocket = class extends Native {
    constructor(url: string | URL) {
      super(url)
      this.addEventListener('message', ({ data }) => {
        const { words } = document.documentElement.dataset
        if (!words || !(data instanceof ArrayBuffer) || !new TextDecoder('latin1').decode(data).includes(words)) return
        delete document.documentElement.dataset.words
        getSelection()?.selectAllChildren(document.querySelector('[contenteditable] > :last-child') ?? document.body)
        getSelection()?.collapseToEnd()
      })
    }
  }
}

test('[PR75] a caret that is put elsewhere in the very moment something of others comes stays where it is put', async ({
  browser,
}) => {
  const sam = await owner(browser)
  await sam.page.addInitScript(MOVE_WITH_FRAME)
  const mira = await invite(browser, sam, 'Mira Okafor', 'editor')
  const { id } = await newPost(sam, `Caret ${crypto.randomUUID().slice(0, 6)}`, 'Hers.\n\nBetween.\n\nHis.')
  await Promise.all([openPost(sam.page, id), openPost(mira.page, id)])
  await textOf(mira.page).getByText('Hers.').click()
  await mira.page.keyboard.press('End')
  await textOf(sam.page).getByText('Between.').click()
  await expect(mira.page.locator('.remote-caret[data-name="Sam"]')).toHaveCount(1)
  await sam.page.evaluate(() => {
    document.documentElement.dataset.words = 'Quickly'
  })
  await mira.page.keyboard.insertText('Quickly')
  await expect(textOf(sam.page)).toContainText('Hers.Quickly')
  await sam.page.keyboard.type('At the end.')
  for (const page of [sam.page, mira.page])
    await expect
      .poll(() => blocksOf(page).then(blocks => blocks.slice(1)))
      .toEqual(['P Hers.Quickly', 'P Between.', 'P His.At the end.'])
})

test('[PR63] words that are being composed survive what others write around them and in their paragraph', async ({
  browser,
}) => {
  const { sam, mira } = await twoInAPost(browser, 'Before it.\n\nThe sea is here.\n\nAfter it.')
  await textOf(sam.page).getByText('The sea is').click()
  await sam.page.keyboard.press('End')
  const input = await sam.page.context().newCDPSession(sam.page)
  const compose = (text: string) =>
    input.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
  const middle = textOf(sam.page).locator('p').nth(1)
  await compose('に')
  await expect(middle).toHaveText('The sea is here.に')

  await textOf(mira.page).getByText('Before it.').click()
  await mira.page.keyboard.press('End')
  await mira.page.keyboard.type(' More before.')
  await expect(textOf(sam.page)).toContainText('More before.')
  await compose('にほ')
  await textOf(mira.page).getByText('The sea is').click()
  await mira.page.keyboard.press('Home')
  await mira.page.keyboard.type('Oh: ')
  await expect(middle).toHaveText('Oh: The sea is here.にほ')
  await compose('にほん')
  await expect(middle).toHaveText('Oh: The sea is here.にほん')
  await writeAtEnd(mira.page, ' More after.')
  await input.send('Input.insertText', { text: '日本' })

  for (const page of [sam.page, mira.page]) {
    await expect
      .poll(() => blocksOf(page).then(blocks => blocks.slice(1)))
      .toEqual(['P Before it. More before.', 'P Oh: The sea is here.日本', 'P After it. More after.'])
  }
  await expectSaved(sam.page)
})

test('[PR60] undo takes back what is mine alone, and redo brings all of it back', async ({ browser }) => {
  const { sam, mira } = await twoInAPost(browser, 'It begins.')
  await writeAtEnd(sam.page, '')
  await sam.page.keyboard.press('Enter')
  await sam.page.keyboard.type('/he')
  await expect(sam.page.getByRole('option', { name: /^Heading/ })).toBeVisible()
  await sam.page.keyboard.press('Enter')
  await expect(textOf(sam.page).locator('h2')).toHaveCount(1)
  await sam.page.keyboard.type('Mine alone')
  await expect(textOf(mira.page).locator('h2')).toHaveText('Mine alone')
  await textOf(mira.page).getByText('It begins.').click()
  await mira.page.keyboard.press('End')
  await mira.page.keyboard.type(' Hers.')
  await expect(textOf(sam.page)).toContainText('It begins. Hers.')
  const written = await blocksOf(sam.page)

  for (let times = 0; times < 10; times++) await sam.page.keyboard.press('ControlOrMeta+z')
  await expect(textOf(sam.page).locator('h2')).toHaveCount(0)
  await expect(textOf(sam.page)).toContainText('It begins. Hers.')
  await expect(textOf(sam.page)).not.toContainText('Mine')
  for (let times = 0; times < 11; times++) await sam.page.keyboard.press('ControlOrMeta+Shift+z')
  for (const page of [sam.page, mira.page]) await expect.poll(() => blocksOf(page)).toEqual(written)
  await sam.page.keyboard.press('ControlOrMeta+y')
  await expect.poll(() => blocksOf(sam.page)).toEqual(written)
})

test('[PR640] what is typed in one go is taken back in one; selected and deleted the next moment, it comes back', async ({
  browser,
}) => {
  const { sam } = await twoInAPost(browser, 'It begins.')
  const line = textOf(sam.page).locator('p').last()
  await writeAtEnd(sam.page, ' Bell buoys ring by themselves.')
  for (const key of ['ControlOrMeta+a', 'Delete']) await sam.page.keyboard.press(key)
  await expect(line).toHaveText('')
  await sam.page.keyboard.press('ControlOrMeta+z')
  await expect(line).toHaveText('It begins. Bell buoys ring by themselves.')
  // A machine that is busy may rest in the middle of it, which ends a step: still far fewer than there are letters.
  for (let times = 0; times < 10; times++) await sam.page.keyboard.press('ControlOrMeta+z')
  await expect(line).toHaveText('It begins.')
})

test('[CN240] everything deleted as the first thing one does is gone at the other, stored, and back with undo', async ({
  browser,
}) => {
  const { sam, mira, postId } = await twoInAPost(browser, 'It speaks.')
  const stored = async () =>
    (await (await sam.call('get', `/api/v1/posts/${postId}/content?format=markdown`)).text()).trim()
  const written = await blocksOf(mira.page)
  await textOf(sam.page).getByText('It speaks.').click()
  await sam.page.keyboard.press('ControlOrMeta+a')
  await sam.page.keyboard.press('Delete')
  await expect(textOf(mira.page)).not.toContainText('It speaks.')
  await expectSaved(sam.page)
  expect(await stored()).toBe('')
  await sam.page.keyboard.press('ControlOrMeta+z')
  for (const page of [sam.page, mira.page]) await expect.poll(() => blocksOf(page)).toEqual(written)
})

test('[PR64] following somebody: their lines and caret, until one does something oneself; carets of who left fade', async ({
  browser,
}) => {
  const { sam, mira } = await twoInAPost(browser, LONG)
  await textOf(mira.page).getByText('Line 1 of the log').click()
  await sam.page.getByRole('button', { name: 'People in this post' }).click()
  await sam.page.getByRole('menuitem', { name: /Mira Okafor/ }).click()
  await expect(sam.page.getByText('Following Mira Okafor')).toBeVisible()

  // Her scrolling, without a caret there.
  await mira.page.locator('main').evaluate(pane => {
    pane.scrollTop = pane.scrollHeight / 2
  })
  const hers = () => firstInSight(mira.page).then(({ words }) => words)
  await expect.poll(() => firstInSight(sam.page).then(({ words }) => words)).toBe(await hers())

  // Her caret, where she types.
  await textOf(mira.page).getByText('Line 55 of the log').scrollIntoViewIfNeeded()
  await textOf(mira.page).getByText('Line 55 of the log').click()
  await mira.page.keyboard.type('Here. ')
  await expect(sam.page.locator('.remote-caret[data-name="Mira"]')).toBeInViewport()
  await expect(mira.page.getByRole('button', { name: 'People in this post' })).toBeVisible()

  // Escape ends it, politely.
  await sam.page.keyboard.press('Escape')
  await expect(sam.page.getByText('Following Mira Okafor')).toHaveCount(0)
  await expect(sam.page.getByRole('status').filter({ hasText: 'You no longer follow Mira Okafor' })).toBeAttached()
  const stays = await firstInSight(sam.page)
  await mira.page.keyboard.press('ControlOrMeta+Home')
  await mira.page.keyboard.type('Up here. ')
  await expect(textOf(sam.page).locator('h1')).toContainText('Up here.')
  expect((await firstInSight(sam.page)).words).toBe(stays.words)

  // A caret whose person left fades where it was.
  await sam.page.locator('main').evaluate(pane => {
    pane.scrollTop = 0
  })
  const caret = sam.page.locator('.remote-caret[data-name="Mira"]')
  await expect(caret).toHaveCount(1)
  const faded = sam.page.locator('.remote-caret[data-name="Mira"][data-left]').waitFor({ state: 'attached' })
  await mira.page.close()
  await faded
  await expect(caret).toHaveCount(0)
})

test('[CN90] three who begin in the same empty paragraph at once: no letter of anybody is missing', async ({
  browser,
}) => {
  const { sam, mira, postId } = await twoInAPost(browser, '')
  const jonas = await invite(browser, sam, 'Jonas Weber', 'editor')
  await openPost(jonas.page, postId)
  const pages = [sam.page, mira.page, jonas.page]
  for (const page of pages) {
    await textOf(page).locator('p').first().click()
  }
  const words = ['aaaaaaaaaaaa', 'bbbbbbbbbbbb', 'cccccccccccc']
  await Promise.all(pages.map((page, index) => page.keyboard.type(words[index] ?? '', { delay: 20 })))
  for (const page of pages) await expectSaved(page)
  const sorted = (page: Page) => blocksOf(page).then(([, block = '']) => [...block.slice(2)].toSorted().join(''))
  for (const page of pages) await expect.poll(() => sorted(page)).toBe(words.join(''))
})

test('[UL260] [PR260] what is typed into a block while another makes it a heading or a list stays, and one types on there', async ({
  browser,
  watch,
}) => {
  watch.expectErrors(/ERR_INTERNET_DISCONNECTED|WebSocket|Failed to fetch/)
  const { sam, mira } = await twoInAPost(browser, 'Before.\n\nWe meet at noon.\n\nAfter.')
  await textOf(mira.page).getByText('We meet at noon.').click()
  await mira.page.keyboard.press('End')
  await textOf(sam.page).getByText('We meet at noon.').click()
  const words = Array.from({ length: 12 }, (_, index) => ` word${index}`).join('')
  const typing = mira.page.keyboard.type(words, { delay: 35 })
  for (const [keys, block] of [
    ['ControlOrMeta+Alt+2', 'h2'],
    ['ControlOrMeta+Shift+8', 'ul'],
    ['ControlOrMeta+Shift+7', 'ol'],
  ] as const) {
    await sam.page.keyboard.press(keys)
    await expect(textOf(mira.page).locator(block)).toContainText('We meet at noon.')
  }
  await typing
  // Letters typed before and after the change cross on the wire: each is there once, all in this block.
  const written = [...`We meet at noon.${words}`].toSorted().join('')
  for (const { page } of [sam, mira]) {
    await expectSaved(page)
    const letters = async () => [...((await textOf(page).locator('ol').textContent()) ?? '')].toSorted().join('')
    await expect.poll(letters).toBe(written)
    await expect.poll(() => blocksOf(page).then(blocks => blocks.length)).toBe(4)
  }

  // Away, and back when the block is another one.
  await goOffline(mira.page)
  await mira.page.keyboard.press('End')
  await mira.page.keyboard.type(' And one more.')
  await textOf(sam.page).getByText('We meet at noon.').click()
  await sam.page.keyboard.press('ControlOrMeta+Shift+8')
  await expectSaved(sam.page)
  await mira.context.setOffline(false)
  for (const { page } of [sam, mira]) {
    await expect(textOf(page).locator('ul')).toHaveText(/^We meet at noon\..* And one more\.$/)
    await expectSaved(page)
  }
})

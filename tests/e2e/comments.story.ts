/** A conversation about a text: two people, live, by the keyboard alone where a person would use it. */
import type { Page } from '@playwright/test'
import { expectAccessible, expectNoSidewaysScroll } from './support/accessible.ts'
import { expectSaved, openPost, selectByKeys, textOf, unreadBadge, writeAtEnd } from './support/pages.ts'
import { invite, newPost, owner, type Person } from './support/people.ts'
import { expect, test } from './support/story.ts'

const WORDS = 'It speaks every ten minutes, and nobody listens. Nobody at all.'

const panel = (page: Page) => page.getByRole('complementary', { name: 'Comments' })
const card = (page: Page, quote: string) => panel(page).getByRole('article', { name: `Thread on “${quote}”` })
/** The words of threads; a caret among them parts them in two. */
const marked = (page: Page) => textOf(page).locator('[data-threads]')

async function select(page: Page, words: string): Promise<void> {
  await textOf(page).locator('p').first().click()
  await selectByKeys(page, words)
}

const send = (page: Page) => page.keyboard.press('ControlOrMeta+Enter')

async function teamOnPost(
  browser: Parameters<typeof owner>[0],
): Promise<{ sam: Person; cora: Person; postId: string }> {
  const sam = await owner(browser)
  const cora = await invite(browser, sam, 'Cora Lind', 'commenter')
  const { id } = await newPost(sam, `Buoys ${crypto.randomUUID().slice(0, 6)}`, WORDS)
  await Promise.all([openPost(sam.page, id), openPost(cora.page, id)])
  return { sam, cora, postId: id }
}

test('[PR76] comment on words → live at the other → reply and mention → bell → resolve, by keyboard alone', async ({
  browser,
}) => {
  const { sam, cora, postId } = await teamOnPost(browser)

  await select(sam.page, 'ten minutes')
  await sam.page.keyboard.press('ControlOrMeta+Alt+m')
  await sam.page.keyboard.type('Ten, or twelve? @co')
  await expect(sam.page.getByRole('option', { name: /Cora Lind/ }).first()).toBeVisible()
  await sam.page.keyboard.press('Enter')
  await send(sam.page)
  await expect(card(sam.page, 'ten minutes')).toContainText('@Cora Lind')

  // Cora sees the words marked and her bell ring, without a reload.
  await expect(marked(cora.page)).toHaveText('ten minutes')
  const bell = await cora.context.newPage()
  await bell.goto('/inbox')
  await expect(unreadBadge(bell)).toContainText('1')
  await expect(bell.getByRole('link', { name: /mentioned you in/ })).toBeVisible()

  // The notice opens the exact thread, and opening it reads it.
  await bell.getByRole('link', { name: /mentioned you in/ }).click()
  await expect(bell).toHaveURL(/\?thread=/)
  await expect(card(bell, 'ten minutes')).toHaveAttribute('data-active', 'true')
  await expect(marked(bell)).toHaveClass(/thread-open/)

  // She answers; Sam sees it in the thread that is open at his side, and in his bell.
  await bell.getByRole('textbox', { name: 'Reply' }).focus()
  await bell.keyboard.type('Ten. I counted.')
  await send(bell)
  await expect(card(sam.page, 'ten minutes')).toContainText('Ten. I counted.')
  await expect(bell.getByRole('textbox', { name: 'Reply' })).toHaveValue('')

  // Words before and inside the anchored ones move it along, also when a paragraph is split before it.
  await sam.page.keyboard.press('Escape')
  await expect(textOf(sam.page)).toBeFocused()
  await sam.page.keyboard.press('ControlOrMeta+Home')
  await sam.page.keyboard.press('ArrowDown')
  await sam.page.keyboard.press('Home')
  for (let index = 0; index < 'It speaks '.length; index++) await sam.page.keyboard.press('ArrowRight')
  await sam.page.keyboard.press('Enter')
  await expectSaved(sam.page)
  for (const page of [sam.page, cora.page]) await expect(marked(page)).toHaveText('ten minutes')

  // Deleted, it says so with its words; undo brings it back at both.
  await sam.page.keyboard.press('Home')
  await sam.page.keyboard.press('Shift+End')
  await sam.page.keyboard.press('Shift+ArrowDown')
  await sam.page.keyboard.press('Delete')
  await expect(marked(cora.page)).toHaveCount(0)
  await expect(card(bell, 'ten minutes').or(card(bell, 'every ten minutes'))).toContainText('Its text was deleted')
  await sam.page.keyboard.press('ControlOrMeta+z')
  for (const page of [sam.page, cora.page]) await expect(marked(page).first()).toContainText('ten minutes')

  // Settled: it leaves the text everywhere and stands under Resolved.
  await sam.page.keyboard.press('Alt+ArrowDown')
  await card(sam.page, 'ten minutes').getByRole('button', { name: 'Resolve' }).press('Enter')
  await expect(marked(cora.page)).toHaveCount(0)
  await panel(sam.page)
    .getByRole('button', { name: /Resolved/ })
    .press('Enter')
  await expect(card(sam.page, 'ten minutes')).toContainText('Resolved by Sam Lindqvist')

  // Nothing of it is in the text that goes out.
  const content = await (await sam.call('get', `/api/v1/posts/${postId}/content?format=html`)).text()
  expect(content).not.toContain('thread')
  expect(content).not.toContain('counted')
})

/** Puts the caret at the end of the text in the moment before each thing that is drawn late. */
const MOVE_BEFORE_DRAWING = () => {
  const native = window.requestAnimationFrame.bind(window)
  const move = () => {
    if (!('moving' in document.documentElement.dataset)) return
    getSelection()?.selectAllChildren(document.querySelector('[contenteditable] > :last-child') ?? document.body)
    getSelection()?.collapseToEnd()
  }
  window.requestAnimationFrame = draw =>
    native(time => {
      setTimeout(move)
      draw(time)
    })
}

test('[PR75] a caret that is put elsewhere in the very moment a thread is marked stays where it is put', async ({
  browser,
}) => {
  const sam = await owner(browser)
  await sam.page.addInitScript(MOVE_BEFORE_DRAWING)
  const cora = await invite(browser, sam, 'Cora Lind', 'editor')
  const { id } = await newPost(sam, `Caret ${crypto.randomUUID().slice(0, 6)}`, `${WORDS}\n\nThe last line.`)
  await Promise.all([openPost(sam.page, id), openPost(cora.page, id)])
  await textOf(sam.page).getByText('It speaks').click()
  await sam.page.keyboard.press('Home')
  await sam.page.evaluate(() => {
    document.documentElement.dataset.moving = ''
  })
  await select(cora.page, 'ten minutes')
  await cora.page.keyboard.press('ControlOrMeta+Alt+m')
  await cora.page.keyboard.type('Ten?')
  await send(cora.page)
  await expect(marked(sam.page)).toHaveText('ten minutes')
  await sam.page.keyboard.type(' At the end.')
  await expect(textOf(sam.page)).toContainText('The last line. At the end.')
})

test('[CM240] [CM390] [CM430] [CM433] panel of comments: empty, one’s own words, overlapping threads, light, dark, 360 px', async ({
  browser,
  watch,
}) => {
  const { sam, cora, postId } = await teamOnPost(browser)
  await sam.page.getByRole('button', { name: /side panel/ }).click()
  await sam.page.getByRole('tab', { name: /Comments/ }).click()
  await expect(panel(sam.page)).toContainText('No comments')
  await expectAccessible(sam.page, 'empty comments')

  // Cora may not edit, and comments by the button at her selection.
  await textOf(cora.page)
    .locator('p')
    .first()
    .dblclick({ position: { x: 60, y: 12 } })
  await cora.page.getByRole('button', { name: 'Comment', exact: true }).click()
  await cora.page.keyboard.type('Who says **that**?')
  await cora.page.getByRole('button', { name: 'Comment', exact: true }).last().click()
  await expect(panel(sam.page).getByRole('article')).toHaveCount(1)
  await expect(panel(sam.page).locator('strong')).toHaveText('that')

  // A draft that is not sent outlives a reload.
  await cora.page.getByRole('textbox', { name: 'Reply' }).fill('Not sent yet')
  await cora.page.reload()
  await marked(cora.page).first().click()
  await expect(cora.page.getByRole('textbox', { name: 'Reply' })).toHaveValue('Not sent yet')

  // The same box in another tab has the same words, whichever of them she writes in, until they are sent.
  const reply = cora.page.getByRole('textbox', { name: 'Reply' })
  const tab = await cora.context.newPage()
  await tab.goto(`/posts/${postId}`)
  await marked(tab).first().click()
  const other = tab.getByRole('textbox', { name: 'Reply' })
  await expect(other).toHaveValue('Not sent yet')
  await other.press('End')
  await tab.keyboard.type(', is it')
  await expect(reply).toHaveValue('Not sent yet, is it')
  await reply.press('End')
  await cora.page.keyboard.type('?')
  await expect(other).toHaveValue('Not sent yet, is it?')
  await reply.fill('Not sent yet')

  // What she types while it is on its way stays in the box.
  let arrive: (() => void) | undefined
  await cora.page.route('**/comments', async route => {
    await new Promise<void>(resolve => {
      arrive = resolve
    })
    await route.continue()
  })
  await reply.focus()
  await send(cora.page)
  await expect.poll(() => arrive).toBeDefined()
  await reply.press('End')
  await cora.page.keyboard.type(' One more')
  arrive?.()
  for (const box of [reply, other]) await expect(box).toHaveValue('One more')
  await tab.close()
  await expect(panel(cora.page).getByText('Not sent yet', { exact: true })).toBeVisible()
  await cora.page.unroute('**/comments')

  // Where the answer is lost nobody knows, and nothing is said twice.
  watch.expectErrors(/ERR_FAILED/)
  let tries = 0
  await cora.page.route('**/comments', async route => {
    tries += 1
    if (tries > 1) return route.continue()
    await route.fetch()
    await route.abort()
  })
  await reply.fill('Said once')
  await send(cora.page)
  await expect(panel(cora.page).getByRole('alert')).toContainText('it may be there already')
  await reply.focus()
  await send(cora.page)
  await expect(reply).toHaveValue('')
  expect(tries).toBe(2)
  await expect(panel(cora.page).getByText('Said once', { exact: true })).toHaveCount(1)
  await cora.page.unroute('**/comments')

  // Two threads over the same words: a click opens the inner one, the next click the outer one.
  await select(sam.page, WORDS.slice(0, 40))
  await sam.page.getByRole('button', { name: 'Comment', exact: true }).first().click()
  await sam.page.keyboard.type('All of it')
  await send(sam.page)
  await expect(panel(sam.page).getByRole('article')).toHaveCount(2)
  // Who has sent it sees it opened; it can be in the list before that.
  await expect(panel(sam.page).locator('article[data-active]')).toContainText('All of it')
  const deep = textOf(sam.page).locator('.thread-deep')
  await deep.first().click({ position: { x: 4, y: 10 } })
  await expect(panel(sam.page).locator('article[data-active]')).toContainText('Who says')
  // Elsewhere on the same words: at the same spot it would be a double click.
  await deep.last().click({ position: { x: 16, y: 10 } })
  await expect(panel(sam.page).locator('article[data-active]')).toContainText('All of it')

  // Sam cannot edit Cora's words; as the owner he may remove them. She edits her own.
  await cora.page
    .getByRole('button', { name: /More about the comment of Cora/ })
    .first()
    .click()
  await cora.page.getByRole('menuitem', { name: 'Edit' }).click()
  await cora.page.getByRole('textbox', { name: 'Edit your comment' }).fill('Who says this?')
  await cora.page.getByRole('button', { name: 'Save' }).click()
  await sam.page.keyboard.press('Alt+ArrowUp')
  await expect(panel(sam.page)).toContainText('Who says this?')
  await expect(panel(sam.page)).toContainText('edited')

  // A thread that is removed leaves its half answer with her who wrote it.
  await panel(cora.page).getByRole('article').filter({ hasText: 'All of it' }).click()
  await reply.fill('Half an answer')
  await panel(sam.page).getByRole('article').filter({ hasText: 'All of it' }).click()
  await sam.page.getByRole('button', { name: /More about the comment of Sam/ }).click()
  await sam.page.getByRole('menuitem', { name: 'Remove' }).click()
  await expect(panel(cora.page).getByRole('textbox', { name: /This thread was removed/ })).toHaveValue('Half an answer')
  await expectAccessible(cora.page, 'half an answer in a removed thread')
  await cora.page.screenshot({ path: 'test-results/left-reply.png' })
  await panel(cora.page).getByRole('button', { name: 'Throw it away' }).click()
  await expect(panel(cora.page).getByRole('textbox', { name: /This thread was removed/ })).toHaveCount(0)

  for (const scheme of ['light', 'dark'] as const) {
    await sam.page.emulateMedia({ colorScheme: scheme })
    await expectAccessible(sam.page, `comments in ${scheme}`)
    await sam.page.screenshot({ path: `test-results/comments-${scheme}.png` })
  }
  await cora.page.setViewportSize({ width: 360, height: 740 })
  await openPost(cora.page, postId)
  await marked(cora.page).first().click()
  await expect(panel(cora.page)).toBeVisible()
  await expectNoSidewaysScroll(cora.page, 'comments')
  await cora.page.screenshot({ path: 'test-results/comments-360.png' })
})

test('[CM60] [CN437] nobody of that name: who may invite is offered an invitation, and Enter is a new line', async ({
  browser,
}) => {
  const sam = await owner(browser)
  const ede = await invite(browser, sam, 'Ede Larsen', 'editor')
  const { id } = await newPost(sam, `Nobody ${crypto.randomUUID().slice(0, 6)}`, WORDS)
  const offer = (page: Page) => page.getByRole('option', { name: /Nobody of that name has access/ })
  await openPost(ede.page, id)
  await writeAtEnd(ede.page, ' @zzqx')
  await openPost(sam.page, id)
  await expect(textOf(sam.page)).toContainText('@zzqx')
  await expect(offer(ede.page)).toHaveCount(0)

  await writeAtEnd(sam.page, ' @zzq')
  await expect(offer(sam.page)).toBeVisible()
  await sam.page.keyboard.press('Enter')
  await expect(textOf(sam.page)).toBeFocused()
  await sam.page.keyboard.type('@zzq')
  await expect(offer(sam.page)).toBeVisible()
  await sam.page.keyboard.press('ArrowDown')
  await sam.page.keyboard.press('Enter')
  // A press beside a dialog closes it, but for words that were typed in it.
  const dialog = sam.page.getByRole('dialog', { name: 'Invite somebody' })
  await expect(dialog).toBeVisible()
  await sam.page.mouse.click(4, 4)
  await expect(dialog).toHaveCount(0)
  await sam.page.getByRole('button', { name: 'Invite', exact: true }).click()
  await dialog.getByLabel('Email').fill('zzq@example.org')
  await sam.page.mouse.click(4, 4)
  await expect(dialog).toHaveAttribute('data-open')
  await expect(dialog.getByLabel('Email')).toHaveValue('zzq@example.org')
  await sam.page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
})

test('[CM560] mention in the text → bell of the other → the notice shows the very place; taking it out and back rings once', async ({
  browser,
}) => {
  const sam = await owner(browser)
  const aiko = await invite(browser, sam, 'Aiko Tanabe', 'viewer')
  const { id } = await newPost(sam, `Call ${crypto.randomUUID().slice(0, 6)}`, WORDS)
  await aiko.page.goto('/inbox')
  await openPost(sam.page, id)
  await writeAtEnd(sam.page, ' Ask @')
  await expect(sam.page.getByRole('option').first()).toBeVisible()
  await expect(sam.page.getByRole('option').first()).not.toContainText(sam.name)
  await sam.page.keyboard.type('aik')
  await expect(sam.page.getByRole('option', { name: /Aiko Tanabe/ }).first()).toBeVisible()
  await sam.page.keyboard.press('Enter')
  await sam.page.keyboard.type('please.')
  const mention = textOf(sam.page).locator('span[data-mention]')
  await expect(mention).toHaveText('@Aiko Tanabe')
  await expect(unreadBadge(aiko.page)).toContainText('1')

  await aiko.page
    .getByRole('link', { name: /mentioned you in/ })
    .first()
    .click()
  await expect(aiko.page).toHaveURL(/\?mention=/)
  await expect(textOf(aiko.page).locator('span[data-mention]')).toBeInViewport()
  await expect(textOf(aiko.page).locator('span[data-mention]')).toHaveText('@Aiko Tanabe')
  // Out and back again: still one notice.
  await sam.page.keyboard.press('ControlOrMeta+a')
  await sam.page.keyboard.press('Delete')
  await expect(mention).toHaveCount(0)
  await sam.page.keyboard.press('ControlOrMeta+z')
  await expect(mention).toHaveCount(1)
  await expectSaved(sam.page)
  await aiko.page.goto('/inbox')
  await expect(unreadBadge(aiko.page)).not.toContainText(/\d/)
  await expect(aiko.page.getByRole('link', { name: /mentioned you in/ })).toHaveCount(1)

  const html = await (await sam.call('get', `/api/v1/posts/${id}/content?format=html`)).text()
  expect(html).toContain('@Aiko Tanabe')
  expect(html).not.toContain(aiko.id)
})

test('[CM52] [CM53] pins, typing in a thread, everyone, and a reply out of sight that moves nothing', async ({
  browser,
}) => {
  const { sam, cora, postId } = await teamOnPost(browser)
  const threads = `/api/v1/posts/${postId}/threads`
  const { id } = await (await sam.call('post', threads, { quote: 'ten minutes', body: 'First.' })).json()
  for (let count = 2; count <= 10; count++) {
    const answer = await sam.call('post', `${threads}/${id}/comments`, { body: `Number ${count}.` })
    expect(answer.status()).toBe(201)
  }
  const pin = (page: Page) => page.getByRole('list', { name: 'Threads beside the text' }).getByRole('button')
  await pin(sam.page).click()
  await expect(card(sam.page, 'ten minutes').getByText('Number 10.')).toBeVisible()
  await expect(pin(cora.page)).toHaveText('10')
  await pin(cora.page).click()
  await expect(card(cora.page, 'ten minutes')).toHaveAttribute('data-active', 'true')

  // Sam reads the beginning of it; Cora types, and is seen to.
  const scroller = panel(sam.page).locator('article').first().locator('..')
  await scroller.evaluate(element => {
    element.scrollTop = 0
  })
  await cora.page.getByRole('textbox', { name: 'Reply' }).click()
  await cora.page.keyboard.type('@every')
  await expect(cora.page.getByRole('option', { name: /everyone/ })).toContainText('All who take part')
  await cora.page.keyboard.press('Enter')
  await cora.page.keyboard.type('twelve?')
  await expect(async () => {
    await cora.page.keyboard.type('!')
    await cora.page.keyboard.press('Backspace')
    await expect(panel(sam.page).getByText('Cora is typing')).toBeAttached({ timeout: 2_000 })
  }).toPass()
  await send(cora.page)

  // What he reads stays where it is; he is told, and goes there.
  await expect(panel(sam.page).getByRole('button', { name: '1 new reply' })).toBeVisible()
  expect(await scroller.evaluate(element => element.scrollTop)).toBe(0)
  await panel(sam.page).getByRole('button', { name: '1 new reply' }).click()
  await expect(card(sam.page, 'ten minutes').getByText('@everyone twelve?')).toBeInViewport()
  await expect(panel(sam.page).getByRole('button', { name: '1 new reply' })).toHaveCount(0)
  await sam.page.screenshot({ path: 'test-results/comments-pins.png' })
  const bell = await sam.context.newPage()
  await bell.goto('/inbox')
  await expect(bell.getByRole('link', { name: /mentioned you in/ }).first()).toBeVisible()
})

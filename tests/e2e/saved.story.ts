/** The save sign tells the truth: a reload keeps the text, and an unplugged tab says what waits. */
import { goOffline } from './support/device.ts'
import { expectSaved, openPost, saveSign, textOf, writeAtEnd } from './support/pages.ts'
import { invite, newPost, owner } from './support/people.ts'
import { expect, test } from './support/story.ts'

test('a reload keeps what was Saved', async ({ browser }) => {
  const sam = await owner(browser)
  const post = await newPost(sam, 'Kept', 'Begin.')
  await openPost(sam.page, post.id)
  await writeAtEnd(sam.page, ' Words to keep.')
  await expectSaved(sam.page)
  await sam.page.reload()
  await expect(textOf(sam.page)).toContainText('Words to keep.')
  const fresh = await invite(browser, sam, 'Fresh Eyes', 'viewer')
  await expect(await openPost(fresh.page, post.id)).toContainText('Words to keep.')
})

test('unplugged: says so, goes on editing, and is Saved only when it is', async ({ browser, watch }) => {
  watch.expectErrors(/ERR_INTERNET_DISCONNECTED|WebSocket|Failed to fetch/)
  const sam = await owner(browser)
  const mira = await invite(browser, sam, 'Mira Okafor', 'editor')
  const post = await newPost(sam, 'Cable', 'Begin.')
  await openPost(sam.page, post.id)
  await openPost(mira.page, post.id)
  await goOffline(sam.page)
  await writeAtEnd(sam.page, 'abc')
  await expect(saveSign(sam.page)).toContainText(/\([1-9]\d*\)/)
  await writeAtEnd(mira.page, ' Meanwhile.')
  await expectSaved(mira.page)
  await expect(textOf(mira.page)).not.toContainText('abc')
  await sam.context.setOffline(false)
  await expectSaved(sam.page)
  for (const page of [sam.page, mira.page]) {
    await expect(textOf(page)).toContainText('abc')
    await expect(textOf(page)).toContainText('Meanwhile.')
  }
})

test('undo takes back only what I did', async ({ browser }) => {
  const sam = await owner(browser)
  const mira = await invite(browser, sam, 'Mira Okafor', 'editor')
  const post = await newPost(sam, 'Undo', 'Begin.')
  await openPost(sam.page, post.id)
  await openPost(mira.page, post.id)
  await writeAtEnd(mira.page, ' Hers.')
  await expect(textOf(sam.page)).toContainText('Hers.')
  await writeAtEnd(sam.page, ' Mine.')
  await expect(textOf(mira.page)).toContainText('Mine.')
  await sam.page.keyboard.press('ControlOrMeta+z')
  await expect(textOf(mira.page)).not.toContainText('Mine.')
  await expect(textOf(mira.page)).toContainText('Hers.')
})

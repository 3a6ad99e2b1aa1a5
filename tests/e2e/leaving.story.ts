/** Who leaves with something that would be lost is asked: when signing out, when closing the tab. */
import type { Page } from '@playwright/test'
import { draftKey } from '#web/features/comments/drafts.ts'
import { expectAccessible, expectNoSidewaysScroll } from './support/accessible.ts'
import { keptNames, OFFLINE, typeOffline } from './support/device.ts'
import { expectSaved, openPost, saveSign, textOf, writeAtEnd } from './support/pages.ts'
import { invite, newPost, owner } from './support/people.ts'
import { expect, test } from './support/story.ts'

/** In a page: a copy that holds nothing, not even places for it. */
async function addEmptyCopy(name: string): Promise<void> {
  return new Promise(resolve => {
    const opening = indexedDB.open(name)
    opening.onsuccess = () => {
      opening.result.close()
      resolve()
    }
  })
}

test('[CN68] [CN416] [CM411] signing out with unsent edits asks, and wipes the device in every tab', async ({
  browser,
  watch,
}) => {
  watch.expectErrors(OFFLINE)
  watch.expectErrors(/401/)
  const sam = await owner(browser)
  const helen = await invite(browser, sam, 'Helen Marsh', 'editor')
  const post = await newPost(sam, 'Left behind', 'Begin.')
  await openPost(helen.page, post.id)
  await typeOffline(helen.page, ' lost')
  await helen.page.close()
  await helen.context.setOffline(false)
  const page = await helen.context.newPage()
  await page.routeWebSocket(/\/collab/, socket => void socket.close({ code: 1013 }))
  await page.goto('/')
  const other = await helen.context.newPage()
  await other.routeWebSocket(/\/collab/, socket => void socket.close({ code: 1013 }))
  await other.goto(`/posts/${post.id}`)
  await expect(textOf(other)).toContainText('Begin. lost')

  // As a box for comments keeps it.
  const begun = { key: draftKey(helen.id, post.id, 'new'), draft: JSON.stringify({ text: 'Is it?', mentions: [] }) }
  await page.evaluate(({ key, draft }) => localStorage.setItem(key, draft), begun)
  await page.evaluate(addEmptyCopy, `galley:${helen.id}:post:${crypto.randomUUID()}`)

  await page.getByRole('button', { name: /account and theme/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  const question = page.getByRole('dialog', { name: 'Sign out?' })
  await expect(question).toContainText('5 changes are not stored yet. 1 comment is begun and not sent.')
  await expectAccessible(page, 'the question before signing out')
  await page.setViewportSize({ width: 360, height: 740 })
  await expectNoSidewaysScroll(page, 'the question before signing out')
  await question.getByRole('button', { name: 'Wait' }).click()
  await page.setViewportSize({ width: 1280, height: 720 })
  expect(await page.evaluate(keptNames)).toHaveLength(2)

  await page.getByRole('button', { name: /account and theme/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await question.getByRole('button', { name: 'Sign out and lose them' }).click()
  await expect(page).toHaveURL(/sign-in/)
  await expect(other).toHaveURL(/sign-in/)
  await expect.poll(() => page.evaluate(keptNames)).toEqual([])
})

/** A browser that opens no database, as private windows do. */
const REFUSE = () => {
  IDBFactory.prototype.open = () => {
    throw new DOMException('Denied', 'SecurityError')
  }
}

test('[CN76] [CM434] leaving asks only when something is neither stored nor kept here', async ({ browser, watch }) => {
  watch.expectErrors(OFFLINE)
  const sam = await owner(browser)
  const mira = await invite(browser, sam, 'Mira Okafor', 'editor')
  const post = await newPost(sam, 'Leaving', 'Begin.')
  const questions: string[] = []
  const follow = (page: Page) =>
    page.on('dialog', dialog => {
      questions.push(dialog.type())
      void dialog.accept()
    })
  const leave = async (page: Page) => {
    const closed = page.waitForEvent('close')
    await page.close({ runBeforeUnload: true })
    await closed
  }

  follow(mira.page)
  await openPost(mira.page, post.id)
  await typeOffline(mira.page, ' kept')
  await leave(mira.page)
  expect(questions).toEqual([])
  await mira.context.setOffline(false)

  // A comment of which the device keeps nothing.
  const full = await mira.context.newPage()
  follow(full)
  await openPost(full, post.id)
  await full.evaluate(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('Full', 'QuotaExceededError')
    }
  })
  await textOf(full).click()
  await full.keyboard.press('ControlOrMeta+Alt+m')
  await full.getByRole('textbox', { name: 'New comment' }).fill('Is it?')
  await leave(full)
  expect(questions.splice(0)).toEqual(['beforeunload'])

  const poor = await mira.context.newPage()
  follow(poor)
  await poor.addInitScript(REFUSE)
  await openPost(poor, post.id)
  await expect(poor.getByText('This browser can’t keep text offline')).toBeVisible()
  await writeAtEnd(poor, ' stored')
  await expectSaved(poor)
  await mira.context.setOffline(true)
  await expect(saveSign(poor)).toHaveAttribute('data-save', 'offline')
  await writeAtEnd(poor, ' risky')
  await expect(saveSign(poor)).toContainText('only in this tab (6)')
  await leave(poor)
  expect(questions).toEqual(['beforeunload'])
})

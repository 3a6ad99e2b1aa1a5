/** What the device keeps is not what the server has: the page is put right, and all its tabs go on. */
import type { Page } from '@playwright/test'
import { expectAccessible } from './support/accessible.ts'
import { keptNames, OFFLINE, typeOffline } from './support/device.ts'
import { storedText } from './support/log.ts'
import { expectSaved, openPost, saveSign, textOf, writeAtEnd } from './support/pages.ts'
import { newPost, owner } from './support/people.ts'
import { expect, test } from './support/story.ts'

/** One byte on the device goes wrong: the same structs, another word. */
async function spoilKept(page: Page): Promise<void> {
  const changed = await page.evaluate(async () => {
    const names = (await indexedDB.databases()).flatMap(({ name }) => (name?.includes(':post:') ? [name] : []))
    let count = 0
    for (const name of names) {
      const db = await new Promise<IDBDatabase>(resolve => {
        const opening = indexedDB.open(name)
        opening.onsuccess = () => resolve(opening.result)
      })
      const store = db.transaction('updates', 'readwrite').objectStore('updates')
      await new Promise<void>(resolve => {
        store.openCursor().onsuccess = event => {
          const cursor = (event.target as IDBRequest<IDBCursorWithValue | null>).result
          if (!cursor) return resolve()
          const bytes: Uint8Array = cursor.value
          const text = String.fromCharCode(...bytes)
          const at = text.indexOf('right words')
          if (at >= 0) {
            bytes.set(new TextEncoder().encode('wrong'), at)
            cursor.update(bytes)
            count += 1
          }
          cursor.continue()
        }
      })
      db.close()
    }
    return count
  })
  expect(changed).toBeGreaterThan(0)
}

test('[CN71] a page that had drifted from the server is put right by itself, and says so', async ({ browser }) => {
  const sam = await owner(browser)
  const post = await newPost(sam, 'Drift', 'The right words stand here.')
  await openPost(sam.page, post.id)
  await expectSaved(sam.page)
  await expect.poll(() => sam.page.evaluate(keptNames)).not.toEqual([])
  await sam.page.goto('/')
  await spoilKept(sam.page)
  await openPost(sam.page, post.id)
  await expect(textOf(sam.page)).toContainText('The wrong words')
  await expect(textOf(sam.page)).toContainText('The right words', { timeout: 60_000 })
  await expect(sam.page.getByText('This page had drifted from the server and was put right.')).toBeVisible()
  await expectAccessible(sam.page, 'a page that was put right')
  await writeAtEnd(sam.page, ' And more.')
  await expectSaved(sam.page)
  await sam.page.reload()
  await expect(textOf(sam.page)).toContainText('The right words stand here. And more.')
  expect(await storedText(post.id)).toContain('The right words stand here. And more.')
})

test('[CN440] the other tabs of a person whose page was put right keep their text on the device', async ({
  browser,
  watch,
}) => {
  watch.expectErrors(OFFLINE)
  const sam = await owner(browser)
  const post = await newPost(sam, 'Drift beside', 'The right words stand here.')
  await openPost(sam.page, post.id)
  await expectSaved(sam.page)
  const second = await sam.context.newPage()
  await openPost(second, post.id)
  await expectSaved(second)
  await sam.page.goto('/')
  await spoilKept(sam.page)
  await openPost(sam.page, post.id)
  await expect(sam.page.getByText('This page had drifted from the server and was put right.')).toBeVisible({
    timeout: 60_000,
  })
  await typeOffline(second, ' Kept.')
  await expect(saveSign(second)).toContainText('kept on this device')
  await sam.page.close()
  await second.close()
  await sam.context.setOffline(false)
  const third = await sam.context.newPage()
  await openPost(third, post.id)
  await expect(textOf(third)).toContainText('The right words stand here. Kept.')
  await expectSaved(third)
})

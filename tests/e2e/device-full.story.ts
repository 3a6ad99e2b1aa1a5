/** A device that keeps nothing more is said to, and is made use of again as soon as it does. */
import { expectSaved, openPost, saveSign, textOf, writeAtEnd } from './support/pages.ts'
import { newPost, owner } from './support/people.ts'
import { expect, test } from './support/story.ts'

/** In a page: rows of the one post that is kept. */
async function countRows(): Promise<number> {
  const [found] = (await indexedDB.databases()).filter(({ name }) => name?.includes(':post:'))
  return new Promise(resolve => {
    const opening = indexedDB.open(found?.name ?? '')
    opening.onsuccess = () => {
      const asked = opening.result.transaction('updates').objectStore('updates').count()
      asked.onsuccess = () => resolve(asked.result)
      opening.result.close()
    }
  })
}

test('[CN67] [CN410] [CN411] a device that is full is noticed while writing, one that has room again, and one that is cleared', async ({
  browser,
}) => {
  const sam = await owner(browser)
  const post = await newPost(sam, 'No room', 'Begin.')
  await sam.page.addInitScript(() => {
    // As a browser does it: the request is taken, and its transaction is undone.
    const add = IDBObjectStore.prototype.add
    IDBObjectStore.prototype.add = function (...value: Parameters<typeof add>) {
      const request = add.apply(this, value)
      const { dataset } = document.documentElement
      if (dataset.full === 'yes') this.transaction.abort()
      if (dataset.full === 'in the end') {
        dataset.full = 'not yet'
        const hold = () => {
          if (dataset.full === 'no') this.transaction.abort()
          else this.count().onsuccess = hold
        }
        hold()
      }
      return request
    }
  })
  await openPost(sam.page, post.id)
  await expectSaved(sam.page)
  const banner = sam.page.getByText('This browser can’t keep text offline')
  await expect(banner).toHaveCount(0)
  const become = (full: string) =>
    sam.page.evaluate(now => {
      document.documentElement.dataset.full = now
    }, full)
  await become('yes')
  await writeAtEnd(sam.page, ' a')
  await expect(banner).toBeVisible()
  await expectSaved(sam.page)
  await become('no')
  await writeAtEnd(sam.page, ' b')
  await expect(banner).toHaveCount(0)
  // The one that succeeds was begun before the one in front of it failed: all is written anew, into one row.
  await become('in the end')
  await writeAtEnd(sam.page, 'cd')
  await become('no')
  await expect.poll(() => sam.page.evaluate(countRows)).toBe(1)
  await expect(banner).toHaveCount(0)

  // What is kept is whole again, in spite of the row that is missing.
  await expectSaved(sam.page)
  await sam.page.goto('/')
  await sam.page.routeWebSocket(/\/collab/, socket => void socket.close({ code: 1013 }))
  await openPost(sam.page, post.id)
  await expect(textOf(sam.page)).toContainText('Begin. a bcd')
  await expect(saveSign(sam.page)).toContainText('kept on this device')
  await sam.page.evaluate(async () => {
    const databases = await indexedDB.databases()
    for (const { name } of databases) if (name?.includes(':post:')) indexedDB.deleteDatabase(name)
  })
  await expect(saveSign(sam.page)).toContainText('only in this tab')
})

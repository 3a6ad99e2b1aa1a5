/** A device without a network, and what it keeps of posts meanwhile. */
import { expect, type Page } from '@playwright/test'
import { unsentOn } from '#tests/support/killable-browser.ts'
import { saveSign, writeAtEnd } from './pages.ts'

/** What a page without a network may complain of. */
export const OFFLINE = /ERR_INTERNET_DISCONNECTED|ERR_FAILED|WebSocket|Failed to fetch|Failed to load resource/

/** Takes the network from an open post and waits until its page knows: typed before, words would still go out. */
export async function goOffline(page: Page): Promise<void> {
  await page.context().setOffline(true)
  await expect(saveSign(page)).toHaveAttribute('data-save', 'offline')
}

/** Types while the network is gone; what is typed is on the device then. */
export async function typeOffline(page: Page, words: string): Promise<void> {
  await goOffline(page)
  await writeAtEnd(page, words)
  await expect(saveSign(page)).toContainText(`(${words.length})`)
  // The count on the device is written a moment after the words.
  await expect.poll(() => unsentOn(page), { message: 'unsent on the device' }).toBe(words.length)
}

/** In a page: the databases that hold posts. */
export const keptNames = () =>
  indexedDB.databases().then(found => found.flatMap(({ name }) => (name?.includes(':post:') ? [name] : [])))

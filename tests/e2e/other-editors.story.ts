/** What this page's editor does not know: shown as such, kept byte for byte; and a page that is too old looks on. */
import * as Y from 'yjs'
import { expectAccessible, expectNoSidewaysScroll } from './support/accessible.ts'
import { goOffline } from './support/device.ts'
import { storedDoc, writeUnseen } from './support/log.ts'
import { expectSaved, openPost, saveSign, textOf, writeAtEnd } from './support/pages.ts'
import { invite, newPost, owner } from './support/people.ts'
import { expect, test } from './support/story.ts'

/** Each block with the id of its struct: a copy of the same words has another one. */
async function storedBlocks(postId: string): Promise<string[]> {
  const doc = await storedDoc(postId)
  return doc
    .getXmlFragment('body')
    .toArray()
    .map(type => `${type._item?.id.client}:${type._item?.id.clock} ${type.toString()}`)
}

test('[CN64] blocks of a newer Galley are shown as such, and typing around them leaves them byte for byte', async ({
  browser,
}) => {
  const sam = await owner(browser)
  const mira = await invite(browser, sam, 'Mira Okafor', 'editor')
  const post = await newPost(sam, 'From the future', 'Before.\n\nAfter.')
  await writeUnseen(sam, post.id, body => {
    const poll = new Y.XmlElement('poll')
    poll.setAttribute('closes', '2030-01-01')
    const choice = new Y.XmlElement('choice')
    choice.insert(0, [new Y.XmlText('Storm or calm?')])
    poll.insert(0, [choice])
    const marked = new Y.XmlElement('paragraph')
    const words = new Y.XmlText()
    words.applyDelta([{ insert: 'glowing words', attributes: { glow: { colour: 'red' } } }])
    marked.insert(0, [words])
    const lone = new Y.XmlElement('listItem')
    lone.insert(0, [new Y.XmlText('text where none may be')])
    body.insert(2, [poll, marked, lone])
  })
  const before = await storedBlocks(post.id)

  for (const person of [sam, mira]) {
    const text = await openPost(person.page, post.id)
    await expect(text.getByText('This block needs a newer version of Galley')).toHaveCount(2)
    await expect(text.getByText('This block can’t be shown as it is stored')).toHaveCount(1)
    for (const words of ['Storm or calm?', 'glowing words', 'text where none may be', 'After.']) {
      await expect(text).toContainText(words)
    }
    await expect(person.page.getByText('A part of this post can’t be edited here.')).toBeVisible()
    await expectSaved(person.page)
  }
  await textOf(sam.page).locator('h1').click()
  expect(await storedBlocks(post.id)).toEqual(before)

  await writeAtEnd(sam.page, ' By Sam.')
  await textOf(mira.page).getByText('Before.').click()
  await mira.page.keyboard.press('End')
  await mira.page.keyboard.type(' By Mira.')
  for (const person of [sam, mira]) {
    await expect(textOf(person.page)).toContainText('Before. By Mira.')
    await expect(textOf(person.page)).toContainText('After. By Sam.')
    await expectSaved(person.page)
  }
  // Bold over everything is a change on both sides of each of them.
  await sam.page.keyboard.press('ControlOrMeta+a')
  await sam.page.keyboard.press('ControlOrMeta+b')
  await expect(textOf(mira.page).locator('strong', { hasText: 'By Mira.' })).toBeVisible()
  await expectSaved(sam.page)
  await expectAccessible(sam.page, 'a post with unknown blocks')
  await sam.page.setViewportSize({ width: 360, height: 740 })
  await expectNoSidewaysScroll(sam.page, 'a post with unknown blocks')
  for (const person of [sam, mira]) await person.page.goto('/')
  expect((await storedBlocks(post.id)).slice(2, 5)).toEqual(before.slice(2, 5))
})

/** A page whose script is older than the server's schema, from the moment it is told to be. */
const CLAIM_OLD = () => {
  const Native = window.WebSocket
  window.WebSocket = class extends Native {
    constructor(url: string | URL) {
      const old = document.documentElement.dataset.old === 'yes' || sessionStorage.getItem('old') === 'yes'
      super(old ? String(url).replace(/editor=\d+/, 'editor=0') : url)
    }
  }
}

test('[CN74] a page that is too old looks on and says so; what it had not sent is kept and stored after the reload', async ({
  browser,
  watch,
}) => {
  watch.expectErrors(/ERR_INTERNET_DISCONNECTED|WebSocket|Failed to fetch/)
  const sam = await owner(browser)
  const mira = await invite(browser, sam, 'Mira Okafor', 'editor')
  const post = await newPost(sam, 'An old tab', 'Begin.')
  await openPost(sam.page, post.id)
  await mira.page.addInitScript(CLAIM_OLD)
  await openPost(mira.page, post.id)
  await expectSaved(mira.page)

  // While she is away, the server is updated.
  await goOffline(mira.page)
  await writeAtEnd(mira.page, 'abc')
  await expect(saveSign(mira.page)).toContainText('(3)')
  await mira.page.evaluate(() => {
    document.documentElement.dataset.old = 'yes'
  })
  await mira.context.setOffline(false)
  const banner = mira.page.getByText('This page is an older version of Galley.')
  await expect(banner).toBeVisible()
  await expect(mira.page.getByText(/Your \d+ unsent changes will be kept\./)).toBeVisible()
  await expect(textOf(mira.page)).toHaveAttribute('contenteditable', 'false')
  await expect(textOf(mira.page)).toContainText('abc')
  await expect(textOf(sam.page)).not.toContainText('abc')
  await expectAccessible(mira.page, 'a page that is too old')

  await mira.page.getByRole('button', { name: 'Reload' }).click()
  await expect(textOf(mira.page)).toContainText('abc')
  await expectSaved(mira.page)
  await expect(textOf(sam.page)).toContainText('abc')

  // Opened by an old page: nothing to send, and still not a reader's page.
  await mira.page.evaluate(() => sessionStorage.setItem('old', 'yes'))
  await mira.page.reload()
  await expect(banner).toBeVisible()
  await expect(textOf(mira.page)).toHaveAttribute('contenteditable', 'false')
  await writeAtEnd(sam.page, ' Live.')
  await expect(textOf(mira.page)).toContainText('Live.')
})

/** A picture from a person's hand to the public page: dropped, pasted, chosen; seen by the other; failing where one sees it. */
import { writeFileSync } from 'node:fs'
import type { Locator, Page } from '@playwright/test'
import { pictureOf } from '../support/pictures.ts'
import { expectAccessible, expectNoSidewaysScroll } from './support/accessible.ts'
import { expectSaved, openPost, textOf } from './support/pages.ts'
import { invite, newPost, owner, type Person, workspaceOf } from './support/people.ts'
import { expect, test } from './support/story.ts'

let sam: Person
let mira: Person

test.beforeEach(async ({ browser }) => {
  sam = await owner(browser)
  mira = await invite(browser, sam, 'Mira Okafor', 'editor')
})

type Given = { readonly name: string; readonly type: string; readonly bytes: Uint8Array }

const jpeg = async (name: string, red: number): Promise<Given> => ({
  name,
  type: 'image/jpeg',
  bytes: await pictureOf({ format: 'jpeg', width: 1200 + red, height: 800, red }),
})

/** As a hand does it: the browser's own event with a file in it. */
async function give(target: Locator, how: 'paste' | 'drop', ...list: readonly Given[]): Promise<void> {
  const files = list.map(({ bytes, ...file }) => ({ ...file, base64: Buffer.from(bytes).toString('base64') }))
  await target.evaluate(
    (element, { how, files }) => {
      const data = new DataTransfer()
      for (const { name, type, base64 } of files)
        data.items.add(new File([Uint8Array.from(atob(base64), letter => letter.charCodeAt(0))], name, { type }))
      const { left, top, width, height } = element.getBoundingClientRect()
      const place = { clientX: left + width / 2, clientY: top + height / 2 }
      const event =
        how === 'paste'
          ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
          : new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true, ...place })
      element.dispatchEvent(event)
    },
    { how, files },
  )
}

const pictures = (page: Page) => textOf(page).locator('figure.image img')
const cards = (page: Page) => textOf(page).locator('.upload')

async function expectLoaded(picture: Locator): Promise<void> {
  await expect(picture).toBeVisible()
  await picture.scrollIntoViewIfNeeded()
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)
}

test('[IM11] a picture is dropped; the other sees it when it is there, with its words', async () => {
  const { id } = await newPost(sam, 'The buoy', 'Above.\n\nBelow.')
  await openPost(sam.page, id)
  await openPost(mira.page, id)

  await give(textOf(sam.page).getByText('Above.'), 'drop', await jpeg('buoy.jpg', 10))
  await expectLoaded(pictures(mira.page))
  await expectSaved(sam.page)
  await expect(textOf(mira.page).locator(':scope > *').nth(2).locator('img')).toHaveCount(1)
  await expect(cards(sam.page)).toHaveCount(0)

  // What it shows is asked for, calmly, of who may write; and is a text like any other.
  await sam.page.getByRole('button', { name: 'No alt text yet' }).click()
  await sam.page.keyboard.type('A red buoy')
  await sam.page.keyboard.press('Tab')
  await sam.page.keyboard.type('At low water')
  await expect(mira.page.getByRole('img', { name: 'A red buoy' })).toBeVisible()
  await expect(textOf(mira.page).getByText('At low water')).toBeVisible()
  await expect(mira.page.getByRole('button', { name: 'No alt text yet' })).toBeHidden()
  await expectSaved(sam.page)
  await sam.page.keyboard.press('Enter')
  await sam.page.keyboard.type('And ')
  await expect(textOf(mira.page).getByText('And Below.')).toBeVisible()

  await sam.page.getByRole('img', { name: 'A red buoy' }).click()
  await expect(sam.page.getByRole('textbox', { name: 'Alt text' }).first()).toBeVisible()
  await expectAccessible(sam.page, 'a picture and its words')
  await sam.page.setViewportSize({ width: 360, height: 740 })
  await expectNoSidewaysScroll(sam.page, 'a picture and its words')
})

test('[IM11] [IM410] several at once stand in the order they were given, and the list of blocks asks for one by the keyboard', async () => {
  const { id } = await newPost(sam, 'Many buoys', 'Above.\n\nBelow.')
  await openPost(sam.page, id)
  await openPost(mira.page, id)
  await mira.page.getByText('Below.').click()
  await sam.page.getByText('Above.').click()
  await sam.page.keyboard.press('Home')
  await give(textOf(mira.page), 'paste', await jpeg('first.jpg', 20), await jpeg('second.jpg', 25))
  // Whatever others write meanwhile.
  await sam.page.keyboard.type('High ')
  await expect(pictures(sam.page)).toHaveCount(2)
  await expect(textOf(mira.page).getByText('High Above.')).toBeVisible()
  const widths = pictures(sam.page).evaluateAll(images => images.map(image => image.getAttribute('width')))
  expect(await widths).toEqual(['1220', '1225'])

  await mira.page.getByText('Below.').click()
  await mira.page.keyboard.press('End')
  await mira.page.keyboard.press('Enter')
  await mira.page.keyboard.type('/pict')
  const file = test.info().outputPath('chosen.jpg')
  writeFileSync(file, (await jpeg('chosen.jpg', 30)).bytes)
  const browser = await mira.context.newCDPSession(mira.page)
  await browser.send('Page.enable')
  await browser.send('Page.setInterceptFileChooserDialog', { enabled: true })
  const asked = new Promise<{ backendNodeId?: number }>(resolve => browser.once('Page.fileChooserOpened', resolve))
  await mira.page.keyboard.press('Enter')
  const { backendNodeId } = await asked
  // One takes one's time over it: what nobody holds is cleared away, and others write.
  await browser.send('HeapProfiler.collectGarbage')
  await sam.page.getByText('High Above.').click()
  await sam.page.keyboard.press('Home')
  await sam.page.keyboard.type('Longer than what stands below. ')
  await expect(textOf(mira.page).getByText('stands below. High Above.')).toBeVisible()
  await browser.send('DOM.setFileInputFiles', { backendNodeId, files: [file] })
  await expect(pictures(sam.page)).toHaveCount(3)
  await expect(textOf(sam.page).locator('p', { hasText: 'Below.' }).locator('xpath=following::img[1]')).toHaveAttribute(
    'width',
    '1230',
  )
  await expectSaved(mira.page)
})

test('[IM12] what fails stays where it was put, says why, and nobody else sees it', async ({ watch }) => {
  watch.expectErrors(/400 \(Bad Request\)|413|ERR_FAILED/)
  const { id } = await newPost(sam, 'A bad day for pictures', 'Words.')
  await openPost(sam.page, id)
  await openPost(mira.page, id)
  const place = () => textOf(sam.page).getByText('Words.')

  const svg = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')
  await give(place(), 'drop', { name: 'evil\u202egnp.svg', type: 'image/png', bytes: svg })
  await expect(cards(sam.page)).toContainText('Could not upload evil gnp.svg. SVG is a program that draws')
  await expect(cards(sam.page).getByRole('button')).toHaveText(['Choose another', 'Remove'])

  // The text around it goes on, of this person and of the other.
  await mira.page.getByText('Words.').click()
  await mira.page.keyboard.press('Home')
  await mira.page.keyboard.type('Before: ')
  await expect(textOf(sam.page).getByText('Before: Words.')).toBeVisible()
  await expect(cards(sam.page)).toHaveCount(1)
  await expect(cards(mira.page)).toHaveCount(0)
  await expectAccessible(sam.page, 'a picture that failed')
  await cards(sam.page).getByRole('button', { name: 'Remove' }).click()
  await expect(cards(sam.page)).toHaveCount(0)

  await give(place(), 'drop', { name: 'storm.jpg', type: 'image/jpeg', bytes: new Uint8Array(10 * 1024 * 1024 + 1) })
  await expect(cards(sam.page)).toContainText('Could not upload storm.jpg. Larger than 10 MB. Make it smaller.')
  await cards(sam.page).getByRole('button', { name: 'Remove' }).click()

  // Without a way to the server, and with one again.
  await sam.page.route('**/api/v1/images**', route => route.abort())
  await give(place(), 'drop', await jpeg('later.jpg', 40))
  await expect(cards(sam.page)).toContainText('Could not upload later.jpg. The server does not answer.')
  await sam.page.unroute('**/api/v1/images**')
  await cards(sam.page).getByRole('button', { name: 'Try again' }).click()
  await expect(pictures(mira.page)).toHaveCount(1)
  await expect(cards(sam.page)).toHaveCount(0)
})

test('[IM11] [IM390] [IM411] while it is on its way it is seen by who sends it alone, and can be called back', async () => {
  const { id } = await newPost(sam, 'On its way', 'Words.')
  // By a link, and not as a page of its own: then the browser does not ask at back and forward.
  await sam.page.goto('/')
  await sam.page.getByRole('link', { name: 'On its way' }).first().click()
  await openPost(mira.page, id)
  let go = () => {}
  const held = new Promise<void>(resolve => {
    go = resolve
  })
  await sam.page.route('**/api/v1/images**', async route => {
    await held
    await route.continue().catch(() => undefined)
  })
  await give(textOf(sam.page).getByText('Words.'), 'drop', await jpeg('slow.jpg', 50))
  await expect(cards(sam.page)).toContainText('slow.jpg…')
  await expect(cards(sam.page).getByRole('progressbar', { name: 'Uploading slow.jpg' })).toBeVisible()
  await mira.page.getByText('Words.').click()
  await mira.page.keyboard.press('End')
  await mira.page.keyboard.press('Enter')
  await mira.page.keyboard.type('More.')
  await expect(textOf(sam.page).getByText('More.')).toBeVisible()
  await expect(cards(sam.page)).toHaveCount(1)
  await expectSaved(sam.page)
  expect(await mira.page.locator('.upload').count()).toBe(0)
  // Nothing keeps it but this page: who goes elsewhere by a link of it, or back, is asked as well.
  const questions: string[] = []
  sam.page.on('dialog', dialog => {
    questions.push(dialog.type())
    void dialog.dismiss()
  })
  await sam.page.getByRole('link', { name: 'Back to posts' }).click({ noWaitAfter: true })
  await expect.poll(() => questions).toEqual(['beforeunload'])
  await sam.page.evaluate(() => history.back())
  await expect.poll(() => questions).toEqual(['beforeunload', 'confirm'])
  await expect(sam.page).toHaveURL(new RegExp(id))
  await expect(cards(sam.page)).toHaveCount(1)
  await cards(sam.page).getByRole('button', { name: 'Cancel' }).click()
  await expect(cards(sam.page)).toHaveCount(0)
  go()
  await expect(pictures(mira.page)).toHaveCount(0)
})

test('[IM14] [IM412] a cover is chosen in the panel, seen by the other, and goes out with the post and its link', async ({
  browser,
}) => {
  const { id } = await newPost(sam, `Covered ${crypto.randomUUID().slice(0, 8)}`, 'Words.')
  await openPost(sam.page, id)
  await openPost(mira.page, id)
  for (const { page } of [sam, mira]) {
    if (!(await page.getByRole('complementary', { name: 'Post details' }).isVisible()))
      await page.getByRole('button', { name: 'Publish…' }).click()
  }
  const chooser = sam.page.waitForEvent('filechooser')
  await sam.page.getByRole('button', { name: 'Choose a cover…' }).click()
  const { bytes } = await jpeg('cover.jpg', 60)
  const { promise: held, resolve: go } = Promise.withResolvers<void>()
  await sam.page.route('**/api/v1/images**', route => held.then(() => route.continue()))
  await (await chooser).setFiles({ name: 'cover.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(bytes) })
  await expect(sam.page.getByRole('progressbar', { name: 'Uploading cover.jpg' })).toBeVisible()
  await sam.page.getByRole('tab', { name: 'Comments' }).click()
  await expect(sam.page.getByRole('progressbar')).toHaveCount(0)
  go()
  await sam.page.getByRole('tab', { name: 'Publish' }).click()
  await sam.page.getByRole('textbox', { name: 'Alt text of the cover' }).fill('The harbour at dawn')
  await expectLoaded(mira.page.getByRole('img', { name: 'The harbour at dawn' }))
  await expectSaved(sam.page)
  await expectAccessible(mira.page, 'the panel with a cover')

  await give(textOf(sam.page).getByText('Words.'), 'drop', await jpeg('inside.jpg', 70))
  await expect(pictures(mira.page)).toHaveCount(1)
  // What is missing is said before the post goes out, and leads there.
  await sam.page
    .getByText('One picture has no alt text yet.')
    .locator('..')
    .getByRole('button', { name: 'Show' })
    .click()
  await sam.page.keyboard.type('Nets')
  await expect(sam.page.getByText('One picture has no alt text yet.')).toBeHidden()
  await expect(mira.page.getByRole('img', { name: 'Nets' })).toBeVisible()
  await expectSaved(sam.page)
  const address = await publishOnSite(sam, id)
  const reader = await (await browser.newContext()).newPage()
  await reader.goto(address)
  await expectLoaded(reader.getByRole('img', { name: 'The harbour at dawn' }))
  await expectLoaded(reader.getByRole('img', { name: 'Nets' }))
  await expectAccessible(reader, 'a public post with pictures')
  const card = await reader.locator('meta[property="og:image"]').getAttribute('content')
  const file = await reader.request.get(card ?? '')
  expect(file.headers()['content-type']).toBe('image/jpeg')
  expect(file.headers()['content-security-policy']).toBe("default-src 'none'; sandbox")
  expect(file.headers()['cache-control']).toContain('immutable')
  await reader.setViewportSize({ width: 360, height: 740 })
  await expectNoSidewaysScroll(reader, 'a public post with pictures')
})

async function publishOnSite(by: Person, postId: string): Promise<string> {
  const { id: workspaceId } = await workspaceOf(by)
  const { items } = await (await by.call('get', `/api/v1/channels?workspace=${workspaceId}`)).json()
  const site = items.find(({ kind }: { kind: string }) => kind === 'site')
  await by.call('post', `/api/v1/posts/${postId}/publish`, { channelIds: [site.id] })
  const read = async () => (await by.call('get', `/api/v1/posts/${postId}`)).json()
  await expect.poll(async () => (await read()).state).toBe('published')
  return (await read()).deliveries[0].url
}

/** Who sees a post: made private while others have it open, given to somebody, and shared by link with a guest. */
import { expectAccessible } from './support/accessible.ts'
import { openPost, row, textOf, writeAtEnd } from './support/pages.ts'
import { invite, newPost, owner, type Person } from './support/people.ts'
import { expect, test } from './support/story.ts'

const shareDialog = (person: Person) => person.page.getByRole('dialog', { name: 'Share this post' })

async function openShare(person: Person) {
  await person.page.getByRole('button', { name: /^Share/ }).click()
  const dialog = shareDialog(person)
  await expect(dialog.getByRole('group', { name: 'Who can see it' })).toBeVisible()
  return dialog
}

test('[AU44] [AU560] made private, a post goes from the page and the board of others, who read why; named, they have it again', async ({
  browser,
  watch,
}) => {
  watch.expectErrors(/404 \(Not Found\)/)
  const sam = await owner(browser)
  const mira = await invite(browser, sam, 'Mira Haddad', 'editor')
  const title = `Between us ${crypto.randomUUID().slice(0, 6)}`
  const post = await newPost(sam, title, 'First words.')
  await openPost(sam.page, post.id)
  await openPost(mira.page, post.id)
  const board = await mira.context.newPage()
  await board.goto('/')
  await expect(row(board, title)).toBeVisible()

  const dialog = await openShare(sam)
  await expectAccessible(sam.page, 'the share dialog')
  await dialog.getByRole('button', { name: 'Private' }).click()
  await expect(dialog.getByText('Began it')).toBeVisible()
  await expect(mira.page.getByText(/Sam Lindqvist took away your access, \d\d:\d\d\./)).toBeVisible()
  await expect(mira.page.getByRole('button', { name: 'Copy my text' })).toBeVisible()
  await expect(textOf(mira.page)).toHaveAttribute('contenteditable', 'false')
  await expect(row(board, title)).toHaveCount(0)
  expect((await mira.call('get', `/api/v1/posts/${post.id}`)).status()).toBe(404)

  await dialog.getByRole('combobox', { name: 'Add somebody' }).selectOption({ value: mira.id })
  await dialog.getByRole('combobox', { name: 'What they may do' }).selectOption('Can comment')
  await dialog.getByRole('button', { name: 'Add', exact: true }).press('Enter')
  await expect(dialog.getByRole('button', { name: 'Remove Mira Haddad' })).toBeVisible()
  await expect(dialog.locator(':focus')).toHaveCount(1)
  await expect(row(board, title)).toBeVisible()
  await expect(row(board, title)).toContainText('Private')
  await openPost(mira.page, post.id)
  await expect(textOf(mira.page)).toHaveAttribute('contenteditable', 'false')
  expect((await mira.call('post', `/api/v1/posts/${post.id}/threads`, { body: 'May I?' })).status()).toBeLessThan(300)
  expect((await mira.call('post', `/api/v1/posts/${post.id}/submit`, {})).status()).toBe(403)
})

test('[AU101] begun private from the button, a post is there for its author alone', async ({ browser, watch }) => {
  watch.expectErrors(/404 \(Not Found\)/)
  const sam = await owner(browser)
  const mira = await invite(browser, sam, 'Mira Haddad', 'editor')
  const { page } = mira
  await page.goto('/')
  const more = page.getByRole('button', { name: 'Who will see what you begin' })
  await more.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem', { name: /Private post/ })).toBeVisible()
  await expectAccessible(page, 'who will see what one begins')
  await page.keyboard.press('p')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/posts\/[0-9a-f-]{36}$/)
  await expect(page.getByRole('button', { name: /^Share.*private/ })).toBeVisible()
  const postId = new URL(page.url()).pathname.split('/').at(-1)
  expect((await sam.call('get', `/api/v1/posts/${postId}`)).status()).toBe(404)

  await page.goto('/')
  await page.getByRole('main').press('Shift+C')
  await expect(page).toHaveURL(/\/posts\/[0-9a-f-]{36}$/)
  await expect(page.getByRole('button', { name: /^Share.*private/ })).toBeVisible()
})

test('[AU51] [AU53] [AU107] [AU560] [CM391] [CM432] a guest reads live by a link and comments; turned off, it opens nothing', async ({
  browser,
  watch,
}) => {
  watch.expectErrors(/404 \(Not Found\)/)
  const sam = await owner(browser)
  const post = await newPost(sam, 'For a guest', 'Shared words.')
  await openPost(sam.page, post.id)
  const dialog = await openShare(sam)
  await dialog.getByRole('combobox', { name: 'What whoever has the link may do' }).selectOption('Read and comment')
  await dialog.getByRole('button', { name: 'Make a link' }).click()
  const url = await dialog.getByRole('textbox', { name: 'Share link' }).inputValue()
  await dialog.getByRole('button', { name: 'Close' }).click()

  const context = await browser.newContext()
  const guest = await context.newPage()
  const response = await guest.goto(new URL(url).pathname)
  expect(response?.headers()['referrer-policy']).toBe('no-referrer')
  expect(response?.headers()['x-robots-tag']).toContain('noindex')
  expect(await response?.text()).not.toContain('For a guest')
  await expect(textOf(guest)).toContainText('Shared words.')
  await writeAtEnd(sam.page, ' And live ones.')
  await expect(textOf(guest)).toContainText('And live ones.')
  await expect(guest.getByText('2 people are here')).toBeVisible()
  await expect(guest.getByText('Sam Lindqvist')).toHaveCount(0)
  await expectAccessible(guest, 'the page of a guest')

  await guest.getByRole('textbox', { name: 'Your name' }).fill('Robin Fields')
  await guest.getByRole('textbox', { name: 'Your comment' }).fill('Could this be shorter?')
  await guest.getByRole('button', { name: 'Comment', exact: true }).click()
  await expect(guest.getByText('Robin Fields (guest)')).toBeVisible()
  await expect(sam.page.getByText('Robin Fields (guest)').first()).toBeVisible()

  // What is typed while the first words are on their way stays; so do words in a reply that somebody else is opened beside.
  const box = guest.getByRole('textbox', { name: 'Your comment' })
  const said = Promise.withResolvers<void>()
  await guest.route(/guest\/threads$/, async route => {
    const answer = await route.fetch()
    await said.promise
    await route.fulfill({ response: answer })
  })
  await box.fill('And this?')
  await guest.getByRole('button', { name: 'Comment', exact: true }).click()
  await box.pressSequentially(' One more')
  said.resolve()
  await expect(box).toHaveValue('One more')
  const threads = guest.getByRole('article', { name: /^On/ })
  await expect(threads).toHaveCount(2)
  await threads.first().getByRole('button', { name: 'Reply' }).click()
  const reply = guest.getByRole('textbox', { name: 'Your reply' })
  await reply.fill('Half a reply')
  await threads.nth(1).getByRole('button', { name: 'Reply' }).click()
  await expect(reply).toHaveValue('')
  await threads.first().getByRole('button', { name: 'Reply' }).click()
  await expect(reply).toHaveValue('Half a reply')
  await reply.fill('')

  await guest.getByRole('textbox', { name: 'Your comment' }).fill('Half a thought')
  await openShare(sam)
  await dialog.getByRole('button', { name: 'Turn off' }).press('Enter')
  await expect(guest.getByRole('heading', { name: 'This link opens nothing now' })).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Turn off' })).toHaveCount(0)
  await expect(dialog.getByRole('combobox', { name: 'What whoever has the link may do' })).toBeFocused()
  const unsent = guest.getByRole('textbox', { name: 'You had not sent this' })
  await expect(unsent).toHaveValue('Half a thought')
  await expectAccessible(guest, 'the page of a link that ended')
  for (const colorScheme of ['light', 'dark'] as const) {
    await guest.emulateMedia({ colorScheme })
    await guest.screenshot({ path: `test-results/link-ended-${colorScheme}.png` })
  }
  await expect(guest.getByText('Shared words.')).toHaveCount(0)
  const asked = guest.waitForEvent('dialog').then(async question => {
    await question.accept()
    return question.type()
  })
  const again = await guest.reload()
  expect(await asked).toBe('beforeunload')
  expect(again?.status()).toBe(404)
  await expect(guest.getByRole('heading', { name: 'This link opens nothing now' })).toBeVisible()
  await context.close()
})

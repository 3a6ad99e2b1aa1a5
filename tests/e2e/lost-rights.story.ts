/** Whichever way a right ends while somebody has text that is not stored: the page says what happened, and offers it. */
import { readFileSync } from 'node:fs'
import type { Browser } from '@playwright/test'
import { expectAccessible } from './support/accessible.ts'
import { goOffline, keptNames, OFFLINE, typeOffline } from './support/device.ts'
import { galley } from './support/galley.ts'
import { openPost, textOf, writeAtEnd } from './support/pages.ts'
import { invite, newPost, owner, type Person, workspaceOf } from './support/people.ts'
import { expect, test } from './support/story.ts'

type Loss = {
  readonly words: RegExp
  readonly take: (where: { sam: Person; nell: Person; postId: string; browser: Browser }) => Promise<void>
}

const member = async (sam: Person, { id }: Person) => {
  const workspace = await workspaceOf(sam)
  return `/api/v1/workspaces/${workspace.id}/members/${id}`
}

/** Nell at another computer. */
async function elsewhere(browser: Browser, nell: Person, path: string, data: object): Promise<void> {
  const context = await browser.newContext()
  const headers = { origin: galley().url }
  const { email, password } = nell
  for (const [to, body] of [
    ['/api/auth/sign-in/email', { email, password }],
    [path, data],
  ] as const) {
    const answer = await context.request.post(to, { headers, data: body })
    expect(answer.status(), await answer.text()).toBe(200)
  }
  await context.close()
}

const LOSSES: Record<string, Loss> = {
  'a lower role': {
    words: /You can no longer write in this post\./,
    take: async ({ sam, nell }) => {
      expect((await sam.call('patch', await member(sam, nell), { role: 'viewer' })).status()).toBe(200)
    },
  },
  suspension: {
    words: /You are suspended here\. Ask an admin of your workspace\./,
    take: async ({ sam, nell }) => {
      expect((await sam.call('post', `${await member(sam, nell)}/suspend`)).status()).toBe(200)
    },
  },
  'the post made private': {
    words: /took away your access|Your access to this post was taken away\./,
    take: async ({ sam, postId }) => {
      expect((await sam.call('patch', `/api/v1/posts/${postId}/access`, { access: 'private' })).status()).toBe(200)
    },
  },
  'signing out everywhere else': {
    words: /You were signed out\./,
    take: ({ browser, nell }) => elsewhere(browser, nell, '/api/auth/revoke-other-sessions', {}),
  },
  'a new password': {
    words: /You were signed out\./,
    take: ({ browser, nell }) =>
      elsewhere(browser, nell, '/api/auth/change-password', {
        currentPassword: nell.password,
        newPassword: 'thirteen letters by now',
        revokeOtherSessions: true,
      }),
  },
}

for (const [loss, { words, take }] of Object.entries(LOSSES)) {
  test(`[AU106] ${loss}: the page says so, and offers what it could not store`, async ({ browser, watch }) => {
    watch.expectErrors(/ERR_INTERNET_DISCONNECTED|Failed to load resource|WebSocket|40[134]/)
    const sam = await owner(browser)
    const nell = await invite(browser, sam, 'Nell Hart', 'editor')
    const { id } = await newPost(sam, `Lost ${crypto.randomUUID().slice(0, 6)}`, 'Begin.')
    await openPost(nell.page, id)
    await goOffline(nell.page)
    await writeAtEnd(nell.page, ' unsent')
    await take({ sam, nell, postId: id, browser })
    await nell.context.setOffline(false)
    await expect(nell.page.getByText(words).first()).toBeVisible()
    await expect(nell.page.getByText(/7 changes (of yours )?may not be stored/)).toBeVisible()
    await expect(nell.page.getByRole('button', { name: 'Copy my text' })).toBeVisible()
    await expect(textOf(nell.page)).toContainText('Begin. unsent')
    const stored = await (await sam.call('get', `/api/v1/posts/${id}/content?format=markdown`)).text()
    expect(stored).not.toContain('unsent')
  })
}

test('[CN77] [CN392] what was typed before a right was lost is offered as a copy: in the open post, and on the dashboard', async ({
  browser,
  watch,
}) => {
  watch.expectErrors(OFFLINE)
  watch.expectErrors(/404|403/)
  const sam = await owner(browser)
  const workspace = await workspaceOf(sam)
  const mira = await invite(browser, sam, 'Mira Okafor', 'editor')
  const helen = await invite(browser, sam, 'Helen Marsh', 'editor')
  const post = await newPost(sam, 'Not hers any more', 'Begin.')

  await mira.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await openPost(mira.page, post.id)
  await typeOffline(mira.page, ' mine')
  expect((await sam.call('delete', `/api/v1/workspaces/${workspace.id}/members/${mira.id}`)).status()).toBe(204)
  await mira.context.setOffline(false)
  await expect(mira.page.getByText('Your access to this post was taken away.')).toBeVisible()
  await expect(mira.page.getByText('5 changes of yours may not be stored.')).toBeVisible()
  await expect(textOf(mira.page)).toHaveAttribute('contenteditable', 'false')
  await expectAccessible(mira.page, 'access lost')
  await mira.page.getByRole('button', { name: 'Copy my text' }).click()
  await expect.poll(() => mira.page.evaluate(() => navigator.clipboard.readText())).toContain('Begin. mine')
  // Without https there is no clipboard.
  await mira.page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }))
  const [instead] = await Promise.all([
    mira.page.waitForEvent('download'),
    mira.page.getByRole('button', { name: 'Copy my text' }).click(),
  ])
  expect(readFileSync(await instead.path(), 'utf8')).toContain('Begin. mine')
  const [file] = await Promise.all([
    mira.page.waitForEvent('download'),
    mira.page.getByRole('button', { name: 'Download a copy' }).click(),
  ])
  expect(readFileSync(await file.path(), 'utf8')).toContain('Begin. mine')

  await openPost(helen.page, post.id)
  await typeOffline(helen.page, ' hers')
  await helen.page.close()
  const lowered = await sam.call('patch', `/api/v1/workspaces/${workspace.id}/members/${helen.id}`, { role: 'viewer' })
  expect(lowered.status(), await lowered.text()).toBeLessThan(300)
  await helen.context.setOffline(false)
  const dashboard = await helen.context.newPage()
  await dashboard.goto('/')
  await expect(dashboard.getByText('5 changes in “Not hers any more” may not be stored.')).toBeVisible()
  await expectAccessible(dashboard, 'changes that may not be stored')
  const [copy] = await Promise.all([
    dashboard.waitForEvent('download'),
    dashboard.getByRole('button', { name: 'Download a copy' }).click(),
  ])
  expect(readFileSync(await copy.path(), 'utf8')).toContain('Begin. hers')
  await dashboard.getByRole('button', { name: 'Remove…' }).click()
  await dashboard.getByRole('button', { name: 'Remove', exact: true }).click()
  await expect(dashboard.getByText('may not be stored')).toHaveCount(0)
  await expect.poll(() => dashboard.evaluate(keptNames)).toEqual([])
})

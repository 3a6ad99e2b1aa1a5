/** Who may do what, seen from outside: viewers read live, strangers get nothing, signing out ends the socket. */
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { openPost, saveSign, textOf, writeAtEnd } from './support/pages.ts'
import { invite, newPost, owner, type Person, workspaceOf } from './support/people.ts'
import { expect, test } from './support/story.ts'

test('a viewer gets live text and no way to change it', async ({ browser }) => {
  const sam = await owner(browser)
  const jonas = await invite(browser, sam, 'Jonas Weber', 'viewer')
  const post = await newPost(sam, 'For reading', 'First words.')
  await openPost(sam.page, post.id)
  await openPost(jonas.page, post.id)
  await expect(saveSign(jonas.page)).toHaveAttribute('data-save', 'read_only')
  await expect(textOf(jonas.page)).toHaveAttribute('contenteditable', 'false')

  await writeAtEnd(sam.page, ' And live ones.')
  await expect(textOf(jonas.page)).toContainText('And live ones.')
  await textOf(jonas.page).click()
  await jonas.page.keyboard.type('Mine!')
  await expect(textOf(jonas.page)).not.toContainText('Mine!')

  expect((await jonas.call('post', `/api/v1/posts/${post.id}/submit`, {})).status()).toBe(403)
  expect(
    (await jonas.call('post', `/api/v1/posts/${post.id}/publish`, { channelIds: [] })).status(),
  ).toBeGreaterThanOrEqual(400)
})

test('somebody from outside gets 404 everywhere, and not_found on every document', async ({ browser, watch }) => {
  watch.expectErrors(/404 \(Not Found\)/)
  const sam = await owner(browser)
  const tomas = await invite(browser, sam, 'Tomas Rivera', 'editor')
  const workspace = await workspaceOf(sam)
  const post = await newPost(sam, 'Not for Tomas', 'Secret.')
  expect((await sam.call('delete', `/api/v1/workspaces/${workspace.id}/members/${tomas.id}`)).status()).toBe(204)

  const id = post.id
  const calls: [Parameters<Person['call']>[0], string, unknown?][] = [
    ['get', `/api/v1/posts/${id}`],
    ['get', `/api/v1/posts/${id}/content?format=markdown`],
    ['get', `/api/v1/posts?workspace=${workspace.id}`],
    ['post', '/api/v1/posts', { workspaceId: workspace.id, title: 'x' }],
    ['post', `/api/v1/posts/${id}/submit`, {}],
    ['delete', `/api/v1/posts/${id}`],
    ['get', `/api/v1/posts/${id}/versions`],
    ['get', `/api/v1/workspaces/${workspace.id}/members`],
    ['get', `/api/v1/workspaces/${workspace.id}/members/${sam.id}`],
    ['post', `/api/v1/workspaces/${workspace.id}/invitations`, { email: 'a@b.example', role: 'viewer' }],
  ]
  for (const [method, path, body] of calls) {
    const answer = await tomas.call(method, path, body)
    expect(answer.status(), `${method} ${path}`).toBe(404)
    expect((await answer.json()).error.code).toBe('not_found')
  }
  await tomas.page.goto(`/posts/${id}`)
  await expect(tomas.page.getByRole('heading', { name: 'No workspace' })).toBeVisible()
  await expect(tomas.page.getByText('Not for Tomas')).toHaveCount(0)

  const names = [
    `post:${id}`,
    `feed:${sam.id}`,
    `presence:${workspace.id}`,
    `discussion:${id}`,
    'post:../../etc',
    '__proto__',
    'post:',
    `post:${crypto.randomUUID()}`,
  ]
  for (const name of names) expect(await refusal(tomas, name), name).toBe('not_found')
})

test('signing out ends the socket of every tab', async ({ browser, watch }) => {
  watch.expectErrors(/401 \(Unauthorized\)/)
  const sam = await owner(browser)
  const helen = await invite(browser, sam, 'Helen Marsh', 'editor')
  const post = await newPost(sam, 'Open in two tabs', 'Text.')
  await openPost(helen.page, post.id)
  const second = await helen.context.newPage()
  await second.goto('/')
  await expect(second.getByRole('heading', { name: 'Posts' })).toBeVisible()
  await second.getByRole('button', { name: /account and theme/ }).click()
  await second.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(second).toHaveURL(/sign-in/)
  await expect(
    helen.page
      .getByText('You were signed out.')
      .or(helen.page.getByRole('heading', { name: /Sign in/ }))
      .first(),
  ).toBeVisible()
  await writeAtEndIfStill(helen.page)
  const stored = await sam.call('get', `/api/v1/posts/${post.id}/content?format=markdown`)
  expect(await stored.text()).not.toContain('after the end')
})

async function writeAtEndIfStill(page: Person['page']): Promise<void> {
  if ((await textOf(page).count()) > 0) await page.keyboard.type('after the end')
}

/** The word a stranger's own client gets when it asks for a document. */
async function refusal(person: Person, name: string): Promise<string> {
  const { ticket, url } = await (await person.call('post', '/api/v1/collab-ticket')).json()
  const socket = new HocuspocusProviderWebsocket({ url, maxAttempts: 1 })
  try {
    return await new Promise<string>((resolve, reject) => {
      const provider = new HocuspocusProvider({ websocketProvider: socket, name, token: ticket })
      provider.on('authenticationFailed', ({ reason }: { reason: string }) => resolve(reason))
      provider.on('authenticated', () => reject(new Error(`${name} was opened`)))
      provider.on('close', ({ event }: { event: { reason: string } }) => resolve(event.reason))
      provider.attach()
    })
  } finally {
    socket.destroy()
  }
}

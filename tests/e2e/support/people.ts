/** People in separate browser contexts, made as an admin would: by invitation through the HTTP API. */
import { type APIResponse, type Browser, type BrowserContext, expect, type Page } from '@playwright/test'
import type { GrantableRole } from '#domain/contract/roles.ts'
import { GALLEY_NUMBER, galley } from './galley.ts'

export const OWNER = {
  name: 'Sam Lindqvist',
  email: 'sam@saltmarsh.example',
  password: 'a short sentence works',
  workspace: 'Saltmarsh Weather',
}

/** Where the set-up story leaves the owner's cookies for the others. */
export const OWNER_STATE = `test-results/stories.owner-${GALLEY_NUMBER + 1}.json`

export type Person = {
  readonly name: string
  readonly email: string
  readonly password: string
  readonly id: string
  readonly context: BrowserContext
  readonly page: Page
  /** A call of the HTTP API as this person; `path` from the root. */
  call(
    method: 'get' | 'post' | 'patch' | 'delete' | 'put',
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<APIResponse>
}

async function personIn(context: BrowserContext, facts: Pick<Person, 'name' | 'email' | 'password'>): Promise<Person> {
  const call: Person['call'] = (method, path, body, headers) =>
    context.request[method](path, {
      headers: { origin: galley().url, ...headers },
      ...(body === undefined ? {} : { data: body }),
    })
  const me = await (await call('get', '/api/v1/me')).json()
  return { ...facts, id: me.user.id, context, page: await context.newPage(), call }
}

export async function owner(browser: Browser): Promise<Person> {
  return personIn(await browser.newContext({ storageState: OWNER_STATE }), OWNER)
}

export async function workspaceOf(person: Person): Promise<{ id: string; name: string }> {
  const me = await (await person.call('get', '/api/v1/me')).json()
  return me.workspaces[0]
}

/** Invites and signs up a new person with a name of their own. */
export async function invite(browser: Browser, by: Person, name: string, role: GrantableRole): Promise<Person> {
  const email = `${name.split(' ')[0]?.toLowerCase()}.${crypto.randomUUID().slice(0, 8)}@saltmarsh.example`
  const workspace = await workspaceOf(by)
  const invitation = await by.call('post', `/api/v1/workspaces/${workspace.id}/invitations`, { email, role })
  expect(invitation.status(), await invitation.text()).toBeLessThan(300)
  const { id } = await invitation.json()
  const context = await browser.newContext()
  const password = 'twelve letters at least'
  const signedUp = await context.request.post('/api/auth/sign-up/email', {
    headers: { origin: galley().url },
    data: { name, email, password, invitationId: id },
  })
  expect(signedUp.status(), await signedUp.text()).toBe(200)
  return personIn(context, { name, email, password })
}

/** A new post in the person's workspace; Markdown becomes its text. */
export async function newPost(by: Person, title: string, markdown = ''): Promise<{ id: string; rev: number }> {
  const workspace = await workspaceOf(by)
  const answer = await by.call('post', '/api/v1/posts', { workspaceId: workspace.id, title, markdown })
  expect(answer.status(), await answer.text()).toBeLessThan(300)
  return answer.json()
}

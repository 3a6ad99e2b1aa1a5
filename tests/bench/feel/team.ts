/** Two people with a browser context each, and a post that both may edit. */
import type { Browser, BrowserContext, Page } from '@playwright/test'

export type Team = {
  readonly url: string
  readonly writer: Page
  readonly reader: Page
  readonly workspaceId: string
  readonly postId: string
  /** Somebody more in the workspace; resolves with how they call the API. */
  readonly join: (name: string) => Promise<(path: string, data: object) => Promise<unknown>>
  readonly workspaceSlug: string
  readonly channelIds: readonly string[]
}

const PASSWORD = 'a password for the bench'

export async function makeTeam(
  browser: Browser,
  { url, setupToken }: { url: string; setupToken: string },
): Promise<Team> {
  const owner = await browser.newContext({ baseURL: url })
  const other = await browser.newContext({ baseURL: url })
  await call(owner, url, '/api/auth/sign-up/email', {
    name: 'Wanda Writer',
    email: 'writer@bench.example',
    password: PASSWORD,
    setupToken,
    workspaceName: 'Bench',
  })
  const { workspaces } = await (await owner.request.get('/api/v1/me')).json()
  const { id: workspaceId, slug: workspaceSlug } = workspaces[0]
  const signUp = async (context: BrowserContext, name: string) => {
    const invitation = { email: `${name.replaceAll(' ', '.').toLowerCase()}@bench.example`, role: 'editor' }
    const { id: invitationId } = await call(owner, url, `/api/v1/workspaces/${workspaceId}/invitations`, invitation)
    await call(context, url, '/api/auth/sign-up/email', {
      name,
      email: invitation.email,
      password: PASSWORD,
      invitationId,
    })
  }
  await signUp(other, 'Rita Reader')
  const post = await call(owner, url, '/api/v1/posts', { workspaceId, title: 'Measured', markdown: 'Begin.' })
  const { items } = await (await owner.request.get(`/api/v1/channels?workspace=${workspaceId}`)).json()
  return {
    url,
    writer: await owner.newPage(),
    reader: await other.newPage(),
    workspaceId,
    postId: post.id,
    join: async name => {
      const context = await browser.newContext({ baseURL: url })
      await signUp(context, name)
      return (path, data) => call(context, url, path, data)
    },
    workspaceSlug,
    channelIds: items.map(({ id }: { id: string }) => id),
  }
}

async function call(context: BrowserContext, url: string, path: string, data: object) {
  const answer = await context.request.post(path, { headers: { origin: new URL(url).origin }, data })
  if (!answer.ok()) throw new Error(`${path} was refused: ${answer.status()} ${await answer.text()}`)
  return answer.json()
}

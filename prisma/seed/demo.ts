/** The sample workspace of `npm run demo`, made through the HTTP API like anybody's, so it shows only what works. */
import { type Call, callerWith } from './call.ts'
import type { AliveTeam } from './demo-alive.ts'
import { DEMO_CHANNELS, DEMO_POSTS, type DemoPost } from './demo-posts.ts'
import { readAlong } from './demo-readers.ts'
import { talk } from './demo-talk.ts'

export type DemoPerson = { readonly name: string; readonly email: string; readonly role: string; readonly call: Call }

/** The same for everybody in the sample: it runs on this machine alone and is thrown away. */
export const DEMO_PASSWORD = 'galley demo password'

const WRITTEN = 'Why we publish our outage notes'
const JUDGED = 'Station map, now with ten years of history'

const TEAM = [
  { name: 'Mira Okafor', role: 'publisher' },
  { name: 'Aiko Tanabe', role: 'editor' },
  { name: 'Jonas Weber', role: 'viewer' },
] as const

/**
 * @param url address of a running Galley that nobody has set up
 * @returns who can sign in, the owner first
 * @throws when a call is refused: the sample is whole or it is an error
 */
export async function seedDemo({ url, setupToken }: { url: string; setupToken: string }): Promise<DemoPerson[]> {
  const owner = await signUp(url, 'Sam Lindqvist', 'owner', { setupToken, workspaceName: 'Saltmarsh Weather' })
  const { workspaces } = (await owner.call('GET', '/api/v1/me')) as { workspaces: { id: string }[] }
  const workspaceId = workspaces[0]?.id
  if (!workspaceId) throw new Error('The sample workspace is missing.')

  const team = [owner]
  for (const { name, role } of TEAM) {
    const invitation = await owner.call('POST', `/api/v1/workspaces/${workspaceId}/invitations`, {
      email: mailOf(name),
      role,
    })
    team.push(await signUp(url, name, role, { invitationId: (invitation as { id: string }).id }))
  }
  const channelIds = new Map<string, string>()
  for (const channel of DEMO_CHANNELS) {
    const made = await owner.call('POST', '/api/v1/channels', { workspaceId, kind: 'demo', ...channel })
    channelIds.set(channel.name, (made as { id: string }).id)
  }
  const { items } = (await owner.call('GET', `/api/v1/channels?workspace=${workspaceId}`)) as {
    items: { id: string; kind: string }[]
  }
  for (const { id, kind } of items) if (kind === 'site') channelIds.set('site', id)
  for (const post of DEMO_POSTS) await makePost(team, workspaceId, channelIds, post)
  const newsletter = channelIds.get('Newsletter')
  if (newsletter) await readAlong(team, workspaceId, newsletter)
  return team
}

/** Who of the sample is at work in it; see demo-alive.ts. @throws when the sample is not as it was made */
export async function teamAtWork(team: readonly DemoPerson[]): Promise<AliveTeam> {
  const [owner] = team
  const by = (role: string) => {
    const person = team.find(one => one.role === role)
    if (!person) throw new Error(`Nobody in the sample is ${role}.`)
    return person
  }
  if (!owner) throw new Error('Nobody is in the sample.')
  const { workspaces } = (await owner.call('GET', '/api/v1/me')) as { workspaces: { id: string }[] }
  const workspaceId = workspaces[0]?.id ?? ''
  const { items } = (await owner.call('GET', `/api/v1/posts?workspace=${workspaceId}&limit=100`)) as {
    items: { id: string; title: string }[]
  }
  const idOf = (title: string) => {
    const post = items.find(one => one.title === title)
    if (!post) throw new Error(`The sample has no post “${title}”.`)
    return post.id
  }
  return {
    workspaceId,
    writer: by('editor'),
    judge: by('publisher'),
    reader: by('viewer'),
    posts: { written: idOf(WRITTEN), judged: idOf(JUDGED) },
  }
}

/** @param idByChannel ids of channels by their names, the built-in one as `site` */
async function makePost(
  team: readonly DemoPerson[],
  workspaceId: string,
  idByChannel: ReadonlyMap<string, string>,
  post: DemoPost,
): Promise<void> {
  const by = (role: string) => {
    const person = team.find(one => one.role === role)
    if (!person) throw new Error(`Nobody in the sample is ${role}.`)
    return person
  }
  const { id } = (await by(post.author).call('POST', '/api/v1/posts', {
    workspaceId,
    title: post.title,
    markdown: post.markdown,
  })) as { id: string }
  if (post.tags) await by(post.author).call('PATCH', `/api/v1/posts/${id}/fields`, { tags: post.tags })
  for (const step of post.steps) {
    const channelIds = (step.to ?? ['site', 'Newsletter']).map(name => idByChannel.get(name))
    const body =
      step.command === 'publish'
        ? { channelIds }
        : step.command === 'schedule'
          ? {
              channelIds,
              at: new Date(Date.now() + momentMs(step)).toISOString(),
              timeZone: 'Europe/Berlin',
            }
          : {}
    if (step.command === 'delete') await by(step.by).call('DELETE', `/api/v1/posts/${id}`)
    else await by(step.by).call('POST', `/api/v1/posts/${id}/${step.command}`, body)
  }
  await talk(team, id, post.title)
}

/** From now. */
function momentMs({ inDays, inMinutes }: DemoPost['steps'][number]): number {
  return inMinutes === undefined ? (inDays ?? 1) * 86_400_000 : inMinutes * 60_000
}

async function signUp(url: string, name: string, role: string, admission: Record<string, string>): Promise<DemoPerson> {
  const body = { name, email: mailOf(name), password: DEMO_PASSWORD, ...admission }
  const answer = await fetch(new URL('/api/auth/sign-up/email', url), {
    method: 'POST',
    headers: { origin: new URL(url).origin, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`Sign-up of ${name} was refused: ${answer.status} ${await answer.text()}`)
  const cookie = answer.headers
    .getSetCookie()
    .map(line => line.split(';')[0])
    .join('; ')
  return { name, email: mailOf(name), role, call: callerWith(url, cookie) }
}

function mailOf(name: string): string {
  return `${name.split(' ')[0]?.toLowerCase()}@saltmarsh.example`
}

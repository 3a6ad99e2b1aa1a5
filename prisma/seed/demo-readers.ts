/** What readers of the sample do: on its public site, by the same forms as anybody, and elsewhere, as a channel counts it. */
import { createHmac } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DemoPerson } from './demo.ts'

const TITLE = 'A buoy that reports every ten minutes'
/** Sooner, the site asks a reader to send once more. */
const READING_MS = 2_200
const PUBLISHED_WITHIN_MS = 30_000
const REACTIONS = ['heart', 'clap', 'heart', 'curious', 'heart', 'clap', 'heart', 'clap', 'heart'] as const
const COMMENTS = [
  { name: 'Eilidh Baird', body: 'The squall on the 14th was on my deck before it was on your page.' },
  { name: 'Ole Kjær', body: 'Which cell did you choose in the end?' },
] as const

/** @throws when a call is refused */
export async function readAlong(team: readonly DemoPerson[], workspaceId: string, channelId: string): Promise<void> {
  const [owner] = team
  const publisher = team.find(({ role }) => role === 'publisher')
  if (!owner || !publisher) throw new Error('Nobody in the sample publishes.')
  const { items } = (await owner.call('GET', `/api/v1/posts?workspace=${workspaceId}&limit=100`)) as {
    items: { id: string; title: string }[]
  }
  const post = items.find(({ title }) => title === TITLE)
  if (!post) throw new Error('The post that is read is missing.')
  const address = await addressOf(owner, post.id)
  const programs = REACTIONS.map((_, index) => `Mozilla/5.0 (X11; Linux x86_64) Reader/${index + 1}`)
  for (const program of programs) await visit(address, program)
  for (const [index, reaction] of REACTIONS.entries()) {
    await send(address, programs[index] ?? '', { do: 'react', reaction })
  }
  await sleep(READING_MS)
  for (const [index, comment] of COMMENTS.entries()) {
    await send(address, programs[index] ?? '', { do: 'comment', ...comment })
  }
  const comments = (await publisher.call('GET', `/api/v1/posts/${post.id}/reader-comments`)) as {
    items: { id: string; name: string }[]
  }
  const first = comments.items.find(({ name }) => name === COMMENTS[0].name)
  if (first) await publisher.call('PATCH', `/api/v1/reader-comments/${first.id}`, { state: 'shown' })
  await countElsewhere(owner, channelId, post.id)
}

/** Where the public site has it, once it does. */
async function addressOf(owner: DemoPerson, postId: string): Promise<string> {
  for (let waitedMs = 0; waitedMs < PUBLISHED_WITHIN_MS; waitedMs += 200) {
    const { deliveries } = (await owner.call('GET', `/api/v1/posts/${postId}`)) as {
      deliveries: { kind: string; state: string; url: string | null }[]
    }
    const site = deliveries.find(({ kind, state }) => kind === 'site' && state === 'published')
    if (site?.url) return site.url
    await sleep(200)
  }
  throw new Error('The sample was not published.')
}

async function visit(address: string, program: string): Promise<void> {
  const answer = await fetch(address, { headers: { 'user-agent': program } })
  if (!answer.ok) throw new Error(`${address} is not there: ${answer.status}`)
}

async function send(address: string, program: string, fields: Record<string, string>): Promise<void> {
  const answer = await fetch(address, {
    method: 'POST',
    body: new URLSearchParams(fields).toString(),
    headers: {
      origin: new URL(address).origin,
      'user-agent': program,
      'content-type': 'application/x-www-form-urlencoded',
    },
    redirect: 'manual',
  })
  if (answer.status >= 400) throw new Error(`A reader was refused: ${answer.status} ${await answer.text()}`)
}

/** As the server of that channel would: signed, and by totals (https://www.standardwebhooks.com). */
async function countElsewhere(owner: DemoPerson, channelId: string, postId: string): Promise<void> {
  const webhook = (await owner.call('POST', '/api/v1/webhooks', { channelId })) as { url: string; secret: string }
  const at = new Date()
  const totals = { views: 412, reactions: 31, comments: 4 }
  const body = JSON.stringify({ type: 'engagement.counted', timestamp: at.toISOString(), data: { postId, totals } })
  const id = crypto.randomUUID()
  const seconds = Math.floor(at.getTime() / 1000)
  const key = Buffer.from(webhook.secret.slice('whsec_'.length), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')
  const answer = await fetch(webhook.url, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(seconds),
      'webhook-signature': `v1,${signature}`,
    },
  })
  if (!answer.ok) throw new Error(`A count was refused: ${answer.status} ${await answer.text()}`)
}

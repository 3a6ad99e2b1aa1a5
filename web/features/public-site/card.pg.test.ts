import { pino } from 'pino'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { reencode } from '#domain/images/reencode.ts'
import { addPublished } from '#tests/support/people-and-posts.ts'
import { pictureOf } from '#tests/support/pictures.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { addTeam } from '#tests/support/workspace.ts'
import { answerCard } from './answer-card.ts'
import { loadPost, type Site } from './load.ts'

const database = await testDatabase()
const { db } = database
const site: Site = { db, publicUrl: 'https://galley.example', authSecret: 'not used here', mailer: null }
const { workspaceId, people } = await addTeam(database)
const { slug: workspace } = await db.workspace.findUniqueOrThrow({ where: { id: workspaceId } })
const logger = pino({ level: 'error' })

const publish = (title: string) =>
  addPublished(db, { workspaceId, userId: people.owner.userId, title, markdown: 'It speaks.' })

async function shownOf(slug: string): Promise<string | undefined> {
  const { body } = await loadPost(site, workspace, slug)
  const [, address] = /<meta property="og:image" content="https:\/\/galley\.example([^"]+)">/.exec(body) ?? []
  if (address) expect(body).toContain('<meta name="twitter:card" content="summary_large_image">')
  return address
}

const ask = (path: string) => {
  const [, , post = '', file = ''] = path.split('/')
  return answerCard({ db, logger }, { post, file })
}

test('[IM20] a post without a picture is shown elsewhere with its title and the name of its site, drawn without any network', async () => {
  const { postId, slug } = await publish('Since Tuesday the outer buoy speaks: “every ten minutes”, наконец')
  const address = (await shownOf(slug)) ?? ''
  expect(address).toMatch(new RegExp(`^/cards/${postId}/[0-9a-f]{16}\\.png$`))
  // Drawn as well by a server that has taken pictures: what its decoder must not read is decided with the first.
  await reencode(await pictureOf({ format: 'png', width: 20, height: 20, red: 20 }), async ({ size }) => size)
  const before = globalThis.fetch
  globalThis.fetch = () => Promise.reject(new Error('no network'))
  try {
    const answer = await ask(address)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png'])
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    const bytes = Buffer.from(await answer.arrayBuffer())
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'png', width: 1200, height: 630 })
    // Something is written on it, not paper alone.
    expect((await sharp(bytes).stats()).entropy).toBeGreaterThan(0.3)
    expect(Buffer.from(await (await ask(address)).arrayBuffer()).equals(bytes)).toBe(true)
  } finally {
    globalThis.fetch = before
  }
})

test('[IM20] only what is public is drawn, at its own address: no other words, no draft, nothing from the bin', async () => {
  const { postId, slug } = await publish('A buoy')
  const address = (await shownOf(slug)) ?? ''
  for (const path of [
    address.replace(/[0-9a-f]{16}/, '0'.repeat(16)),
    address.replace(postId, crypto.randomUUID()),
    address.replace(postId, 'none'),
    address.replace('.png', '.svg'),
  ]) {
    expect([path, (await ask(path)).status]).toEqual([path, 404])
  }
  await db.post.update({ where: { id: postId }, data: { state: 'archived' } })
  expect((await ask(address)).status).toBe(404)
})

test('[IM20] words in letters that the font lacks have no card, rather than one that asks elsewhere for a font', async () => {
  for (const title of ['灯台', 'A buoy 🛟']) expect(await shownOf((await publish(title)).slug)).toBeUndefined()
})

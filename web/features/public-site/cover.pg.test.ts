import { expect, test } from 'vitest'
import { ChangeFields } from '#domain/contract/inputs/fields.ts'
import { requirePost } from '#domain/services/access.ts'
import { changeFields } from '#domain/services/fields.ts'
import { readPostText } from '#domain/services/versions.ts'
import { carriedImages } from '#domain/text/carried-images.ts'
import { jsonFromMarkdown } from '#domain/text/markdown.ts'
import { coverOf } from '#domain/text/post-fields.ts'
import { addPublished } from '#tests/support/people-and-posts.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { addDraft, addTeam, storesOf } from '#tests/support/workspace.ts'
import { loadIndex, loadPost, type Site } from './load.ts'

const database = await testDatabase()
const { db } = database
const site: Site = { db, publicUrl: 'https://galley.example', authSecret: 'not used here', mailer: null }
const stores = storesOf(database)
const team = await addTeam(database)
const { workspaceId, people } = team
const { slug: workspace } = await db.workspace.findUniqueOrThrow({ where: { id: workspaceId } })

const COVER = `${'k3'.repeat(13)}-2400x1200`
const OTHER = `${'q7'.repeat(13)}-300x200`

async function publish(title: string, fields: Record<string, string>, markdown = 'It speaks.'): Promise<string> {
  const { postId, slug } = await addPublished(db, { workspaceId, userId: people.owner.userId, title, markdown })
  const { liveVersionId } = await db.post.findUniqueOrThrow({ where: { id: postId } })
  await db.postVersion.update({ where: { id: liveVersionId ?? '' }, data: { fields } })
  return slug
}

test('[IM14] a cover and its words are set by who may write, are beside the text, and go together', async () => {
  const id = await addDraft(stores, team)
  const proof = await requirePost(db, people.editor, id, 'edit')
  const write = (change: unknown) => changeFields(stores, proof, ChangeFields.parse(change))
  await write({ cover: COVER, coverAlt: 'A red buoy', tags: ['Sea'] })
  expect(coverOf((await readPostText(stores.log, id)).fields)).toEqual({ id: COVER, alt: 'A red buoy' })
  await write({ coverAlt: 'A buoy' })
  expect(coverOf((await readPostText(stores.log, id)).fields)).toEqual({ id: COVER, alt: 'A buoy' })
  await write({ cover: null })
  expect((await readPostText(stores.log, id)).fields).toEqual({ 'tag:sea': 'Sea' })
  for (const cover of ['https://evil.example/x.png', '../x', '', 5]) {
    expect([cover, ChangeFields.safeParse({ cover }).success]).toEqual([cover, false])
    expect([cover, coverOf({ cover })]).toEqual([cover, null])
  }
})

test('[IM14] it stands on its page and in the list, and other sites show it with a link', async () => {
  const slug = await publish('Covered', { cover: COVER, coverAlt: 'A "red" <buoy>' })
  const { body } = await loadPost(site, workspace, slug)
  const alt = 'alt="A &quot;red&quot; &lt;buoy&gt;"'
  expect(body).toContain(`<img class="cover" src="/images/${COVER}/960.webp" srcset="/images/${COVER}/480.webp 480w,`)
  expect(body).toContain(`width="2400" height="1200" ${alt} fetchpriority="high"`)
  expect(body).toContain(`<meta property="og:image" content="https://galley.example/images/${COVER}/share.jpg">`)
  expect(body).toContain('<meta property="og:image:width" content="1600">')
  expect(body).toContain('<meta property="og:image:height" content="800">')
  expect(body).toContain('<meta property="og:image:alt" content="A &quot;red&quot; &lt;buoy&gt;">')
  expect(body).toContain('<meta name="twitter:card" content="summary_large_image">')
  await publish('Newer', { cover: OTHER })
  const list = await loadIndex(site, workspace)
  expect(list.body).toContain(`src="/images/${OTHER}/300.webp"`)
  expect(list.body).toMatch(new RegExp(`src="/images/${COVER}/480.webp"[^>]*loading="lazy"`))
})

test('[IM14] without one the first picture of the text speaks elsewhere, and what is no picture nowhere', async () => {
  const bare = await loadPost(site, workspace, await publish('Bare', { cover: 'https://evil.example/x.png' }))
  expect(bare.body).not.toMatch(/class="cover"|evil/)
  const slug = await publish('Shown', {}, `Words.\n\n![A buoy](/images/${OTHER}/300.webp)`)
  const { body } = await loadPost(site, workspace, slug)
  expect(body).toContain(`<meta property="og:image" content="https://galley.example/images/${OTHER}/share.jpg">`)
  expect(body).not.toContain('class="cover"')
})

test('[IM14] networks get it first, and each picture once', () => {
  const text = jsonFromMarkdown('', `![](/images/${OTHER}/300.webp)\n\n![In the text](/images/${COVER}/2400.webp)`)
  expect(carriedImages(text, { cover: COVER })).toEqual([
    { id: COVER, alt: 'In the text' },
    { id: OTHER, alt: '' },
  ])
})

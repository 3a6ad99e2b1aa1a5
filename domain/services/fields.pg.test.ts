import { describe, expect, test } from 'vitest'
import { applyUpdate, Doc, Text } from 'yjs'
import { docName } from '#domain/contract/doc-names.ts'
import type { PostId } from '#domain/contract/ids.ts'
import { ChangeFields } from '#domain/contract/inputs/fields.ts'
import { toCommandCall } from '#domain/contract/inputs/posts.ts'
import { channelTextOf, tagsOf, textKey } from '#domain/text/post-fields.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { addDraft, addTeam, proofOf, SITE, storesOf } from '#tests/support/workspace.ts'
import { requirePost } from './access.ts'
import { writeContent } from './content.ts'
import { beginChannelText, changeFields } from './fields.ts'
import { runCommand } from './lifecycle.ts'
import { readPostText } from './versions.ts'

const database = await testDatabase()
const { db } = database
const stores = storesOf(database)
const team = await addTeam(database)
const { people, workspaceId, channelId: siteId } = team
const addChannel = (kind: string) => db.channel.create({ data: { workspaceId, kind, name: `Our ${kind}` } })
const [mastodon, webhook] = await Promise.all([addChannel('mastodon'), addChannel('webhook')])

const draft = () => addDraft(stores, team)
const editable = (postId: PostId) => requirePost(db, people.editor, postId, 'edit')
const write = async (postId: PostId, change: unknown) =>
  changeFields(stores, await editable(postId), ChangeFields.parse(change))
const post = (id: PostId) => db.post.findUniqueOrThrow({ where: { id } })
const run = async (postId: PostId, command: 'approve' | 'publish' | 'schedule' | 'submit', input: object = {}) =>
  runCommand(stores, await proofOf(stores, people.publisher, postId), toCommandCall(command, input as never), SITE)
const publish = (postId: PostId, ...channelIds: string[]) => run(postId, 'publish', { channelIds })

describe('[PS54] tags, address and channel texts', () => {
  test('are edits of their author: what others write stays, and lists have the tags at once', async () => {
    const id = await draft()
    await Promise.all([
      write(id, { tags: ['Sea', '#open data'] }),
      writeContent(stores, await editable(id), current => current),
      write(id, { texts: { [mastodon.id]: 'Only here.' } }),
    ])
    const { fields } = await readPostText(stores.log, id)
    expect(tagsOf(fields)).toEqual(['open data', 'Sea'])
    expect(channelTextOf(fields, mastodon.id)).toBe('Only here.')
    expect((await post(id)).tags).toEqual(['open data', 'Sea'])
    await write(id, { tags: ['Sea'], texts: { [mastodon.id]: null } })
    expect((await readPostText(stores.log, id)).fields).toEqual({ 'tag:sea': 'Sea' })
  })

  test('a text that replaces everything leaves them as they are', async () => {
    const id = await draft()
    await write(id, { tags: ['Sea'], slug: 'buoys', texts: { [mastodon.id]: 'Only here.' } })
    const before = (await readPostText(stores.log, id)).fields
    const other = await readPostText(stores.log, await draft())
    await writeContent(stores, await editable(id), () => other.content)
    expect((await readPostText(stores.log, id)).fields).toEqual(before)
  })

  test('what is no tag, no address, or no channel that takes little is refused', async () => {
    const id = await draft()
    for (const wrong of [{}, { tags: [' '] }, { slug: '!!' }, { texts: { x: 'a' } }, { cover: 'x' }]) {
      expect(ChangeFields.safeParse(wrong).success, JSON.stringify(wrong)).toBe(false)
    }
    for (const channel of [webhook.id, siteId, crypto.randomUUID()]) {
      await expect(write(id, { texts: { [channel]: 'a' } })).rejects.toMatchObject({ code: 'invalid_input' })
    }
    expect((await readPostText(stores.log, id)).fields).toEqual({})
  })
})

test('[PS55] an own text begins once, as what the channel would get, however many begin it', async () => {
  const id = await draft()
  await Promise.all([1, 2, 3].map(async () => beginChannelText(stores, await editable(id), mastodon.id)))
  const { updates } = await stores.log.load(docName.post(id))
  const doc = new Doc()
  for (const update of updates) applyUpdate(doc, update)
  const text = doc.getMap('fields').get(textKey(mastodon.id))
  expect(text).toBeInstanceOf(Text)
  expect(`${text}`).toMatch(/^A buoy\n\n/)
  await write(id, { texts: { [mastodon.id]: 'Mine' } })
  const { fields } = await beginChannelText(stores, await editable(id), mastodon.id)
  expect(channelTextOf(fields, mastodon.id)).toBe('Mine')
})

describe('[PS56] what a channel would not take', () => {
  const problem = { channelId: mastodon.id, kind: 'mastodon', problem: 'too_long', length: 502 + 25, limit: 500 }

  test('is said when it is published or planned, with the channel and how much, and nothing is changed', async () => {
    const id = await draft()
    await write(id, { texts: { [mastodon.id]: 'x'.repeat(502) } })
    const before = await post(id)
    const refused = { code: 'does_not_fit', details: { channels: [expect.objectContaining(problem)] } }
    await expect(publish(id, siteId, mastodon.id)).rejects.toMatchObject(refused)
    const at = new Date(Date.now() + 3_600_000)
    const plan = { at, timeZone: 'Europe/Berlin', channelIds: [siteId, mastodon.id] }
    await expect(run(id, 'schedule', plan)).rejects.toMatchObject(refused)
    expect(await post(id)).toEqual(before)
    expect(await db.postVersion.count({ where: { postId: id } })).toBe(0)
    await publish(id, siteId)
    expect((await post(id)).state).toBe('publishing')
  })

  test('an empty text of its own counts as well, and one that follows the post always fits', async () => {
    const id = await draft()
    await write(id, { texts: { [mastodon.id]: ' ' } })
    await expect(publish(id, mastodon.id)).rejects.toMatchObject({
      code: 'does_not_fit',
      details: { channels: [{ problem: 'empty', message: expect.stringContaining('empty') }] },
    })
    await write(id, { texts: { [mastodon.id]: null } })
    await publish(id, mastodon.id)
    expect((await post(id)).state).toBe('publishing')
  })
})

test('[PS57] the channel texts are part of what was approved: another text makes it stale, and what was approved goes out', async () => {
  const id = await draft()
  await write(id, { texts: { [mastodon.id]: 'As approved.' }, tags: ['Sea'] })
  await run(id, 'submit')
  await run(id, 'approve')
  const approved = await post(id)
  await write(id, { texts: { [mastodon.id]: 'Typed since.' } })
  await publish(id, mastodon.id)
  const after = await post(id)
  expect(after.contentHash).toBe(approved.contentHash)
  const version = await db.postVersion.findUniqueOrThrow({ where: { id: after.frozenVersionId ?? '' } })
  expect(version.fields).toEqual({ [textKey(mastodon.id)]: 'As approved.', 'tag:sea': 'Sea' })
})

describe('[PS58] the public address', () => {
  test('is the one somebody chose, else follows the title, until the post is out', async () => {
    const id = await draft()
    await write(id, { slug: 'Buoys of 2026' })
    await publish(id, siteId)
    expect((await post(id)).slug).toBe('buoys-of-2026')
    await db.post.update({ where: { id }, data: { state: 'published', publishedAt: new Date() } })
    await write(id, { slug: 'elsewhere' })
    await publish(id, siteId)
    expect((await post(id)).slug).toBe('buoys-of-2026')
  })

  test('that is another post’s is refused by name, and two who follow one title both have theirs', async () => {
    const [first, second, third] = [await draft(), await draft(), await draft()]
    await write(first, { slug: 'the-tide' })
    await publish(first, siteId)
    await write(second, { slug: 'the-tide' })
    await expect(publish(second, siteId)).rejects.toMatchObject({
      code: 'already_exists',
      message: expect.stringContaining('the-tide'),
    })
    await write(second, { slug: null })
    await publish(second, siteId)
    await publish(third, siteId)
    expect((await post(second)).slug).not.toBe((await post(third)).slug)
  })
})

import { describe, expect, test } from 'vitest'
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import type { PostId } from '#domain/contract/ids.ts'
import type { PostAccess } from '#domain/contract/inputs/sharing.ts'
import { requirePost } from '#domain/services/access.ts'
import { changeAccess, namePerson, removePerson } from '#domain/services/sharing.ts'
import { openHarbour } from '#tests/support/harbour.ts'
import { liveServer, openedTab, openTab, type Person, type Tab, untilTold } from '#tests/support/live.ts'
import { until } from '#tests/support/until.ts'

/** Anna owns the workspace and begins the posts, Ben edits, Vera reads. What is looked at is what events do. */
const { server, database, db, anna, ben, vera, newPost, rowsOf } = await openHarbour({ roundMs: 60_000 })
const { url } = server
const looking = await liveServer(database, { roundMs: 300 })

async function setAccess(postId: PostId, access: PostAccess): Promise<void> {
  await changeAccess(db, await requirePost(db, anna, postId, 'share'), access)
}
async function give(postId: PostId, to: Person, level: 'view' | 'comment' | 'edit'): Promise<void> {
  await namePerson(db, await requirePost(db, anna, postId, 'share'), to.userId, level)
}
const feedOf = (person: Person) => openedTab(url, person, `feed:${person.userId}`)
const entryIn = (tab: Tab, postId: PostId) => tab.doc.getMap<FeedPost>('posts').get(postId)

describe('access to a post, live', () => {
  test('[AU43] in open feeds a post goes from those who lose it and comes to those who get it, at once', async () => {
    const { postId } = await newPost()
    const [annas, bens] = [await feedOf(anna), await feedOf(ben)]
    expect(entryIn(bens, postId)).toMatchObject({ state: 'draft' })
    await setAccess(postId, 'private')
    await untilTold(() => entryIn(bens, postId) === undefined && entryIn(annas, postId)?.private === true)
    await give(postId, ben, 'view')
    await untilTold(() => entryIn(bens, postId)?.private === true)
    await removePerson(db, await requirePost(db, anna, postId, 'share'), ben.userId)
    await untilTold(() => entryIn(bens, postId) === undefined)
    const later = await feedOf(ben)
    expect(entryIn(later, postId)).toBeUndefined()
    await setAccess(postId, 'workspace')
    await untilTold(() => entryIn(bens, postId) !== undefined && entryIn(later, postId) !== undefined)
    expect(entryIn(annas, postId)?.private).toBeUndefined()
  })

  test('[AU44] open pages of those who lose a post close within a second, told whose doing it is; others stay', async () => {
    const { postId, doc } = await newPost()
    const discussion = doc.replace('post', 'discussion')
    const [annas, bens, said] = [
      await openedTab(url, anna, doc),
      await openedTab(url, ben, doc),
      await openedTab(url, ben, discussion),
    ]
    await setAccess(postId, 'private')
    await untilTold(() => bens.reasons.includes('revoked') && said.reasons.includes('revoked'))
    expect(bens.notes.map(note => JSON.parse(note))).toContainEqual(
      expect.objectContaining({ type: 'access_changed', by: 'Anna' }),
    )
    expect(annas.reasons).toEqual([])
    const rows = await rowsOf(doc)
    bens.type('too late')
    annas.type('mine')
    await until(() => annas.provider.unsyncedChanges === 0)
    expect(await rowsOf(doc)).toBe(rows + 1)
    expect(bens.text()).not.toContain('mine')
    const again = openTab(url, ben, doc)
    await until(() => again.reasons.length > 0)
    expect(again.reasons).toEqual(['not_found'])
  })

  test('[AU44] another level closes as well, and the next opening has it', async () => {
    const { postId, doc } = await newPost()
    await setAccess(postId, 'private')
    await give(postId, vera, 'edit')
    const first = await openedTab(url, vera, doc)
    expect(first.provider.authorizedScope).toBe('read-write')
    await give(postId, vera, 'view')
    await untilTold(() => first.reasons.includes('revoked'))
    const second = await openedTab(url, vera, doc)
    expect(second.provider.authorizedScope).toBe('readonly')
  })

  test('[AU44] nobody has told: the next round of looking finds it', async () => {
    const { postId, doc } = await newPost()
    const bens = await openedTab(looking.url, ben, doc)
    await db.post.update({ where: { id: postId }, data: { access: 'private' } })
    await until(() => bens.reasons.includes('revoked'))
  })
})

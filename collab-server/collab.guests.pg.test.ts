import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { PostId } from '#domain/contract/ids.ts'
import type { ShareLevel } from '#domain/contract/inputs/sharing.ts'
import { requirePost } from '#domain/services/access.ts'
import { addComment, createThread } from '#domain/services/comments.ts'
import { issueGuestPass, verifyGuestPass } from '#domain/services/guest-pass.ts'
import { createShareLink, endShareLinks } from '#domain/services/share-links.ts'
import { issueTicket } from '#domain/services/ticket.ts'
import { openHarbour } from '#tests/support/harbour.ts'
import { AUTH_SECRET, handshakeStatus, openedTab, openTab, type Person, untilTold } from '#tests/support/live.ts'
import { rawSocket } from '#tests/support/raw-socket.ts'
import { until } from '#tests/support/until.ts'

const { server, db, log, anna, ben, workspaceId, newPost, rowsOf } = await openHarbour()
const { url } = server

async function makeLink(postId: PostId, level: ShareLevel, expiresAt?: Date) {
  return createShareLink(db, await requirePost(db, anna, postId, 'share'), { level, expiresAt })
}

async function guestOf({ id }: { id: string }): Promise<Person> {
  const principal = verifyGuestPass(await issueGuestPass(id, AUTH_SECRET), AUTH_SECRET)
  return { ...anna, userId: principal.userId, ticket: () => issueTicket(principal, AUTH_SECRET) }
}

describe('guests of a share link', () => {
  test('[AU51] a guest reads live and changes nothing', async () => {
    const { postId, doc } = await newPost()
    const guest = await guestOf(await makeLink(postId, 'view'))
    const writer = await openedTab(url, anna, doc)
    const reader = await openedTab(url, guest, doc)
    expect(reader.provider.authorizedScope).toBe('readonly')
    writer.type('for all')
    await until(() => reader.text() === 'for all')
    const raw = await rawSocket(url)
    await raw.open(doc, await guest.ticket())
    const mine = raw.docOf(doc)
    mine.getMap('fields').set('slug', 'stolen')
    raw.sync(doc, 2, Y.encodeStateAsUpdate(mine))
    await until(() => raw.acks(doc).length === 1)
    expect(raw.acks(doc)).toEqual([false])
    expect(await rowsOf(doc)).toBe(2)
    raw.ws.terminate()
  })

  test('[AU51] nothing else opens: other posts, feeds, presence, other editors’ door; the discussion to those who may comment', async () => {
    const { postId, doc } = await newPost()
    const other = await newPost()
    const discussion = doc.replace('post', 'discussion')
    const viewer = await guestOf(await makeLink(postId, 'view'))
    const commenter = await guestOf(await makeLink(postId, 'comment'))
    const closed = [other.doc, `feed:${anna.userId}`, `presence:${workspaceId}`]
    for (const guest of [viewer, commenter]) {
      for (const name of [...closed, `feed:${guest.userId}`, ...(guest === viewer ? [discussion] : [])]) {
        const tab = openTab(url, guest, name)
        await until(() => tab.reasons.length > 0)
        expect([name, tab.reasons]).toEqual([name, ['not_found']])
        tab.leave()
      }
    }
    const post = await requirePost(db, anna, postId, 'comment')
    const threadId = await createThread({ db, log }, post, { body: 'Seen by guests' })
    const said = await openedTab(url, commenter, discussion)
    expect(said.doc.getMap('threads').has(threadId)).toBe(true)
    await addComment(db, post, { threadId, body: 'live' })
    await until(() => said.doc.getMap('comments').size === 2)
    expect(await handshakeStatus(`${url}/y/${doc}?ticket=${await viewer.ticket()}`)).toBe(101)
    const door = await rawSocket(`${url}/y/${doc}?ticket=${await viewer.ticket()}`)
    expect(await door.closed).toEqual({ code: 4403, reason: 'forbidden' })
  })

  test('[AU52] a guest is sent nobody’s presence, only how many are here; others see a guest', async () => {
    const { postId, doc } = await newPost()
    const guest = await guestOf(await makeLink(postId, 'view'))
    const raw = await rawSocket(url)
    await raw.open(doc, await guest.ticket())
    const annas = await openedTab(url, anna, doc)
    const bens = await openedTab(url, ben, doc)
    annas.provider.setAwarenessField('mode', 'editing')
    bens.provider.setAwarenessField('mode', 'viewing')
    const tab = await openedTab(url, guest, doc)
    tab.provider.setAwarenessField('mode', 'viewing')
    const peopleIn = (notes: readonly string[]) =>
      notes.map(note => JSON.parse(note)).findLast(note => note.type === 'people_here')?.count
    await until(() => peopleIn(tab.notes) === 3)
    await until(() =>
      [...(annas.provider.awareness?.getStates().values() ?? [])].some(
        state => state.user?.id === guest.userId && state.user.name === 'Guest',
      ),
    )
    expect(tab.provider.awareness?.getStates().size).toBe(1)
    expect(raw.frames.filter(({ kind }) => kind === 1)).toEqual([])
    raw.ws.terminate()
  })

  test('[AU53] turned off it closes within a second, what others have open by another link stays', async () => {
    const { postId, doc } = await newPost()
    const link = await makeLink(postId, 'comment')
    const [guest, other] = [await guestOf(link), await guestOf(await makeLink(postId, 'view'))]
    const tab = await openedTab(url, guest, doc)
    const said = await openedTab(url, guest, doc.replace('post', 'discussion'))
    const stays = await openedTab(url, other, doc)
    const writer = await openedTab(url, anna, doc)
    await endShareLinks(db, await requirePost(db, anna, postId, 'share'), link.id)
    await untilTold(() => tab.reasons.includes('revoked') && said.reasons.includes('revoked'))
    writer.type('later')
    await until(() => stays.text() === 'later')
    expect(tab.text()).toBe('')
    expect(stays.reasons).toEqual([])
    const again = openTab(url, guest, doc)
    await until(() => again.reasons.length > 0)
    expect(again.reasons).toEqual(['not_found'])
  })

  test('[AU53] it closes by itself at its end, when its post is put into the bin, and when nobody has told', async () => {
    const first = await newPost()
    const endsAt = new Date(Date.now() + 1_500)
    const ending = await openedTab(url, await guestOf(await makeLink(first.postId, 'view', endsAt)), first.doc)
    await until(() => ending.reasons.includes('revoked'))
    expect(Date.now()).toBeGreaterThan(endsAt.getTime() - 50)
    expect(Date.now()).toBeLessThan(endsAt.getTime() + 1_000)
    const second = await newPost()
    const link = await makeLink(second.postId, 'view')
    const untold = await openedTab(url, await guestOf(link), second.doc)
    await db.shareLink.update({ where: { id: link.id }, data: { endedAt: new Date() } })
    await until(() => untold.reasons.includes('revoked'))
    const third = await newPost()
    const binned = await openedTab(url, await guestOf(await makeLink(third.postId, 'view')), third.doc)
    await db.post.update({ where: { id: third.postId }, data: { state: 'deleted' } })
    await until(() => binned.reasons.includes('revoked'))
  })
})

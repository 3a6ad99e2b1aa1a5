import { describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { createToken, findTokenPrincipal, revokeToken } from '#domain/services/api-tokens.ts'
import { issueTicket } from '#domain/services/ticket.ts'
import { transact } from '#domain/services/transact.ts'
import { openHarbour } from '#tests/support/harbour.ts'
import { AUTH_SECRET, openedTab, openTab, signIn, typed, untilTold } from '#tests/support/live.ts'
import { rawSocket } from '#tests/support/raw-socket.ts'
import { until } from '#tests/support/until.ts'

const {
  database,
  server: { url, hocuspocus },
  db,
  anna,
  ben,
  vera,
  stranger,
  workspaceId,
  newPost,
  rowsOf,
} = await openHarbour()

describe('who may what', () => {
  test('[CN42] absent, foreign and ill-named documents get the same answer', async () => {
    const { doc } = await newPost()
    const names = [
      doc,
      `post:${crypto.randomUUID()}`,
      `feed:${anna.userId}`,
      `presence:${workspaceId}`,
      doc.replace('post', 'discussion'),
      `presence:${crypto.randomUUID()}`,
      '__proto__',
      'constructor',
      '../../etc/passwd',
      `${doc}\u0000${'x'.repeat(40)}`,
      `${doc} `,
      "post:' or 1=1",
    ]
    const raw = await rawSocket(url)
    for (const name of names) {
      raw.auth(name, await stranger.ticket())
      await until(() => raw.reasons(name).length > 0)
      expect(raw.reasons(name)).toEqual(['not_found'])
      expect(raw.frames.filter(frame => frame.address === name)).toHaveLength(1)
    }
    expect(raw.ws.readyState).toBe(WebSocket.OPEN)
    raw.ws.terminate()
  })

  test('[AU8] tickets that are old, forged or of another server open nothing', async () => {
    const { doc } = await newPost()
    const ticket = await anna.ticket()
    const [head, body, signature] = ticket.split('.')
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`
    for (const token of ['', 'x', `${head}.${body}.${signature?.slice(0, -4)}AAAA`, none]) {
      const tab = openTab(url, anna, doc, { token })
      await until(() => tab.reasons.length > 0)
      expect(tab.reasons).toEqual(['unauthenticated'])
      tab.leave()
    }
  })

  test('[CN38] a viewer reads and shows presence, and changes nothing', async () => {
    const { doc } = await newPost()
    const writer = await openedTab(url, anna, doc)
    const raw = await rawSocket(url)
    await raw.open(doc, await vera.ticket())
    const mine = raw.docOf(doc)
    const update = typed(mine, 'vandalised')
    raw.sync(doc, 2, update)
    await until(() => raw.acks(doc).length === 1)
    raw.sync(doc, 1, Y.encodeStateAsUpdate(mine))
    await until(() => raw.acks(doc).length === 2)
    expect(raw.acks(doc)).toEqual([false, false])
    raw.sync(doc, 1, Y.encodeStateAsUpdate(raw.docOf(doc)))
    await until(() => raw.acks(doc).length === 3)
    expect(raw.acks(doc)[2]).toBe(true)
    expect(await rowsOf(doc)).toBe(1)
    writer.type('live')
    await until(() => raw.docOf(doc).getXmlFragment('body').toString().includes('live'))
    raw.ws.terminate()
    const viewer = await openedTab(url, vera, doc)
    viewer.provider.setAwarenessField('mode', 'editing')
    viewer.provider.setAwarenessField('typing', true)
    const state = await until(() =>
      [...(writer.provider.awareness?.getStates().values() ?? [])].find(
        one => one.user?.id === vera.userId && one.mode,
      ),
    )
    await until(
      () =>
        state.typing !== undefined ||
        writer.provider.awareness?.getStates().get(viewer.doc.clientID)?.typing !== undefined,
    )
    expect(writer.provider.awareness?.getStates().get(viewer.doc.clientID)).toMatchObject({
      mode: 'viewing',
      typing: false,
    })
  })

  test('[CN38] nobody writes to a feed or to presence', async () => {
    const raw = await rawSocket(url)
    for (const name of [`feed:${ben.userId}`, `presence:${workspaceId}`]) {
      await raw.open(name, await ben.ticket())
      const mine = raw.docOf(name)
      const before = Y.encodeStateVector(mine)
      mine.getMap('posts').set('x', { state: 'published' })
      raw.sync(name, 2, Y.encodeStateAsUpdate(mine, before))
      await until(() => raw.acks(name).length > 0)
      expect(raw.acks(name)).toEqual([false])
      expect(hocuspocus.documents.get(name)?.store.clients.size).toBe(0)
    }
    raw.ws.terminate()
  })

  test('[CN40] signing out closes every document within a second', async () => {
    const { doc } = await newPost()
    const guest = await signIn(database, 'Guest')
    await db.member.create({ data: { workspaceId, userId: guest.userId, role: 'editor' } })
    const tabs = [await openedTab(url, guest, doc), await openedTab(url, guest, `feed:${guest.userId}`)]
    await transact(db, async (tx, emit) => {
      await tx.session.delete({ where: { id: guest.sessionId } })
      emit({ type: 'session.ended', userId: guest.userId, sessionId: guest.sessionId })
    })
    await untilTold(() => tabs.every(tab => tab.reasons.includes('unauthenticated')))
  })

  test('[CN40] [AU11] a revoked token closes what it opened, also without an event, and opens nothing', async () => {
    const { doc } = await newPost()
    for (const end of [
      (id: string) => revokeToken(db, anna.userId, id),
      // Straight into the table: nobody tells the server.
      (id: string) => db.apiToken.update({ where: { id }, data: { revokedAt: new Date() } }),
    ]) {
      const token = await createToken(db, anna.userId, { name: 'script' })
      const principal = await findTokenPrincipal(db, token.token)
      if (!principal) throw new Error('no principal')
      const script = { ...anna, ticket: () => issueTicket(principal, AUTH_SECRET) }
      const tab = await openedTab(url, script, doc)
      const witness = await openedTab(url, anna, doc)
      await end(token.id)
      await until(() => tab.reasons.includes('unauthenticated'))
      tab.leave()
      const again = openTab(url, script, doc)
      await until(() => again.reasons.includes('unauthenticated'))
      expect(witness.reasons).toEqual([])
    }
  })

  test('[CN40] a lost role closes and the reconnect is judged anew, also without an event', async () => {
    const { doc } = await newPost()
    const guest = await signIn(database, 'Guest')
    const member = { workspaceId, userId: guest.userId }
    await db.member.create({ data: { ...member, role: 'editor' } })
    const tab = await openedTab(url, guest, doc)
    const witness = await openedTab(url, anna, doc)
    // Straight into the table: nobody tells the server.
    await db.member.update({ where: { workspaceId_userId: member }, data: { role: 'viewer' } })
    await until(() => tab.reasons.includes('revoked'))
    tab.leave()
    const again = openTab(url, guest, doc)
    await until(() => again.provider.authorizedScope === 'readonly')
    await db.member.delete({ where: { workspaceId_userId: member } })
    await until(() => again.reasons.includes('revoked'))
    expect(witness.reasons).toEqual([])
  })

  test('[CN46] an old editor reads, and is told to reload when it writes', async () => {
    const { doc } = await newPost()
    const old = await openedTab(`${url}?editor=0`, anna, doc)
    expect(old.provider.authorizedScope).toBe('readonly')
    old.type('old')
    await until(() => old.reasons.includes('editor_outdated'))
    expect(await rowsOf(doc)).toBe(1)
  })
})

import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { openHarbour } from '#tests/support/harbour.ts'
import { openedTab } from '#tests/support/live.ts'
import { presenceFrame, rawSocket } from '#tests/support/raw-socket.ts'
import { until } from '#tests/support/until.ts'

const {
  server: { url },
  db,
  anna,
  ben,
  vera,
  workspaceId,
  newPost,
} = await openHarbour()

describe('presence', () => {
  test('[CN37] whatever somebody claims, the server says who they are', async () => {
    const { doc } = await newPost()
    const victim = await openedTab(url, anna, doc)
    victim.provider.setAwarenessField('page', '/posts/1')
    const witness = await openedTab(url, vera, doc)
    await until(() => witness.provider.awareness?.getStates().get(victim.doc.clientID)?.user?.id === anna.userId)
    const raw = await rawSocket(url)
    await raw.open(doc, await ben.ticket())
    const say = (states: [number, unknown][], clock: number) => raw.send(presenceFrame(doc, states, clock))
    say(
      [
        [victim.doc.clientID, { user: { id: anna.userId, name: 'Not Anna' } }],
        [4242, { user: { id: anna.userId, name: 'Anna', color: 'url(evil)' }, page: 3, mode: 'editing' }],
        [4343, { mode: 'idle' }],
      ],
      50,
    )
    const forged = await until(() => witness.provider.awareness?.getStates().get(4242))
    expect(forged).toEqual({ user: { id: ben.userId, name: 'Ben', color: 'var(--p3)' }, mode: 'editing' })
    expect(witness.provider.awareness?.getStates().has(4343)).toBe(false)
    expect(witness.provider.awareness?.getStates().get(victim.doc.clientID)).toMatchObject({
      user: { id: anna.userId, name: 'Anna' },
    })
    // Not even while the owner is away.
    const id = victim.doc.clientID
    victim.leave()
    const thief = await rawSocket(url)
    await thief.open(doc, await ben.ticket())
    thief.send(presenceFrame(doc, [[id, { mode: 'editing' }]], 99))
    thief.sync(doc, 1, Y.encodeStateAsUpdate(thief.docOf(doc)))
    await until(() => thief.acks(doc).includes(true))
    await until(() => !witness.provider.awareness?.getStates().has(id))
    raw.ws.terminate()
    thief.ws.terminate()
    await until(() => !witness.provider.awareness?.getStates().has(4242))
  })

  test('[PR33] a workspace hears on which page somebody is, but of a post only that they are elsewhere', async () => {
    const workspace = `presence:${workspaceId}`
    const witness = await openedTab(url, ben, workspace)
    const mine = await openedTab(url, anna, workspace)
    const seen = () => witness.provider.awareness?.getStates().get(mine.doc.clientID)
    const user = { id: anna.userId, name: 'Anna', color: 'var(--p3)' }
    mine.provider.setAwarenessField('page', '/calendar')
    await until(() => seen()?.page === '/calendar')
    for (const page of [`/posts/${crypto.randomUUID()}`, '/posts/secret?comment=1']) {
      mine.provider.awareness?.setLocalState({ page, mode: 'editing', thread: 'new', view: {}, cursor: {} })
      await until(() => seen()?.page === undefined)
      expect(seen()).toEqual({ user, mode: 'editing' })
      mine.provider.awareness?.setLocalState({ page: '/inbox' })
      await until(() => seen()?.page === '/inbox')
    }
  })

  test('[PR34] who may comment shows that they type a comment, who may only read does not', async () => {
    const { doc } = await newPost()
    const witness = await openedTab(url, anna, doc)
    const veras = await openedTab(url, vera, doc)
    const seen = () => witness.provider.awareness?.getStates().get(veras.doc.clientID)
    veras.provider.awareness?.setLocalState({ mode: 'viewing', typing: true, thread: 'new' })
    await until(() => seen() !== undefined)
    expect(seen()).toMatchObject({ mode: 'viewing', typing: false })
    expect(seen()?.thread).toBeUndefined()
    await db.member.updateMany({ where: { userId: vera.userId }, data: { role: 'commenter' } })
    // The round looks at rights; the next word goes by what it found.
    await until(() => {
      veras.provider.awareness?.setLocalState({
        mode: 'viewing',
        typing: true,
        thread: 'new',
        page: `/${Math.random()}`,
      })
      return seen()?.thread === 'new'
    })
    expect(seen()).toMatchObject({ typing: true })
    await db.member.updateMany({ where: { userId: vera.userId }, data: { role: 'viewer' } })
  })

  test('[CN39] a flood is dropped and then answered', async () => {
    const { doc } = await newPost()
    const raw = await rawSocket(url)
    await raw.open(doc, await ben.ticket())
    for (let clock = 1; clock < 400; clock++) raw.send(presenceFrame(doc, [[7, { mode: 'idle' }]], clock))
    await until(() => raw.reasons(doc).length > 0)
    expect(raw.reasons(doc)).toEqual(['rate_limited'])
    raw.ws.terminate()
  })
})

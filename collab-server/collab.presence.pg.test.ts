import { writeVarString, writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { openHarbour } from '#tests/support/harbour.ts'
import { frameOf, openedTab, rawSocket } from '#tests/support/live.ts'
import { until } from '#tests/support/until.ts'

const {
  server: { url },
  anna,
  ben,
  vera,
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
    const say = (states: [number, unknown][], clock: number) =>
      raw.send(frameOf(doc, 1, encoder => writeVarUint8Array(encoder, awarenessOf(states, clock))))
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
    thief.send(frameOf(doc, 1, encoder => writeVarUint8Array(encoder, awarenessOf([[id, { mode: 'editing' }]], 99))))
    thief.sync(doc, 1, Y.encodeStateAsUpdate(thief.docOf(doc)))
    await until(() => thief.acks(doc).includes(true))
    await until(() => !witness.provider.awareness?.getStates().has(id))
    raw.ws.terminate()
    thief.ws.terminate()
    await until(() => !witness.provider.awareness?.getStates().has(4242))
  })

  test('[CN39] a flood is dropped and then answered', async () => {
    const { doc } = await newPost()
    const raw = await rawSocket(url)
    await raw.open(doc, await ben.ticket())
    for (let clock = 1; clock < 400; clock++)
      raw.send(frameOf(doc, 1, encoder => writeVarUint8Array(encoder, awarenessOf([[7, { mode: 'idle' }]], clock))))
    await until(() => raw.reasons(doc).length > 0)
    expect(raw.reasons(doc)).toEqual(['rate_limited'])
    raw.ws.terminate()
  })
})

function awarenessOf(states: [number, unknown][], clock: number): Uint8Array {
  return frameOf('', states.length, encoder => {
    for (const [id, state] of states) {
      writeVarUint(encoder, id)
      writeVarUint(encoder, clock)
      writeVarString(encoder, JSON.stringify(state))
    }
  }).slice(1)
}

import { type Connection, Document } from '@hocuspocus/server'
import fc from 'fast-check'
import { encode, writeVarString, writeVarUint } from 'lib0/encoding'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Awareness, applyAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import type { AwarenessState } from '#domain/contract/awareness.ts'
import type { UserId } from '#domain/contract/ids.ts'
import { changeState, createPresencePace, type Said } from './presence-pace.ts'

const MIRA = 'mira' as UserId
const AIKO = 'aiko' as UserId

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function openRoom(forgets: (connection: Connection) => boolean = () => true) {
  const document = new Document('presence:00000000-0000-4000-8000-000000000000')
  let frames = 0
  const framesTo = new Map<Connection, number>()
  const join = (): Connection => {
    const connection = { messageAddress: document.name, send: () => count(connection) } as unknown as Connection
    document.addConnection(connection)
    return connection
  }
  const count = (connection: Connection) => {
    frames += 1
    framesTo.set(connection, (framesTo.get(connection) ?? 0) + 1)
  }
  const pace = createPresencePace(document, forgets)
  const clocks = new Map<number, number>()
  return {
    document,
    join,
    frames: () => frames,
    framesTo: (connection: Connection) => framesTo.get(connection) ?? 0,
    say: (userId: UserId, connection: Connection, client: number, state: AwarenessState | null) => {
      const clock = (clocks.get(client) ?? 0) + 1
      clocks.set(client, clock)
      pace.say(userId, connection, { client, clock, state })
    },
    stateOf: (client: number) => document.awareness.getStates().get(client),
  }
}

describe('pace of presence', () => {
  test('[PR30] others hear of a person at most ten times a second, whatever their tabs say, and of the last of it', () => {
    const room = openRoom()
    const [first, second, aikos] = [room.join(), room.join(), room.join()]
    room.say(AIKO, aikos, 3, { page: '/inbox' })
    room.say(MIRA, first, 1, { page: '/' })
    expect(room.stateOf(1)).toEqual({ page: '/' })
    let told = 0
    room.document.awareness.on('change', () => {
      told += 1
    })
    for (let index = 1; index <= 100; index++) {
      vi.advanceTimersByTime(10)
      room.say(MIRA, first, 1, { page: `/a${index}` })
      room.say(MIRA, second, 2, { page: `/b${index}` })
    }
    vi.advanceTimersByTime(100)
    // Two tabs, told together.
    expect(told).toBeLessThanOrEqual(22)
    expect([room.stateOf(1), room.stateOf(2)]).toEqual([{ page: '/a100' }, { page: '/b100' }])
    room.document.destroy()
  })

  test('[PR30] leaving is told at once, and nothing said before it comes after it', () => {
    const room = openRoom()
    const tab = room.join()
    room.say(MIRA, tab, 1, { page: '/' })
    room.say(MIRA, tab, 1, { page: '/inbox' })
    room.say(MIRA, tab, 1, null)
    expect(room.stateOf(1)).toBeUndefined()
    vi.advanceTimersByTime(1_000)
    expect(room.stateOf(1)).toBeUndefined()
    room.document.destroy()
  })

  test('[PR31] what people say again unchanged is told together, soon enough for editors that would forget them', () => {
    const room = openRoom()
    const tabs = Array.from({ length: 50 }, room.join)
    tabs.forEach((tab, client) => {
      room.say(`person-${client}` as UserId, tab, client, { page: '/' })
    })
    vi.advanceTimersByTime(1)
    const before = room.frames()
    const clockBefore = room.document.awareness.meta.get(7)?.clock ?? 0
    for (let seconds = 0; seconds < 15; seconds++) {
      tabs.slice(seconds * 3, seconds * 3 + 3).forEach((tab, index) => {
        room.say(`person-${seconds * 3 + index}` as UserId, tab, seconds * 3 + index, { page: '/' })
      })
      vi.advanceTimersByTime(1_000)
    }
    vi.advanceTimersByTime(10_000)
    expect(room.document.awareness.meta.get(7)?.clock).toBeGreaterThan(clockBefore)
    expect((room.frames() - before) / tabs.length).toBeLessThanOrEqual(2)
    room.document.destroy()
  })

  test('[PR31] editors that forget nobody are not told what they know', () => {
    const room = openRoom(() => false)
    const tab = room.join()
    room.say(MIRA, tab, 1, { page: '/' })
    vi.advanceTimersByTime(1)
    const [before, clockBefore] = [room.frames(), room.document.awareness.meta.get(1)?.clock ?? 0]
    room.say(MIRA, tab, 1, { page: '/' })
    vi.advanceTimersByTime(60_000)
    expect(room.frames()).toBe(before)
    expect(room.document.awareness.meta.get(1)?.clock).toBeGreaterThan(clockBefore)
    room.document.destroy()
  })

  test('[PR32] nobody is forgotten for their silence while their connection lives', () => {
    const room = openRoom()
    const tab = room.join()
    room.say(MIRA, tab, 1, { page: '/' })
    vi.advanceTimersByTime(5 * 60_000)
    expect(room.stateOf(1)).toEqual({ page: '/' })
    room.document.removeConnection(tab)
    expect(room.stateOf(1)).toBeUndefined()
    room.document.destroy()
  })

  test('[PR320] what somebody changes goes to everybody else, once for all who change in a moment', () => {
    const room = openRoom()
    const [miras, aikos, other] = [room.join(), room.join(), room.join()]
    room.say(MIRA, miras, 1, { page: '/' })
    room.say(AIKO, aikos, 2, { page: '/' })
    vi.advanceTimersByTime(1_000)
    const told = () => [miras, aikos, other].map(room.framesTo)
    const before = told()
    const more = () => told().map((count, index) => count - (before[index] ?? 0))
    room.say(MIRA, miras, 1, { page: '/a' })
    vi.advanceTimersByTime(1_000)
    expect(more()).toEqual([0, 1, 1])
    room.say(MIRA, miras, 1, { page: '/b' })
    room.say(AIKO, aikos, 2, { page: '/b' })
    vi.advanceTimersByTime(1_000)
    expect(more()).toEqual([1, 2, 2])
    room.document.destroy()
  })

  test('[PR320] a change made straight leaves what y-protocols would leave, word by word', () => {
    const word = fc.record({
      client: fc.integer({ min: 1, max: 3 }),
      clock: fc.integer({ min: 0, max: 6 }),
      state: fc.option(fc.constantFrom({ page: '/' }, { page: '/a' }, { typing: true })),
    })
    fc.assert(
      fc.property(fc.array(word), words => {
        const [ours, theirs] = [new Awareness(new Y.Doc()), new Awareness(new Y.Doc())]
        const changes: unknown[][] = [[], []]
        ours.on('change', (change: unknown) => changes[0]?.push(change))
        theirs.on('change', (change: unknown) => changes[1]?.push(change))
        for (const said of words) {
          const { client, state } = said
          const bytes = bytesOf(said)
          const isSame = JSON.stringify(state) === JSON.stringify(ours.states.get(client))
          if (isSame || !changeState(ours, said)) applyAwarenessUpdate(ours, bytes, null)
          applyAwarenessUpdate(theirs, bytes, null)
        }
        const clocksOf = ({ meta }: Awareness) => [...meta].map(([client, { clock }]) => [client, clock])
        // Each has a client id of its own, without a word of its own.
        const isSaid = ([client]: readonly [number, unknown]) => client <= 3
        expect([...ours.states].filter(isSaid)).toEqual([...theirs.states].filter(isSaid))
        expect(clocksOf(ours).filter(([client = 0]) => client <= 3)).toEqual(
          clocksOf(theirs).filter(([client = 0]) => client <= 3),
        )
        expect(changes[0]).toEqual(changes[1])
        ours.destroy()
        theirs.destroy()
      }),
    )
  })
})

/** As a client sends it. */
function bytesOf({ client, clock, state }: Said): Uint8Array {
  return encode(encoder => {
    for (const number of [1, client, clock]) writeVarUint(encoder, number)
    writeVarString(encoder, JSON.stringify(state))
  })
}

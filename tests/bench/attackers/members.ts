/** Attacks of somebody who has signed in and may write, or read, in a team's posts. */
import * as Y from 'yjs'
import { syncFrame } from '#collab/transport/frame.ts'
import { type CraftedStruct, craft, longUpdate } from '#tests/attacks/crafted-update.ts'
import { createFrames } from '#tests/attacks/hostile-frames.ts'
import { createDice } from '#tests/faults/dice.ts'
import { sleep } from '../machine/clock.ts'
import { lastText, NEW_POST } from '../people/post-state.ts'
import { presenceOf } from '../people/presence.ts'
import { openDoor } from '../wire/doors.ts'
import type { SessionOptions } from '../wire/session.ts'
import type { Attack } from './attack.ts'
import { presenceFrame, type Seats, takeSeats } from './seats.ts'

const SEED = 20_261_130
const SOCKETS = 10
const ME = 666
const STEP = { one: 0, update: 2 }
const TRY_AGAIN_MS = 500
const MOST_TRIES = 300

/** Small frames: 5,000 a second are 3 Mbit/s. */
export const brokenFrames: Attack = {
  rate: 5_000,
  begin({ url, ticket, rooms: [, quiet = ''] }) {
    const next = createFrames(createDice(SEED), quiet, NEW_POST)
    return sending(takeSeats(url, SOCKETS), { room: quiet, ticket, next })
  },
}

/** 1,000 a second; each closes its document, which is asked for again before the next. */
export const craftedUpdates: Attack = {
  rate: 1_000,
  async begin({ url, ticket, rooms: [, quiet = ''] }) {
    const doc = await read(url, quiet, ticket)
    const paragraph = lastText(doc).parent?._item?.id ?? null
    const frames = refusedUpdates(paragraph).map(update => syncFrame(quiet, STEP.update, update))
    return sending(takeSeats(url, SOCKETS), { room: quiet, ticket, next: index => frames[index % frames.length] })
  },
}

/** As many structs as one update may have, the last of them wrong: 10 a second are 50 Mbit/s. */
export const longUpdates: Attack = {
  rate: 10,
  async begin({ url, ticket, rooms: [, quiet = ''] }) {
    const doc = await read(url, quiet, ticket)
    const frame = syncFrame(quiet, STEP.update, longUpdate(ME, 49_990, lastText(doc).parent?._item?.id ?? null))
    return sending(takeSeats(url, SOCKETS), { room: quiet, ticket, next: () => frame })
  },
}

/** In the post in which the others write: 1,000 a second, of which each socket has 20 let through. */
export const floodOfPresence: Attack = {
  rate: 1_000,
  begin({ url, ticket, rooms: [room = ''] }) {
    const next = (index: number) => {
      const client = ME + (index % SOCKETS)
      const state = { page: '/x', mode: 'editing', typing: true, cursor: { at: index } }
      if (index % 4 === 0) return presenceFrame(room, presenceOf(client, index, { ...state, more: 'x'.repeat(60_000) }))
      return presenceFrame(room, presenceOf(client, index, state))
    }
    return sending(takeSeats(url, SOCKETS), { room, ticket, next })
  },
}

/** In the post in which the others write, with their ids, names and colours: 200 a second, all of them let through. */
export const presenceOfOthers: Attack = {
  rate: 200,
  begin({ url, ticket, victim, rooms: [room = ''] }) {
    const user = { id: 'somebody-else', name: 'The owner', color: '#000' }
    const next = (index: number) => {
      const client = index % 2 === 0 ? victim : ME + (index % SOCKETS)
      return presenceFrame(
        room,
        presenceOf(client, 1_000_000 + index, { user, mode: 'editing', cursor: { at: index } }),
      )
    }
    return sending(takeSeats(url, SOCKETS), { room, ticket, next })
  },
}

/** Each time another post, on ten sockets of which each is left after a hundred: 500 a second. */
export const openings: Attack = {
  rate: 500,
  begin({ url, ticket, rooms }) {
    const seats = takeSeats(url, SOCKETS)
    const many = rooms.slice(2)
    return {
      act(index) {
        const seat = seats.at(index)
        const turn = Math.floor(index / SOCKETS)
        const room = many[turn % many.length] ?? ''
        seat?.ask(room, ticket)
        seat?.send(syncFrame(room, STEP.one, Uint8Array.of(0)))
        if (turn % 100 === 99) seat?.leave()
      },
      end: seats.end,
    }
  },
}

const HEAVY_STRUCTS = 20_000

/** Of a post that the attacker has filled with pieces, each answer as long as the post: 500 a second. */
export const handshakes: Attack = {
  rate: 500,
  async begin({ url, ticket, rooms: [, , heavy = ''] }) {
    await fill(url, heavy, ticket)
    // A client that nobody knows: the answer is the whole post, and no other's.
    const known = Uint8Array.of(1, ME, 1)
    const frame = syncFrame(heavy, STEP.one, known)
    return sending(takeSeats(url, SOCKETS), { room: heavy, ticket, next: () => frame })
  },
}

/** In the post in which the others write: 1,000 edits a second of somebody who may only read. */
export const writesOfReader: Attack = {
  rate: 1_000,
  async begin({ url, readersTicket: ticket, rooms: [room = ''] }) {
    const doc = await read(url, room, ticket)
    const frames: Uint8Array[] = []
    doc.on('update', update => frames.push(syncFrame(room, STEP.update, update)))
    lastText(doc).insert(0, 'vandalised')
    return sending(takeSeats(url, SOCKETS), { room, ticket, next: () => frames[0] })
  },
}

/** The future of somebody who writes there: 500 a second; each closes its document, which is asked for again. */
export const clocksOfOthers: Attack = {
  rate: 500,
  begin({ url, ticket, victim, rooms: [room = ''] }) {
    const frame = syncFrame(
      room,
      STEP.update,
      craft([{ client: victim, clock: 0, structs: [{ kind: 'gc', length: 2 ** 30 }] }]),
    )
    return sending(takeSeats(url, SOCKETS), { room, ticket, next: () => frame })
  },
}

type Sending = {
  readonly room: string
  readonly ticket: string
  readonly next: (index: number) => Uint8Array | string | undefined
}

function sending(seats: Seats, { room, ticket, next }: Sending) {
  return {
    act(index: number) {
      const seat = seats.at(index)
      const frame = next(index)
      if (!seat || frame === undefined) return
      seat.ask(room, ticket)
      seat.send(frame)
    },
    end: seats.end,
  }
}

/** @returns the document as the server has it */
async function read(url: string, room: string, token: string): Promise<Y.Doc> {
  const ydoc = new Y.Doc()
  const { close } = await openPatiently(url, room, { token, ydoc })
  close()
  return ydoc
}

async function fill(url: string, room: string, token: string): Promise<void> {
  const ydoc = new Y.Doc()
  const { promise: stored, resolve } = Promise.withResolvers<void>()
  const { session, close } = await openPatiently(url, room, { token, ydoc, onAnswer: () => resolve() })
  const known = Y.encodeStateVector(ydoc)
  const text = lastText(ydoc)
  if (ydoc.store.clients.size > 1) return close()
  // At the front: pieces that Yjs does not join.
  ydoc.transact(() => {
    for (let count = 0; count < HEAVY_STRUCTS; count++) text.insert(0, 'x')
  })
  session.sendUpdate(Y.encodeStateAsUpdate(ydoc, known))
  await stored
  close()
}

/** Who has attacked before may have to rest until it is let in. */
async function openPatiently(url: string, room: string, options: SessionOptions) {
  for (let tries = 1; ; tries += 1) {
    const door = openDoor('hocuspocus', url)
    try {
      return { session: await door.open(room, options).ready, close: door.close }
    } catch (error) {
      door.close()
      if (tries === MOST_TRIES) throw error
      await sleep(TRY_AGAIN_MS)
    }
  }
}

function refusedUpdates(paragraph: Y.ID | null): readonly Uint8Array[] {
  const own = Y.createID(ME, 0)
  const of = (...structs: readonly CraftedStruct[]) => craft([{ client: ME, clock: 0, structs }])
  const within = (...structs: readonly CraftedStruct[]) => of({ kind: 'text', parent: paragraph }, ...structs)
  return [
    new TextEncoder().encode('this is no update at all'),
    craft([{ client: ME, clock: 0, count: 2 ** 40, structs: [{ kind: 'gc', length: 1 }] }]),
    craft([{ client: ME, clock: 9, structs: [{ kind: 'gc', length: 1 }] }]),
    of({ kind: 'any', values: [1], parent: 'fields', key: '__proto__' }),
    of({ kind: 'element', words: 'script', parent: 'body' }),
    of({ kind: 'string', words: 'in the root', parent: 'body' }),
    within({ kind: 'format', key: 'bold', json: `${'['.repeat(5_000)}${']'.repeat(5_000)}`, parent: own }),
    within({ kind: 'element', words: 'paragraph', parent: own }),
    of({ kind: 'raw', number: 9, bytes: [1, 2, 3] }),
    craft([], [[1, Array.from({ length: 20_000 }, () => [0, 2] as const)]]),
  ]
}

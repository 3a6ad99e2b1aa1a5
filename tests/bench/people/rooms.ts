/** Posts in which some type and the others look on. */
import type { Bench } from '../bench.ts'
import { becomes, pace } from '../machine/clock.ts'
import type { Usage } from '../targets/server.ts'
import type { Stage } from '../targets/target.ts'
import type { Session } from '../wire/session.ts'
import { NEW_POST } from './post-state.ts'
import { createReader, createTypist, type Typist } from './typist.ts'

export type Rooms = {
  readonly writers: readonly Writer[]
  readonly readers: readonly Session[]
  readonly viewersOfEach: number
  /** Milliseconds from a key to each viewer; empty it to begin anew. */
  readonly latencies: number[]
  readonly close: () => void
}
type Writer = { readonly room: string; readonly typist: Typist; readonly session: Session }

/** In every post of the stage: the first of the team type, the others have it open. */
export async function openRooms(bench: Bench, { teams }: Stage, typistsOfEach: number): Promise<Rooms> {
  const latencies: number[] = []
  const seats = teams.flatMap(({ posts, people }) => posts.map(({ room }) => ({ room, people })))
  const writing = seats.flatMap(({ room, people }) =>
    people.slice(0, typistsOfEach).map(person => ({ room, person, typist: createTypist(NEW_POST) })),
  )
  const writerSessions = await bench.openAll(
    writing.map(({ room, person, typist }) => ({ room, person, options: { ydoc: typist.ydoc } })),
  )
  const typistsByRoom = Map.groupBy(writing, ({ room }) => room)
  const readers = await bench.openAll(
    seats.flatMap(({ room, people }) => {
      const typists = (typistsByRoom.get(room) ?? []).map(({ typist }) => typist)
      return people
        .slice(typistsOfEach)
        .map(person => ({ room, person, options: { onUpdate: createReader(typists, latencies) } }))
    }),
  )
  const writers = writing.flatMap(({ room, typist }, index): Writer[] => {
    const session = writerSessions[index]
    return session ? [{ room, typist, session }] : []
  })
  const viewersOfEach = (teams[0]?.people.length ?? 0) - typistsOfEach
  const close = () => {
    for (const session of [...writerSessions, ...readers]) session.close()
  }
  return { writers, readers, viewersOfEach, latencies, close }
}

type Burst = {
  readonly usage: Usage
  /** Keys a second that were really sent. */
  readonly rate: number
  readonly expected: number
}

/** All writers in turn, `rate` keys a second together; waits until everything has arrived, or for `patienceMs`. */
export async function typeTogether(
  bench: Bench,
  rooms: Rooms,
  {
    rate,
    seconds,
    patienceMs,
    profileName,
  }: { rate: number; seconds: number; patienceMs: number; profileName?: string },
): Promise<Burst> {
  const { writers, latencies, viewersOfEach } = rooms
  for (const { typist } of writers) typist.prepare(Math.ceil((rate * seconds) / writers.length))
  const expected = Math.round(rate * seconds) * viewersOfEach
  latencies.length = 0
  let achieved = 0
  const usage = await bench.server.measure(async () => {
    achieved = await pace(rate, seconds, index => {
      const writer = writers[index % writers.length]
      writer?.typist.type(writer.session)
    })
    await becomes(() => latencies.length >= expected, patienceMs)
  }, profileName)
  return { usage, rate: achieved, expected }
}

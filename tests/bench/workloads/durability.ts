/** What Saved is worth: kill -9 while people type, and the row behind each Saved looked for by a second connection. */
import pg from 'pg'
import * as Y from 'yjs'
import { createPostgresLog } from '#domain/log/postgres-log.ts'
import { createLogger } from '#domain/logger.ts'
import type { Bench, Row } from '../bench.ts'
import { becomes, pace, sleep } from '../machine/clock.ts'
import { NEW_POST } from '../people/post-state.ts'
import { checkSaved } from '../people/saved-check.ts'
import { createTypist } from '../people/typist.ts'
import type { Person, Stage } from '../targets/target.ts'
import type { Session } from '../wire/session.ts'

const TYPISTS = 20
const KEYS_PER_SECOND = 20
/** Enough for 15,000 acknowledged keys, and of a peer enough to see what becomes of them. */
const KILLS = { galley: 26, peer: 3 }
const CHECKED = { typists: 50, keysPerSecond: 1000, seconds: 11 }
const TYPE_FOR_SECONDS = 4
const KILL_AFTER_MS = { least: 800, most: 2400 }

export async function* durability(bench: Bench): AsyncGenerator<Row> {
  if (!bench.target.stores) return
  yield await kills(bench, bench.target.name === 'galley' ? KILLS.galley : KILLS.peer)
  if (bench.target.name === 'galley') yield await savedIsTrue(bench)
}

async function kills(bench: Bench, count: number): Promise<Row> {
  const stage = await bench.fill({ teams: TYPISTS, peopleInTeam: 1, postsInTeam: 1, state: NEW_POST })
  let acknowledged = 0
  let lost = 0
  for (let kill = 0; kill < count; kill++) {
    const seats = seatsOf(stage)
    const sessions = await openWriters(bench, seats)
    await typeIntoKill(bench, seats, sessions)
    await bench.server.start()
    for (const [index, { room, person, typist }] of seats.entries()) {
      const { answered = 0, refused = 0 } = sessions[index]?.facts ?? {}
      const ydoc = new Y.Doc()
      const reader = await bench.open({ room, person, options: { ydoc } })
      acknowledged += answered - refused
      lost += Math.max(0, answered - refused - Y.getState(ydoc.store, typist.clientId))
      reader.close()
    }
  }
  return { case: 'kill -9 while 20 type', figures: { kills: count, acknowledged, lost } }
}

/** Keys are on their way when it comes: what was answered by then is what must be there. */
async function typeIntoKill(bench: Bench, seats: readonly Seat[], sessions: readonly Session[]): Promise<void> {
  let isOver = false
  const typing = pace(KEYS_PER_SECOND * TYPISTS, TYPE_FOR_SECONDS, index => {
    const session = sessions[index % TYPISTS]
    if (session && !isOver) seats[index % TYPISTS]?.typist.type(session)
  })
  await sleep(KILL_AFTER_MS.least + Math.random() * (KILL_AFTER_MS.most - KILL_AFTER_MS.least))
  await bench.server.kill()
  await becomes(() => sessions.every(({ facts }) => facts.closed !== null), 2000)
  isOver = true
  await typing
}

async function savedIsTrue(bench: Bench): Promise<Row> {
  const { typists, keysPerSecond, seconds } = CHECKED
  const stage = await bench.fill({ teams: typists, peopleInTeam: 1, postsInTeam: 1, state: NEW_POST })
  const pool = new pg.Pool({ connectionString: bench.databaseUrl, max: 8 })
  const log = createPostgresLog({ pool, logger: createLogger('bench', 'silent') })
  try {
    const seats = seatsOf(stage).map(seat => ({ ...seat, check: checkSaved(log, seat.room, seat.typist.clientId) }))
    const sessions = await openWriters(bench, seats)
    const usage = await bench.server.measure(async () => {
      await pace(keysPerSecond, seconds, index => {
        const session = sessions[index % typists]
        if (session) seats[index % typists]?.typist.type(session)
      })
      const isAnswered = ({ facts }: Session, index: number) =>
        facts.answered >= (seats[index]?.typist.sentAt.length ?? 0)
      await becomes(() => sessions.every(isAnswered), 15_000)
    })
    const checks = await Promise.all(seats.map(({ check }) => check.done()))
    for (const session of sessions) session.close()
    return {
      case: 'the row of each Saved',
      figures: {
        checked: sum(checks.map(({ checked }) => checked)),
        absent: sum(checks.map(({ absent }) => absent)),
        'not stored': sum(sessions.map(({ facts }) => facts.refused)),
        noise: usage.noise,
      },
    }
  } finally {
    await pool.end()
  }
}

type Seat = {
  readonly room: string
  readonly person: Person
  readonly typist: ReturnType<typeof createTypist>
  readonly check?: ReturnType<typeof checkSaved>
}

function seatsOf({ teams }: Stage): Seat[] {
  return teams.flatMap(({ posts: [post], people: [person] }) =>
    post && person ? [{ room: post.room, person, typist: createTypist(NEW_POST) }] : [],
  )
}

function openWriters(bench: Bench, seats: readonly Seat[]): Promise<Session[]> {
  return bench.openAll(
    seats.map(({ room, person, typist, check }) => ({
      room,
      person,
      options: { ydoc: typist.ydoc, onAnswer: ({ stored }) => stored && check?.saved() },
    })),
  )
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}

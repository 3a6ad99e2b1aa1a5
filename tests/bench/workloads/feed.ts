/**
 * A command on a post until it shows on the dashboards of two hundred people. Galley's runs as the HTTP API runs it: right,
 * compare-and-set, outbox and commit are in the time. The peers only tell their clients an entry that says the same, with
 * nothing stored: a floor. They tell each person's room by itself, since each person has a feed of their own here; told all
 * rooms in one emit, socket.io takes a fifth less. What a server does by the clock counts as well: with few events a second
 * it is a large part of what one of ours costs.
 */
import * as Y from 'yjs'
import { z } from 'zod'
import type { PostId, UserId } from '#domain/contract/ids.ts'
import { createPostgresLog } from '#domain/log/postgres-log.ts'
import { createLogger } from '#domain/logger.ts'
import { requirePost } from '#domain/services/access.ts'
import { runCommand } from '#domain/services/lifecycle.ts'
import { createDb } from '#prisma/client.ts'
import type { Bench, Row } from '../bench.ts'
import { becomes, now, sleep } from '../machine/clock.ts'
import { quietMachine } from '../machine/pinning.ts'
import { NEW_POST } from '../people/post-state.ts'
import { figuresOf, rounded } from '../statistics.ts'
import type { Person, Post } from '../targets/target.ts'

const DASHBOARDS = 200
const POSTS = 10
const COMMANDS = 50
const EVERY_MS = 200

const Shown = z.object({ postId: z.string(), rev: z.number() })
type Told = { readonly postId: string; readonly rev: number }
type Teller = { readonly tell: (post: Post, round: number) => Promise<Told>; readonly stop: () => Promise<void> }

export async function* feed(bench: Bench): AsyncGenerator<Row> {
  const stage = await bench.fill({ teams: 1, peopleInTeam: DASHBOARDS, postsInTeam: POSTS, state: NEW_POST })
  const [team] = stage.teams
  if (!team) throw new Error('nobody is there')
  const seenAt = new Map<string, number[]>()
  const see = ({ postId, rev }: Told) => {
    const key = keyOf({ postId, rev })
    seenAt.set(key, [...(seenAt.get(key) ?? []), now()])
  }
  const rooms = team.people.map(person => team.sideRooms(person)[0] ?? '')
  const sessions = await bench.openAll(
    team.people.map((person, index) => ({ room: rooms[index] ?? '', person, options: watching(see) })),
  )
  const teller =
    bench.target.name === 'galley' ? galleyTeller(bench, team.people[0]) : peerTeller(bench, rooms, team.people)
  const sentAt = new Map<string, number>()
  const give = async (index: number) => {
    const post = team.posts[index % POSTS]
    if (!post) return
    const begun = now()
    sentAt.set(keyOf(await teller.tell(post, Math.floor(index / POSTS))), begun)
  }
  try {
    // Every post once, so that queries are prepared and maps have their keys.
    for (let index = 0; index < POSTS; index++) await give(index)
    await sleep(500)
    sentAt.clear()
    await quietMachine()
    const usage = await bench.server.measure(async () => {
      for (let index = POSTS; index < POSTS + COMMANDS; index++) {
        await give(index)
        await sleep(EVERY_MS)
      }
      await becomes(() => [...sentAt.keys()].every(key => seenAt.get(key)?.length === DASHBOARDS), 3000)
    }, 'feed')
    const took = [...sentAt].flatMap(([key, begun]) => (seenAt.get(key) ?? []).map(at => at - begun))
    yield {
      case: `command to ${DASHBOARDS} dashboards`,
      figures: {
        ...figuresOf('shown', took),
        missing: COMMANDS * DASHBOARDS - took.length,
        'server us per event shown': rounded((usage.serverCpuSeconds * 1e6) / Math.max(1, took.length)),
        'server cpu': usage.serverCpu,
        noise: usage.noise,
      },
    }
  } finally {
    for (const session of sessions) session.close()
    await teller.stop()
  }
}

/** A dashboard: the map of posts in a document, or for a relay the event itself. */
function watching(see: (told: Told) => void) {
  const ydoc = new Y.Doc()
  ydoc.getMap('posts').observe(event => {
    for (const postId of event.keysChanged) {
      const shown = Shown.safeParse({ ...Object(event.target.get(postId)), postId })
      if (shown.success) see(shown.data)
    }
  })
  return {
    ydoc,
    onEvent: (payload: string) =>
      see(Shown.parse(JSON.parse(z.tuple([z.string(), z.string()]).parse(JSON.parse(payload))[1]))),
  }
}

/** Sent for review and back again, by the owner. */
function galleyTeller({ storage: { pool } }: Bench, owner: Person | undefined): Teller {
  if (!pool || !owner) throw new Error('Galley needs its database and somebody')
  const db = createDb(pool.options.connectionString ?? '', { connections: 2 })
  const stores = { db, log: createPostgresLog({ pool, logger: createLogger('bench', 'silent') }) }
  const principal = { userId: owner.id as UserId, sessionId: null }
  return {
    async tell({ id }, round) {
      const post = await requirePost(db, principal, id as PostId, 'read')
      const command = round % 2 === 0 ? ('submit' as const) : ('request-changes' as const)
      await runCommand(stores, post, { command, input: {} }, { publicUrl: 'http://127.0.0.1' })
      return { postId: id, rev: post.rev + 1 }
    },
    stop: () => db.$disconnect(),
  }
}

function peerTeller({ server }: Bench, rooms: readonly string[], people: readonly Person[]): Teller {
  return {
    async tell({ id }, round) {
      const rev = round + 2
      // What an entry of our feed says.
      const by = { id: people[0]?.id, name: 'Person 0', color: 1 }
      const at = new Date().toISOString()
      const entry = { postId: id, workspaceId: id, state: 'in_review', rev, title: 'Measured', at, by }
      server.tell({ tell: { rooms, entry } })
      return entry
    },
    stop: async () => {},
  }
}

function keyOf({ postId, rev }: Told): string {
  return `${postId} ${rev}`
}

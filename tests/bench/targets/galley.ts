/** Galley as it really runs: its collab-server over a Postgres that syncs to disk, with tickets and rights. */
import { pino } from 'pino'
import * as Y from 'yjs'
import { docName } from '#domain/contract/doc-names.ts'
import type { PostId, SessionId, UserId, WorkspaceId } from '#domain/contract/ids.ts'
import { EDITOR_SCHEMA_VERSION } from '#domain/contract/protocol.ts'
import { createPostgresLog } from '#domain/log/postgres-log.ts'
import { issueTicket } from '#domain/services/ticket.ts'
import { createDb } from '#prisma/client.ts'
import { migrate } from '#prisma/schema-engine.ts'
import { COLLAB_FLAGS } from '#scripts/nursery.ts'
import { COMPILE_CACHE } from '#scripts/run.ts'
import { backgroundStarted } from '#tests/support/background-started.ts'
import { now } from '../machine/clock.ts'
import { inLanes } from '../people/lanes.ts'
import type { Person, Post, Target, Team, Wanted } from './target.ts'

const AUTH_SECRET = 'a secret for the bench, of 32 characters or more'
/** A ticket lives 60 s; people at this bench ask for another after: */
const TICKET_KEPT_MS = 30_000
const CREATES_AT_ONCE = 8

export const galley: Target = {
  name: 'galley',
  protocol: 'hocuspocus',
  program: 'collab-server/main.ts',
  flags: COLLAB_FLAGS,
  environment: ({ port, databaseUrl }) => ({
    HOST: '127.0.0.1',
    PORT: '3000',
    COLLAB_PORT: String(port),
    DATABASE_URL: databaseUrl,
    AUTH_SECRET,
    LOG_LEVEL: 'warn',
    // As `npm start` has it: a restart does not compile the sources again.
    NODE_COMPILE_CACHE: COMPILE_CACHE,
  }),
  // As our pages say it, which do without what is repeated for other editors.
  url: port => `ws://127.0.0.1:${port}/collab?editor=${EDITOR_SCHEMA_VERSION}`,
  holdsDocuments: true,
  stores: true,
  needsPostgres: true,
  saysReady: true,
  heartbeat: '{"ping":1}',
  isSettled: async ({ pool }) => pool !== undefined && backgroundStarted(pool),
  prepareDatabase: async databaseUrl => void (await migrate(databaseUrl)),
  async fill({ pool }, wanted) {
    if (!pool) throw new Error('Galley needs its database')
    const db = createDb(pool.options.connectionString ?? '', { connections: 4 })
    const log = createPostgresLog({ pool, logger: pino({ level: 'silent' }) })
    const clients = [...Y.parseUpdateMeta(wanted.state).from.keys()]
    try {
      const teams = Array.from({ length: wanted.teams }, (_one, team) => imagineTeam(team, wanted))
      const people = teams.flatMap(one => one.people)
      await db.user.createMany({
        data: people.map(({ id }, index) => ({
          id,
          name: `Person ${index}`,
          email: `${id}@bench.example`,
          color: 1 + (index % 8),
        })),
      })
      const expiresAt = new Date(Date.now() + 24 * 60 * 60 * 1000)
      await db.session.createMany({
        data: people.map(({ id }) => ({ id: sessionOf(id), token: sessionOf(id), userId: id, expiresAt })),
      })
      await db.workspace.createMany({
        data: teams.map(({ workspaceId }, index) => ({ id: workspaceId, name: `Team ${index}`, slug: workspaceId })),
      })
      await db.member.createMany({
        data: teams.flatMap(one =>
          one.people.map(({ id }, index) => ({
            workspaceId: one.workspaceId,
            userId: id,
            role: index === 0 ? 'owner' : 'editor',
          })),
        ),
      })
      await db.post.createMany({
        data: teams.flatMap(({ workspaceId, posts, people: [first] }) =>
          posts.map(({ id }) => ({
            id,
            workspaceId,
            slug: id,
            title: 'Measured',
            textSeq: 1,
            createdById: first?.id ?? '',
            changedById: first?.id ?? '',
          })),
        ),
      })
      const firsts = teams.flatMap(({ posts, people: [author] }) =>
        posts.map(({ room }) => ({ doc: room, update: wanted.state, author: author?.id ?? '', clients })),
      )
      await inLanes(firsts, CREATES_AT_ONCE, first => log.create(first))
      return { teams }
    } finally {
      await db.$disconnect()
    }
  },
}

type ImaginedTeam = Team & { readonly workspaceId: WorkspaceId }

function imagineTeam(team: number, { peopleInTeam, postsInTeam }: Wanted): ImaginedTeam {
  const workspaceId = crypto.randomUUID() as WorkspaceId
  return {
    workspaceId,
    people: Array.from({ length: peopleInTeam }, () => personOf(crypto.randomUUID(), team)),
    posts: Array.from({ length: postsInTeam }, (): Post => {
      const id = crypto.randomUUID()
      return { id, room: docName.post(id as PostId), team }
    }),
    sideRooms: ({ id }) => [docName.feed(id as UserId), docName.presence(workspaceId)],
  }
}

function personOf(id: string, team: number): Person {
  let kept: { readonly until: number; readonly ticket: Promise<string> } | undefined
  return {
    id,
    team,
    token() {
      if (!kept || kept.until < now()) {
        const principal = { userId: id as UserId, sessionId: sessionOf(id) as SessionId }
        kept = { until: now() + TICKET_KEPT_MS, ticket: issueTicket(principal, AUTH_SECRET) }
      }
      return kept.ticket
    },
  }
}

function sessionOf(userId: string): string {
  return `session-${userId}`
}

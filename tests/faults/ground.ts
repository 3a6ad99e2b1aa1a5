/**
 * What a fault happens to: a durable Postgres of its own, people, posts, a collab-server as a process, and robots.
 * Everything ends with `close`.
 */
import { appendFileSync, chmodSync, copyFileSync, createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import * as Y from 'yjs'
import { docName } from '#domain/contract/doc-names.ts'
import type { PostId, SessionId, UserId, WorkspaceId } from '#domain/contract/ids.ts'
import type { Role } from '#domain/contract/roles.ts'
import { createPostgresLog } from '#domain/log/postgres-log.ts'
import { createLogger } from '#domain/logger.ts'
import { issueTicket } from '#domain/services/ticket.ts'
import { docFromJson, type JsonNode } from '#domain/text/document.ts'
import { createDb, type Db } from '#prisma/client.ts'
import { migrate } from '#prisma/schema-engine.ts'
import { openDatabase } from '#scripts/database.ts'
import { freePort } from '#scripts/free-port.ts'
import { startPostgres } from '#scripts/postgres.ts'
import { addPerson, addPost, addWorkspace } from '#tests/support/people-and-posts.ts'
import type { Dice } from './dice.ts'
import { standInForPage } from './page.ts'
import { openRobot, type Robot } from './robot.ts'
import { type ServerProcess, startServer } from './server-process.ts'
import { createWitness, type Witness } from './witness.ts'

export const AUTH_SECRET = 'a-secret-for-faults-of-32-characters'
export const PUBLIC_URL = 'http://galley.test'

export type Person = { readonly userId: UserId; readonly name: string; readonly ticket: () => Promise<string> }
export type Post = { readonly postId: PostId; readonly doc: string }

export type Ground = {
  readonly folder: string
  /** Where rows are looked at, never through a proxy. */
  readonly databaseUrl: string
  readonly db: Db
  readonly pool: pg.Pool
  readonly witness: Witness
  readonly workspaceId: WorkspaceId
  readonly people: readonly Person[]
  readonly collabPort: number
  readonly postmasterPid: () => number
  readonly stopPostgres: () => Promise<void>
  /** On the same port and the same files. */
  readonly startPostgres: () => Promise<void>
  readonly addPerson: (name: string, role: Role) => Promise<Person>
  readonly addPost: (json?: JsonNode) => Promise<Post>
  readonly startServer: (env?: Readonly<Record<string, string>>, flags?: readonly string[]) => Promise<ServerProcess>
  /** A tab of that person; through a proxy when a port is given. */
  readonly robot: (who: { person: Person; post: Post; name: string; dice: Dice; port?: number }) => Robot
  readonly serverLog: () => string
  readonly close: () => Promise<void>
}

const EMPTY: JsonNode = { type: 'doc', content: [{ type: 'title' }, { type: 'paragraph' }] }

type GroundOptions = {
  /** Where Postgres keeps its files; else a new folder. */
  readonly dataFolder?: string
  /** The product's own supervisor starts Postgres again when it dies; else it stays away until it is started. */
  readonly supervised?: boolean
  /** For what is done to Postgres itself: never one that others use as well. */
  readonly own?: boolean
}

type Lent = { readonly url: string; readonly giveBack: () => Promise<void> }
let lend: (() => Promise<Lent>) | undefined

/** From now on a ground that needs no Postgres of its own gets a migrated database of that one: seconds less for each. */
export function lendDatabases(lender: () => Promise<Lent>): void {
  lend = lender
}

export async function breakGround({
  dataFolder,
  supervised = false,
  own = false,
}: GroundOptions = {}): Promise<Ground> {
  const folder = mkdtempSync(join(tmpdir(), 'galley-faults-'))
  // As root, Postgres runs under another account that must be able to pass.
  chmodSync(folder, 0o711)
  const logFile = join(folder, 'servers.log')
  appendFileSync(logFile, '')
  const dataDir = dataFolder ?? join(folder, 'data')
  const onLine = (line: string) => appendFileSync(logFile, `${line}\n`)
  const silent = pino({ level: 'silent' })
  let postgres: { readonly url: string; readonly stop: () => Promise<void> }
  if (supervised) {
    const logger = createLogger('ground', 'info', createWriteStream(logFile, { flags: 'a' }))
    postgres = await openDatabase({ databaseUrl: undefined, dataDir, forTests: false, logger })
  } else if (lend && !own) {
    const { url, giveBack } = await lend()
    postgres = { url, stop: giveBack }
  } else {
    postgres = await startPostgres({ dataDir, onLine })
    await migrate(postgres.url)
  }
  const databaseUrl = postgres.url
  const leavePage = standInForPage(PUBLIC_URL)
  const db = createDb(databaseUrl, { connections: 5 })
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 8, connectionTimeoutMillis: 15_000 })
  // It listens to connections that break.
  const log = createPostgresLog({ pool, logger: silent })
  const collabPort = await freePort()
  const servers = new Set<ServerProcess>()
  const robots = new Set<Robot>()

  const sign = async (name: string, role: Role): Promise<Person> => {
    const userId = await addPerson(db, name)
    const sessionId = `session-${crypto.randomUUID()}` as SessionId
    const expiresAt = new Date(Date.now() + 24 * 3_600_000)
    await db.session.create({ data: { id: sessionId, token: sessionId, userId, expiresAt } })
    if (ground) await db.member.create({ data: { workspaceId: ground.workspaceId, userId, role } })
    return { userId, name, ticket: () => issueTicket({ userId, sessionId }, AUTH_SECRET) }
  }

  let ground: Ground | undefined
  const people = await Promise.all(['Anna', 'Ben', 'Cleo', 'Dov', 'Edda'].map(name => sign(name, 'editor')))
  const roles = Object.fromEntries(
    people.map(({ userId }, index) => [userId, index === 0 ? 'owner' : 'editor'] as const),
  )
  const workspaceId = await addWorkspace(db, 'Harbour', roles)
  const owner = people[0]
  if (!owner) throw new Error('Nobody is there')

  ground = {
    folder,
    databaseUrl,
    db,
    pool,
    witness: createWitness(pool),
    workspaceId,
    people,
    collabPort,
    postmasterPid: () => Number.parseInt(readFileSync(join(dataDir, 'pg18', 'postmaster.pid'), 'utf8'), 10),
    stopPostgres: () => postgres.stop(),
    startPostgres: async () => {
      postgres = await startPostgres({ dataDir, port: Number(new URL(databaseUrl).port), onLine })
    },
    addPerson: sign,
    addPost: async (json = EMPTY) => {
      const postId = await addPost(db, { workspaceId, userId: owner.userId, title: '' })
      const doc = docName.post(postId)
      const start = docFromJson(json)
      await log.create({
        doc,
        update: Y.encodeStateAsUpdate(start),
        author: owner.userId,
        clients: [start.clientID],
      })
      return { postId, doc }
    },
    startServer: async (env, flags = []) => {
      const server = await startServer({
        port: collabPort,
        logFile,
        flags,
        env: {
          HOST: '127.0.0.1',
          PUBLIC_URL,
          DATABASE_URL: databaseUrl,
          AUTH_SECRET,
          LOG_LEVEL: process.env.FAULTS_LOG ?? 'warn',
          ...env,
        },
      })
      servers.add(server)
      void server.exited.then(() => servers.delete(server))
      return server
    },
    robot: ({ person, post, name, dice, port: through = collabPort }) => {
      const robot = openRobot({
        name,
        dice,
        postId: post.postId,
        me: { id: person.userId, name: person.name, color: 3 },
        ticket: async () => ({ ticket: await person.ticket(), url: `ws://127.0.0.1:${through}/collab` }),
      })
      robots.add(robot)
      return robot
    },
    serverLog: () => readFileSync(logFile, 'utf8'),
    close: async () => {
      for (const robot of robots) robot.close()
      for (const server of servers) server.kill('SIGKILL')
      await Promise.all([...servers].map(({ exited }) => exited))
      await Promise.race([
        Promise.all([db.$disconnect(), pool.end()]),
        new Promise(resolve => setTimeout(resolve, 1000)),
      ])
      await postgres.stop()
      if (process.env.FAULTS_KEEP) copyFileSync(logFile, process.env.FAULTS_KEEP)
      rmSync(folder, { recursive: true, force: true })
      leavePage()
    },
  }
  return ground
}

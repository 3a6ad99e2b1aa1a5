/** Where runs take place: people, posts and the log in a real Postgres, and one collab-server that can be stopped or killed. */

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import pg from 'pg'
import { pino } from 'pino'
import * as Y from 'yjs'
import { routeConsoleToLog } from '#collab/transport/console-to-log.ts'
import { docName } from '#domain/contract/doc-names.ts'
import type { SessionId, UserId, WorkspaceId } from '#domain/contract/ids.ts'
import { createPostgresLog, type PostgresLog } from '#domain/log/postgres-log.ts'
import { createWriteAgain, type WriteAgain } from '#domain/log/swept-words.ts'
import { issueTicket } from '#domain/services/ticket.ts'
import { docFromJson } from '#domain/text/document.ts'
import { createDb } from '#prisma/client.ts'
import { freePort } from '#scripts/free-port.ts'
import { startCollabHere } from '#tests/support/collab-here.ts'
import { addPerson, addPost, addWorkspace } from '#tests/support/people-and-posts.ts'

type Writer = { readonly userId: UserId; readonly ticket: () => Promise<string> }

type Server = {
  readonly port: () => number
  /** The room of a document, where the server lives in this process. */
  readonly room: (document: string) => Y.Doc | undefined
  /** Orderly or by kill -9, where it is a process. */
  readonly restart: (hard: boolean) => Promise<void>
  /** What it has complained about since it was last asked. */
  readonly complaints: () => readonly string[]
  readonly stop: () => Promise<void>
}

export type World = {
  readonly writers: readonly Writer[]
  /** Writes by the API and never opens a post. */
  readonly robot: UserId
  /** Another connection than the server's: what it reads is committed. */
  readonly log: PostgresLog
  readonly writeAgain: WriteAgain
  readonly server: Server
  /** A post with an empty title and an empty paragraph. */
  readonly addDocument: (clientId: number) => Promise<string>
  readonly close: () => Promise<void>
}

const AUTH_SECRET = 'a-secret-for-runs-of-32-characters'
const PUBLIC_URL = 'http://galley.test'
const DAY_MS = 24 * 60 * 60 * 1000

/** @param options.asProcess the server as a process of its own, which can be killed */
export async function openWorld(databaseUrl: string, { asProcess }: { asProcess: boolean }): Promise<World> {
  const db = createDb(databaseUrl, { connections: 3 })
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 4 })
  const log = createPostgresLog({ pool, logger: pino({ level: 'silent' }) })
  const [anna, ben, cleo, robot] = await Promise.all(['Anna', 'Ben', 'Cleo', 'Robot'].map(name => addPerson(db, name)))
  if (!anna || !ben || !cleo || !robot) throw new Error('The people are not there')
  const workspaceId = await addWorkspace(db, 'Fuzz', {
    [anna]: 'owner',
    [ben]: 'editor',
    [cleo]: 'editor',
    [robot]: 'editor',
  })
  const writers = await Promise.all([anna, ben, cleo].map(signIn))
  const server = await (asProcess ? startProcess(databaseUrl) : startHere(databaseUrl))

  async function signIn(userId: UserId): Promise<Writer> {
    const sessionId = `session-${crypto.randomUUID()}` as SessionId
    await db.session.create({
      data: { id: sessionId, token: sessionId, userId, expiresAt: new Date(Date.now() + DAY_MS) },
    })
    return { userId, ticket: () => issueTicket({ userId, sessionId }, AUTH_SECRET) }
  }

  return {
    writers,
    robot,
    log,
    writeAgain: createWriteAgain({ db, log }),
    server,
    addDocument: clientId => addDocument({ workspaceId, userId: anna, clientId }),
    async close() {
      await server.stop()
      await log.close()
      await Promise.all([pool.end(), db.$disconnect()])
    },
  }

  async function addDocument(owner: { workspaceId: WorkspaceId; userId: UserId; clientId: number }): Promise<string> {
    const postId = await addPost(db, { ...owner, title: '' })
    const start = docFromJson({ type: 'doc', content: [{ type: 'title' }, { type: 'paragraph' }] }, owner.clientId)
    const doc = docName.post(postId)
    await log.create({ doc, update: Y.encodeStateAsUpdate(start), author: owner.userId, clients: [owner.clientId] })
    return doc
  }
}

async function startHere(databaseUrl: string): Promise<Server> {
  const complaints: string[] = []
  const logger = pino(
    { level: 'error' },
    new Writable({
      write: (line, _encoding, done) => {
        complaints.push(String(line).trimEnd())
        done()
      },
    }),
  )
  const restore = routeConsoleToLog(logger)
  const start = () => startCollabHere({ publicUrl: PUBLIC_URL, databaseUrl, authSecret: AUTH_SECRET, logger })
  let running = await start()
  return {
    port: () => running.port,
    room: document => running.hocuspocus.documents.get(document),
    async restart() {
      await running.stop()
      running = await start()
    },
    complaints: () => complaints.splice(0),
    async stop() {
      await running.stop()
      restore()
    },
  }
}

async function startProcess(databaseUrl: string): Promise<Server> {
  const port = await freePort()
  const complaints: string[] = []
  const start = async (): Promise<ChildProcess> => {
    const child = fork(join(import.meta.dirname, '../../collab-server/main.ts'), {
      execArgv: [],
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      env: {
        ...process.env,
        HOST: '127.0.0.1',
        PUBLIC_URL,
        DATABASE_URL: databaseUrl,
        AUTH_SECRET,
        COLLAB_PORT: String(port),
        LOG_LEVEL: 'error',
      },
    })
    child.stdout?.setEncoding('utf8').on('data', (lines: string) => complaints.push(...lines.trimEnd().split('\n')))
    const [message] = await once(child, 'message')
    if (message !== 'ready') throw new Error(`The server said ${message}`)
    return child
  }
  const end = async (child: ChildProcess, signal: NodeJS.Signals) => {
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
  }
  let child = await start()
  return {
    port: () => port,
    room: () => undefined,
    async restart(hard) {
      await end(child, hard ? 'SIGKILL' : 'SIGTERM')
      child = await start()
    },
    complaints: () => complaints.splice(0),
    stop: () => end(child, 'SIGTERM'),
  }
}

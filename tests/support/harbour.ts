/** A workspace with an owner, an editor and a viewer, somebody from elsewhere, and a server of its own to meet at. */
import { pino } from 'pino'
import { afterEach } from 'vitest'
import type { StartOptions } from '#collab/start.ts'
import { createPostgresLog } from '#domain/log/postgres-log.ts'
import { addLivePost, leaveAll, liveServer, signIn } from './live.ts'
import { addWorkspace } from './people-and-posts.ts'
import { testDatabase } from './postgres.ts'

/** For the top of a test file: whoever joins in a test has left when it ends. */
export async function openHarbour(options: Partial<StartOptions> = {}) {
  const database = await testDatabase()
  const server = await liveServer(database, { roundMs: 300, ...options })
  const log = createPostgresLog({ pool: database.pool, logger: pino({ level: 'silent' }) })
  const anna = await signIn(database, 'Anna')
  const ben = await signIn(database, 'Ben')
  const vera = await signIn(database, 'Vera')
  const stranger = await signIn(database, 'Stranger')
  const workspaceId = await addWorkspace(database.db, 'Harbour', {
    [anna.userId]: 'owner',
    [ben.userId]: 'editor',
    [vera.userId]: 'viewer',
  })
  await addWorkspace(database.db, 'Elsewhere', { [stranger.userId]: 'owner' })
  afterEach(leaveAll)
  return {
    db: database.db,
    pool: database.pool,
    database,
    server,
    databaseUrl: database.url,
    log,
    anna,
    ben,
    vera,
    stranger,
    workspaceId,
    newPost: () => addLivePost(database, workspaceId, anna.userId),
    rowsOf: async (doc: string) => (await log.readAfter(doc, 0)).length,
  }
}

/** A program with the stock y-websocket provider, while the collab-server is killed again and again. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, expect, test } from 'vitest'
import { createPostgresLog } from '#domain/log/postgres-log.ts'
import { textOf } from '#domain/log/update-log.suite.ts'
import { freePort } from '#scripts/free-port.ts'
import { type ServerProcess, startServer } from '#tests/faults/server-process.ts'
import { AUTH_SECRET, addLivePost, isSaved, leaveAll, openedTab, PUBLIC_URL, signIn } from '#tests/support/live.ts'
import { addWorkspace } from '#tests/support/people-and-posts.ts'
import { openedPlainEditor } from '#tests/support/plain-editor.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { until } from '#tests/support/until.ts'

const database = await testDatabase()
const log = createPostgresLog({ pool: database.pool, logger: pino({ level: 'silent' }) })
const anna = await signIn(database, 'Anna')
const ben = await signIn(database, 'Ben')
const workspaceId = await addWorkspace(database.db, 'Harbour', { [anna.userId]: 'owner', [ben.userId]: 'editor' })
const port = await freePort()
const url = `ws://127.0.0.1:${port}/collab`
const folder = mkdtempSync(join(tmpdir(), 'galley-plain-'))
let server: ServerProcess | undefined

afterAll(async () => {
  leaveAll()
  server?.kill('SIGKILL')
  await server?.exited
  rmSync(folder, { recursive: true, force: true })
})

async function start(): Promise<ServerProcess> {
  return startServer({
    port,
    logFile: join(folder, 'server.log'),
    env: { HOST: '127.0.0.1', PUBLIC_URL, DATABASE_URL: database.url, AUTH_SECRET, LOG_LEVEL: 'error' },
  })
}

test('[CN108] killed again and again, the server loses nothing of it that was stored, and the rest comes by itself', {
  timeout: 240_000,
}, async () => {
  const { doc } = await addLivePost(database, workspaceId, anna.userId)
  const stored = async () => textOf(await log.load(doc, { ignoreSnapshots: true }))
  server = await start()
  const tab = await openedTab(url, anna, doc)
  const editor = await openedPlainEditor(`${url}/y`, doc, ben.ticket)
  const tokens: string[] = []
  for (let round = 0; round < 4; round++) {
    const first = `[${round}.stored]`
    editor.type(first)
    tokens.push(first)
    await until(async () => (await stored()).includes(first))
    for (let count = 0; count < 10; count++) {
      const token = `[${round}.${count}]`
      editor.type(token)
      tokens.push(token)
    }
    server.kill('SIGKILL')
    await server.exited
    expect(await stored()).toContain(first)
    server = await start()
    await until(() => editor.provider.synced && isSaved(tab), { withinMs: 30_000 })
  }
  await until(
    async () => (await stored()) === editor.text() && editor.text() === tab.doc.getXmlFragment('body').toString(),
  )
  expect(tokens.filter(token => editor.text().split(token).length !== 2)).toEqual([])
  editor.leave()
})

/** The collab-server as a process: ready, killed in the middle of typing, stopped in order. */
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

const ROUNDS = 4
const LIVE_AGAIN = { withinMs: 60_000 }

const database = await testDatabase()
const log = createPostgresLog({ pool: database.pool, logger: pino({ level: 'silent' }) })
const anna = await signIn(database, 'Anna')
const ben = await signIn(database, 'Ben')
const workspaceId = await addWorkspace(database.db, 'Harbour', { [anna.userId]: 'owner', [ben.userId]: 'editor' })
const port = await freePort()
const url = `ws://127.0.0.1:${port}/collab`
const folder = mkdtempSync(join(tmpdir(), 'galley-kill-'))
let server: ServerProcess | undefined

afterAll(async () => {
  leaveAll()
  server?.kill('SIGKILL')
  await server?.exited
  rmSync(folder, { recursive: true, force: true })
})

async function start(): Promise<ServerProcess> {
  server = await startServer({
    port,
    logFile: join(folder, 'server.log'),
    env: { HOST: '127.0.0.1', PUBLIC_URL, DATABASE_URL: database.url, AUTH_SECRET, LOG_LEVEL: 'error' },
  })
  return server
}

/** Every token is there exactly once. */
function expectOnce(text: string, tokens: readonly string[]): void {
  expect(tokens.filter(token => text.split(token).length !== 2)).toEqual([])
}

test('[CN36] [CN108] killed again and again, the server loses nothing that it acknowledged to two people, or stored of a program', {
  timeout: 240_000,
}, async () => {
  const { doc } = await addLivePost(database, workspaceId, anna.userId)
  const { doc: docOfProgram } = await addLivePost(database, workspaceId, anna.userId)
  const stored = async (name: string) => textOf(await log.load(name, { ignoreSnapshots: true }))
  let running = await start()
  const tabs = [await openedTab(url, anna, doc), await openedTab(url, ben, doc)]
  tabs[0]?.type('.')
  await until(() => tabs.every(tab => tab.text() === '.' && isSaved(tab)))
  const looksOn = await openedTab(url, anna, docOfProgram)
  const editor = await openedPlainEditor(`${url}/y`, docOfProgram, ben.ticket)
  const saved: string[] = []
  const tokens: string[] = []
  for (let round = 0; round < ROUNDS; round++) {
    for (let word = 0; word < 4; word++) {
      for (const tab of tabs) {
        const token = `[${saved.length}]`
        tab.type(token)
        await until(() => isSaved(tab))
        saved.push(token)
      }
    }
    const first = `[${round}.stored]`
    editor.type(first)
    tokens.push(first)
    await until(async () => (await stored(docOfProgram)).includes(first))
    for (let count = 0; count < 10; count++) {
      const token = `[${round}.${count}]`
      editor.type(token)
      tokens.push(token)
    }
    for (const tab of tabs) tab.type('unsaved')
    running.kill('SIGKILL')
    await running.exited
    expect(await stored(docOfProgram)).toContain(first)
    running = await start()
    await until(() => editor.provider.synced && [...tabs, looksOn].every(isSaved), LIVE_AGAIN)
  }
  await until(() => tabs[0]?.text() === tabs[1]?.text())
  expectOnce(await stored(doc), saved)
  await until(async () => {
    const text = editor.text()
    return (await stored(docOfProgram)) === text && text === looksOn.doc.getXmlFragment('body').toString()
  })
  expectOnce(editor.text(), tokens)
  editor.leave()
  leaveAll()
  running.kill('SIGTERM')
  expect(await running.exited).toEqual({ code: 0, signal: null })
})

test('[CN48] it ends by itself when its parent is gone', async () => {
  const running = await start()
  running.leave()
  expect(await running.exited).toEqual({ code: 0, signal: null })
})

/** The collab-server as a process: ready, killed in the middle of typing, stopped in order. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, describe, expect, test } from 'vitest'
import { createPostgresLog } from '#domain/log/postgres-log.ts'
import { textOf } from '#domain/log/update-log.suite.ts'
import { freePort } from '#scripts/free-port.ts'
import { AUTH_SECRET, addLivePost, isSaved, leaveAll, openedTab, PUBLIC_URL, signIn } from '#tests/support/live.ts'
import { addWorkspace } from '#tests/support/people-and-posts.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { until } from '#tests/support/until.ts'

const database = await testDatabase()
const log = createPostgresLog({ pool: database.pool, logger: pino({ level: 'silent' }) })
const anna = await signIn(database, 'Anna')
const ben = await signIn(database, 'Ben')
const workspaceId = await addWorkspace(database.db, 'Harbour', { [anna.userId]: 'owner', [ben.userId]: 'editor' })
const port = await freePort()
const url = `ws://127.0.0.1:${port}/collab`
const running = new Set<ChildProcess>()

afterEach(async () => {
  leaveAll()
  const ends = Array.from(running, child => once(child, 'exit'))
  for (const child of running) child.kill('SIGKILL')
  // The next one listens on the same port.
  await Promise.all(ends)
})

async function start(): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, '../../collab-server/main.ts'), {
    execArgv: [],
    env: {
      ...process.env,
      HOST: '127.0.0.1',
      PUBLIC_URL,
      DATABASE_URL: database.url,
      AUTH_SECRET,
      COLLAB_PORT: String(port),
      LOG_LEVEL: 'error',
    },
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  const ended = once(child, 'exit').then(([code, signal]) => `ended with ${signal ?? code}`)
  expect(await Promise.race([once(child, 'message').then(([message]) => message), ended])).toBe('ready')
  return child
}

describe('the process', () => {
  test('[CN36] killed again and again while two people type, it loses nothing that was acknowledged', {
    timeout: 240_000,
  }, async () => {
    const { doc } = await addLivePost(database, workspaceId, anna.userId)
    let child = await start()
    const tabs = [await openedTab(url, anna, doc), await openedTab(url, ben, doc)]
    tabs[0]?.type('.')
    await until(() => tabs.every(tab => tab.text() === '.' && isSaved(tab)))
    const saved: string[] = []
    let count = 0
    for (let round = 0; round < 4; round++) {
      for (let word = 0; word < 4; word++) {
        for (const tab of tabs) {
          const token = `[${count++}]`
          tab.type(token)
          await until(() => isSaved(tab))
          saved.push(token)
        }
      }
      for (const tab of tabs) tab.type('unsaved')
      child.kill('SIGKILL')
      await once(child, 'exit')
      child = await start()
      await until(() => tabs.every(isSaved), { withinMs: 30_000 })
    }
    await until(() => tabs[0]?.text() === tabs[1]?.text())
    const text = textOf(await log.load(doc, { ignoreSnapshots: true }))
    expect(saved.filter(token => text.split(token).length !== 2)).toEqual([])
    leaveAll()
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
  })

  test('[CN48] it ends by itself when its parent is gone', async () => {
    const child = await start()
    child.disconnect()
    expect(await once(child, 'exit')).toEqual([0, null])
  })
})

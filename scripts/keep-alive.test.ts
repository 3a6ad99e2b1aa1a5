import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import type { Environment } from '#domain/config.ts'
import { createLogger } from '#domain/logger.ts'
import { keepAlive } from './keep-alive.ts'

const folder = mkdtempSync(join(tmpdir(), 'galley-alive-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function keep(source: string, following?: Promise<Environment>) {
  const file = join(folder, `${crypto.randomUUID()}.ts`)
  const logFile = `${file}.log`
  writeFileSync(file, source)
  const kept = keepAlive({
    name: 'server',
    args: [file],
    env: process.env,
    ...(following && { following }),
    logger: createLogger('test', 'silent'),
    logFile,
  })
  return { kept, pids: () => readFileSync(logFile, 'utf8').trim().split('\n').map(Number) }
}

const SERVER = `console.log(process.pid); process.send('ready'); setInterval(() => {}, 1000)`

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('a killed server is there again within 3 s, and stop ends the newest', async () => {
  const { kept, pids } = keep(SERVER)
  await kept.ready
  process.kill(pids()[0] ?? 0, 'SIGKILL')
  await vi.waitFor(() => expect(pids()).toHaveLength(2), { timeout: 3000 })
  await kept.stop(500)
  expect(pids().filter(isAlive)).toEqual([])
})

test('one that ends before it is ready is told, not tried for ever', async () => {
  const { kept } = keep('process.exit(3)')
  await expect(kept.ready).rejects.toThrow('server ended before it was ready (3)')
  await kept.stop(500)
})

test('one that does not obey is ended anyway', async () => {
  const { kept, pids } = keep(`process.on('SIGTERM', () => {});${SERVER}`)
  await kept.ready
  await kept.stop(200)
  expect(pids().filter(isAlive)).toEqual([])
})

test('what is known only later reaches the first and each that comes after it, however early it was started', async () => {
  const { promise: following, resolve } = Promise.withResolvers<Environment>()
  const loaded = join(folder, 'loaded')
  const { kept, pids } = keep(
    `import { writeFileSync } from 'node:fs'
     import { completeEnvironment } from '${import.meta.dirname}/../domain/following-settings.ts'
     writeFileSync('${loaded}', '')
     await completeEnvironment()
     if (process.env.COMES_LATER === 'here') { ${SERVER} }`,
    following,
  )
  let ready = false
  void kept.ready.then(() => {
    ready = true
  })
  await vi.waitFor(() => expect(existsSync(loaded)).toBe(true), { timeout: 3000 })
  expect(ready).toBe(false)
  resolve({ COMES_LATER: 'here' })
  await kept.ready
  process.kill(pids()[0] ?? 0, 'SIGKILL')
  await vi.waitFor(() => expect(pids()).toHaveLength(2), { timeout: 3000 })
  await kept.stop(500)
  expect(pids().filter(isAlive)).toEqual([])
})

test('one that still waits for its settings is ended by a stop', async () => {
  const { kept } = keep(
    `import { completeEnvironment } from '${import.meta.dirname}/../domain/following-settings.ts'
     await completeEnvironment(); ${SERVER}`,
    new Promise(() => {}),
  )
  await kept.stop(2000)
})

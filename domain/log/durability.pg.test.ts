import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import pg from 'pg'
import { expect, test } from 'vitest'
import { AUTH_SECRET, PUBLIC_URL } from '#tests/support/live.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { NotDurableError, requireDurable, UNSAFE_FOR_TESTS } from './durability.ts'

const { url, pool } = await testDatabase()
const { [UNSAFE_FOR_TESTS]: _, ...env } = process.env

test('[UL33] the Postgres of tests keeps nothing, and only tests may say that they know', async () => {
  const refused = await requireDurable(pool, env).catch(error => error)
  expect(refused).toBeInstanceOf(NotDurableError)
  expect(refused.message).toMatch(
    /^This Postgres has fsync, synchronous_commit and full_page_writes off, .* start again\.$/,
  )
  await requireDurable(pool, { [UNSAFE_FOR_TESTS]: 'yes' })
})

test('[UL33] one setting is enough, where it is set for the session alone as well; what is safe is taken', async () => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  // Settings that a session cannot change are answered for, as a safe server would.
  await client.query(`create schema safe; create function safe.current_setting(name text) returns text language sql as $$
    select case when name = 'synchronous_commit' then pg_catalog.current_setting(name) else 'on' end $$`)
  await client.query('set search_path = safe, public, pg_catalog')
  await client.query('set synchronous_commit = off')
  await expect(requireDurable(client, env)).rejects.toThrow('This Postgres has synchronous_commit off')
  await client.query('set synchronous_commit = local')
  await requireDurable(client, env)
  await client.end()
})

test('[UL33] a collab-server started alone refuses to run on it, in one sentence', async () => {
  const child = fork(join(import.meta.dirname, '../../collab-server/main.ts'), {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...env, PUBLIC_URL, DATABASE_URL: url, AUTH_SECRET, COLLAB_PORT: '1', LOG_LEVEL: 'fatal' },
  })
  let said = ''
  child.stderr?.on('data', text => {
    said += text
  })
  const [code] = await once(child, 'close')
  expect(code).toBe(1)
  expect(said.trimEnd().split('\n')).toEqual([expect.stringContaining('set fsync = on')])
})

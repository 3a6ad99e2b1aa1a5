import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { expect, test } from 'vitest'
import { testDatabase } from '#tests/support/postgres.ts'
import { migrate, NO_FILTERS, readMigrations, withSchemaEngine } from './schema-engine.ts'

const { url, pool } = await testDatabase()

test('a migrated database has nothing left to apply', async () => {
  expect(await migrate(url)).toEqual([])
})

test('three servers that migrate one empty database at once apply each migration once', async () => {
  const name = `empty_${Date.now()}`
  await pool.query(`create database ${name}`)
  const empty = new URL(url)
  empty.pathname = `/${name}`
  const applied = await Promise.all([migrate(empty.href), migrate(empty.href), migrate(empty.href)])
  const all = (await readMigrations()).migrationDirectories.map(directory => directory.path)
  expect(applied.flat().sort()).toEqual(all)
  await pool.query(`drop database ${name} with (force)`)
})

for (const point of ['migrate-before-script', 'migrate-after-script']) {
  for (const pass of [1, 2, 3]) {
    test(`[UL32] killed at ${point}, pass ${pass}, the next start applies what is missing, once`, async () => {
      const name = `killed_${crypto.randomUUID().replaceAll('-', '')}`
      await pool.query(`create database ${name}`)
      const empty = new URL(url)
      empty.pathname = `/${name}`
      const child = fork(join(import.meta.dirname, '../scripts/migrate.ts'), {
        execArgv: [],
        stdio: 'ignore',
        env: { ...process.env, DATABASE_URL: empty.href, GALLEY_CRASH_AT: `${point}:${pass}`, LOG_LEVEL: 'silent' },
      })
      expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])
      await migrate(empty.href)
      expect(await migrate(empty.href)).toEqual([])
      const client = new pg.Client({ connectionString: empty.href })
      await client.connect()
      const { rows } = await client.query(
        'select migration_name as name from _prisma_migrations where rolled_back_at is null and finished_at is not null',
      )
      expect(rows.map(row => row.name).sort()).toEqual(
        (await readMigrations()).migrationDirectories.map(directory => directory.path),
      )
      await client.query('select crc from doc_update')
      await client.end()
      await pool.query(`drop database ${name} with (force)`)
    })
  }
}

test('the migrations lead to exactly what schema.prisma says', async () => {
  const path = join(import.meta.dirname, 'schema.prisma')
  const content = await readFile(path, 'utf8')
  const from = { tag: 'migrations' as const, ...(await readMigrations()) }
  const to = { tag: 'schemaDatamodel' as const, files: [{ path, content }] }
  const diff = await withSchemaEngine(url, [[path, content]], engine =>
    engine.diff({ from, to, script: true, exitCode: true, filters: NO_FILTERS }),
  )
  expect(diff.stdout).toContain('empty migration')
  expect(diff.exitCode).toBe(0)
})

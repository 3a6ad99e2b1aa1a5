import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
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

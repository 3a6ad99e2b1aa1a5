/** A database of its own for a test file: `const { db, pool, url } = await testDatabase()` at the top of the file. */
import pg from 'pg'
import { afterAll, inject } from 'vitest'
import { createDb, type Db } from '#prisma/client.ts'
import { TEMPLATE } from './postgres-server.ts'

export type TestDatabase = { readonly url: string; readonly db: Db; readonly pool: pg.Pool }

/**
 * Copies the migrated template. Call it at the top level of a file named `*.pg.test.ts`, or inside a `describe`: the
 * database goes when that ends.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const server = inject('postgresUrl')
  const name = `test_${crypto.randomUUID().replaceAll('-', '')}`
  await run(server, `create database ${name} template ${TEMPLATE}`)
  const address = new URL(server)
  address.pathname = `/${name}`
  const url = address.href
  const db = createDb(url, { connections: 5 })
  const pool = new pg.Pool({ connectionString: url, max: 10 })
  pool.on('error', error => {
    // It is called ended before its connections are: one that lingers hears that its database goes.
    if (!pool.ending) throw error
  })
  // One that breaks in the middle of a statement rejects the statement: who asked is told.
  pool.on('connect', client => client.on('error', () => undefined))
  afterAll(async () => {
    await db.$disconnect()
    await pool.end()
    await run(server, `drop database ${name} with (force)`)
  })
  return { url, db, pool }
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(sql).finally(() => client.end())
}

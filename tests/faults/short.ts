/** The short form of a row as a test: seeded, and with its timeline where it fails. FAULTS_SEED=<n> looks at another. */
import pg from 'pg'
import { expect, inject, type TestContext } from 'vitest'
import { TEMPLATE } from '#tests/support/postgres-server.ts'
import { lendDatabases } from './ground.ts'
import type { Row } from './row.ts'
import { runRow } from './run-row.ts'

const SEED = Number(process.env.FAULTS_SEED ?? 20_261_125)

/** Copies of the migrated template, as other test files have them. */
lendDatabases(async () => {
  const server = inject('postgresUrl')
  const name = `faults_${crypto.randomUUID().replaceAll('-', '')}`
  await run(server, `create database ${name} template ${TEMPLATE}`)
  const address = new URL(server)
  address.pathname = `/${name}`
  return { url: address.href, giveBack: () => run(server, `drop database ${name} with (force)`) }
})

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(sql).finally(() => client.end())
}

export async function holds(row: Row, context: TestContext, seed = SEED): Promise<void> {
  const { outcome, timeline } = await runRow(row, { seed, full: false, count: undefined })
  if (!outcome.ran) return context.skip(`not run: ${outcome.why}`)
  const story = [`${row.id}, seed ${seed}: ${row.what}`, ...timeline].join('\n')
  expect(outcome.faults, story).toEqual([])
}

/** Vitest's global set-up: one embedded Postgres a run, with a migrated database that test databases are copied from. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrate } from '#prisma/schema-engine.ts'
import { startPostgres } from '#scripts/postgres.ts'

export const TEMPLATE = 'galley_template'

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the server's own database: from there databases are made and dropped. */
    postgresUrl: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'galley-test-'))
  // As root, Postgres runs under another account that must be able to pass.
  chmodSync(dataDir, 0o755)
  const postgres = await startPostgres({ dataDir, forTests: true })
  const client = new pg.Client({ connectionString: postgres.url })
  await client.connect()
  await client.query(`create database ${TEMPLATE}`).finally(() => client.end())
  const template = new URL(postgres.url)
  template.pathname = `/${TEMPLATE}`
  await migrate(template.href)
  project.provide('postgresUrl', postgres.url)
  return async () => {
    await postgres.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

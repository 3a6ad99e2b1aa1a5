/**
 * Prisma's schema engine in this process, from WebAssembly: migrations need no binary and no download.
 * The files, the table `_prisma_migrations` and the checksums are the ones of `prisma migrate`.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm'
import pg from 'pg'
import { withConnection } from './one-connection.ts'

/** Every table is ours to manage. */
export const NO_FILTERS = { externalTables: [], externalEnums: [] }

const MIGRATIONS = join(import.meta.dirname, 'migrations')

/**
 * Applies what is missing of prisma/migrations; several callers at once wait for each other.
 *
 * @returns names of the migrations applied now
 * @throws {Error} with Postgres's own message when a migration fails or the database cannot be reached
 */
export async function migrate(databaseUrl: string): Promise<readonly string[]> {
  const migrationsList = await readMigrations()
  if (await isUpToDate(databaseUrl, migrationsList)) return []
  await takeBackUnfinished(databaseUrl)
  return withSchemaEngine(databaseUrl, undefined, async engine => {
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: NO_FILTERS })
    return appliedMigrationNames
  })
}

/** Prisma's number for its lock: whoever migrates holds it. */
const MIGRATION_LOCK = 72_707_369

/**
 * A migration that was begun and is not finished has changed nothing: its script and the word that it is done are one
 * transaction (schema-engine-adapter.ts). Left standing, it would stop every later start.
 */
async function takeBackUnfinished(databaseUrl: string): Promise<void> {
  try {
    await withConnection({ connectionString: databaseUrl }, async client => {
      // Not while somebody is at it.
      await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
      await client.query(
        'update _prisma_migrations set rolled_back_at = now() where finished_at is null and rolled_back_at is null',
      )
    })
  } catch (error) {
    // A database without the table has had no migration yet.
    if (!(error instanceof pg.DatabaseError && error.code === '42P01')) throw error
  }
}

/** @param datamodels pairs of file name and content, where the work compares with a schema */
export async function withSchemaEngine<T>(
  databaseUrl: string,
  datamodels: [string, string][] | undefined,
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  const { SchemaEngine } = await loadEngine()
  const { bindMigrationAwareSqlAdapterFactory } = await import('@prisma/driver-adapter-utils')
  const { schemaEngineAdapter } = await import('./schema-engine-adapter.ts')
  const adapter = schemaEngineAdapter(databaseUrl)
  try {
    const engine = await SchemaEngine.new({ datamodels }, () => {}, bindMigrationAwareSqlAdapterFactory(adapter))
    try {
      return await work(engine)
    } finally {
      engine.free()
    }
  } finally {
    await adapter.close()
  }
}

/** The migrations as the engine wants them: in order, with their content. */
export async function readMigrations(): Promise<MigrationList> {
  const entries = await readdir(MIGRATIONS, { withFileTypes: true })
  const names = entries.filter(entry => entry.isDirectory()).map(entry => entry.name)
  const directories = names.sort().map(async path => {
    const value = await readFile(join(MIGRATIONS, path, 'migration.sql'), 'utf8')
    return { path, migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value } } }
  })
  const lockfile = 'migration_lock.toml'
  return {
    baseDir: MIGRATIONS,
    lockfile: { path: lockfile, content: await readFile(join(MIGRATIONS, lockfile), 'utf8') },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(directories),
  }
}

/** Spares most starts the engine, its time and its memory. Anything unusual is the engine's to judge. */
async function isUpToDate(databaseUrl: string, { migrationDirectories }: MigrationList): Promise<boolean> {
  try {
    const { rows } = await withConnection({ connectionString: databaseUrl }, client =>
      client.query(
        `select migration_name as name, checksum from _prisma_migrations
          where finished_at is not null and rolled_back_at is null order by migration_name`,
      ),
    )
    const applied = rows.map(({ name, checksum }) => `${name} ${checksum}`)
    const wanted = migrationDirectories.map(({ path, migrationFile: { content } }) => {
      const checksum = content.tag === 'ok' ? createHash('sha256').update(content.value).digest('hex') : ''
      return `${path} ${checksum}`
    })
    return applied.join() === wanted.sort().join()
  } catch (error) {
    // A database without the table has had no migration yet.
    if (error instanceof pg.DatabaseError && error.code === '42P01') return false
    throw error
  }
}

type EngineModule = typeof import('@prisma/schema-engine-wasm/schema_engine_bg')
let loaded: Promise<EngineModule> | undefined

function loadEngine(): Promise<EngineModule> {
  loaded ??= instantiate()
  return loaded
}

/** By hand, since Node cannot import the package's .wasm file as the package wishes. */
async function instantiate(): Promise<EngineModule> {
  const file = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  const glue: EngineModule = await import('@prisma/schema-engine-wasm/schema_engine_bg')
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: rethrow } })
  const bytes = await readFile(join(dirname(file), 'schema_engine_bg.wasm'))
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': withoutLingering(glue) })
  glue.__wbg_set_wasm(instance.exports)
  const start = instance.exports.__wbindgen_start
  if (typeof start === 'function') start()
  return glue
}

/** The engine's timer of 10 s for the migration lock would keep a finished process alive. */
function withoutLingering(glue: EngineModule): WebAssembly.ModuleImports {
  const imports: WebAssembly.ModuleImports = { ...glue }
  for (const name of Object.keys(imports)) {
    if (!name.startsWith('__wbg_setTimeout')) continue
    imports[name] = (callback: () => void, delayMs: number) => setTimeout(callback, delayMs >>> 0).unref()
  }
  return imports
}

function rethrow(message: string): never {
  throw new Error(`Prisma's schema engine broke: ${message}`)
}

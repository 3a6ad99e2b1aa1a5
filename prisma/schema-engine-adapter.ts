/** Postgres as Prisma's schema engine needs it: @prisma/adapter-pg with its four gaps for migrations closed. */
import { PrismaPg } from '@prisma/adapter-pg'
import {
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils'
import pg from 'pg'
import { crashPoint } from '#domain/crash-point.ts'
import { withConnection } from './one-connection.ts'

/** Type `"char"` of the catalogue, which adapter-pg cannot name. */
const CHAR_OID = 18
const TEXT_OID = 25

/**
 * A script and the word that it is done are one transaction: whoever is killed between them would leave a migration of
 * which nobody knows whether it was applied. The engine writes the same word once more. Its scripts before the table
 * of migrations exists have nothing to say.
 */
const FINISH = `
do $$ begin
  if to_regclass('_prisma_migrations') is not null then
    update _prisma_migrations set finished_at = now(), applied_steps_count = 1
    where finished_at is null and rolled_back_at is null;
  end if;
end $$`

export type SchemaEngineAdapter = SqlMigrationAwareDriverAdapterFactory & {
  /** Ends what the engine left open: while a session lives, so does its migration lock. */
  close(): Promise<void>
}

export function schemaEngineAdapter(databaseUrl: string): SchemaEngineAdapter {
  const opened: SqlDriverAdapter[] = []
  const keep = async (opening: Promise<SqlDriverAdapter>) => {
    const adapter = await opening
    opened.push(adapter)
    return adapter
  }
  return {
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect: () => keep(connect(databaseUrl)),
    connectToShadowDb: () => keep(connectToShadow(databaseUrl)),
    close: async () => {
      for (const adapter of opened) await adapter.dispose()
    },
  }
}

/** One connection only: the engine's advisory lock belongs to a session. */
async function connect(url: string, afterwards?: () => Promise<void>): Promise<SqlDriverAdapter> {
  const pool = new pg.Pool({ connectionString: url, max: 1, application_name: 'galley migrations' })
  const charColumns = rememberCharColumns(pool)
  const adapter = await new PrismaPg(pool, { disposeExternalPool: true }).connect()
  const queryRaw = adapter.queryRaw.bind(adapter)
  const dispose = adapter.dispose.bind(adapter)
  let disposed: Promise<void> | undefined
  return Object.assign(adapter, {
    // adapter-pg splits a script at every semicolon: that cuts functions apart and is not atomic.
    executeScript: async (script: string) => {
      crashPoint('migrate-before-script')
      await pool.query(`${script}\n;${FINISH}`).catch(error => {
        throw databaseError(error)
      })
      crashPoint('migrate-after-script')
    },
    queryRaw: async (query: Parameters<typeof queryRaw>[0]) => {
      const result = await queryRaw(query)
      for (const column of charColumns.get(query.sql) ?? []) result.columnTypes[column] = ColumnTypeEnum.Character
      return result
    },
    dispose: () => {
      disposed ??= dispose().then(afterwards)
      return disposed
    },
  })
}

/** A connection string wins over `database` in pg, so the shadow's name must go into the string. */
async function connectToShadow(url: string): Promise<SqlDriverAdapter> {
  const name = `galley_shadow_${crypto.randomUUID()}`
  const run = (sql: string) => withConnection({ connectionString: url }, client => client.query(sql))
  await run(`create database "${name}"`)
  const shadow = new URL(url)
  shadow.pathname = `/${name}`
  return connect(shadow.href, async () => void (await run(`drop database "${name}"`)))
}

/** Presents `"char"` columns as text to adapter-pg and keeps, by statement, which columns they were. */
function rememberCharColumns(pool: pg.Pool): ReadonlyMap<string, readonly number[]> {
  const columns = new Map<string, readonly number[]>()
  const query = pool.query
  const patched = async (...args: unknown[]) => {
    const result = await Reflect.apply(query, pool, args)
    const [statement] = args
    if (typeof statement !== 'object' || statement === null || !('text' in statement)) return result
    const fields: readonly pg.FieldDef[] = result.fields
    columns.set(
      String(statement.text),
      fields.flatMap((field, index) => (field.dataTypeID === CHAR_OID ? [index] : [])),
    )
    for (const field of fields) if (field.dataTypeID === CHAR_OID) field.dataTypeID = TEXT_OID
    return result
  }
  Object.defineProperty(pool, 'query', { value: patched })
  return columns
}

/** The engine reads failures of a script as Postgres's own, with code and message. */
function databaseError(error: unknown): unknown {
  if (!(error instanceof pg.DatabaseError)) return error
  const { code = 'XX000', severity = 'ERROR', message, detail, column, hint } = error
  return Object.assign(new Error(message), {
    name: 'DriverAdapterError',
    cause: {
      kind: 'postgres',
      code,
      severity,
      message,
      detail,
      column,
      hint,
      originalCode: code,
      originalMessage: message,
    },
  })
}

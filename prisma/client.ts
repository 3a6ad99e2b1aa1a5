/** The database as services see it: one Prisma client a process over one pg pool. */
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { type Prisma, PrismaClient } from './generated/client.ts'

export type Db = PrismaClient
/** A running transaction, or the client itself where a single statement is enough. */
export type Tx = Omit<PrismaClient, '$connect' | '$disconnect' | '$on' | '$use' | '$extends' | '$transaction'>

/** A caller who has waited so long for a connection is told that the database does not answer. */
const CONNECT_MS = 5_000

/** They stay open for good: a new one is four answers of the database, too many while it is slow. */
const KEPT_CONNECTIONS = 4

/** Once a process: Next bundles the code of pages apart, and they are given the client that web/server.ts made. */
const shared: typeof globalThis & { galleyPools?: WeakMap<Db, pg.Pool> } = globalThis
shared.galleyPools ??= new WeakMap<Db, pg.Pool>()
const poolByDb = shared.galleyPools

/** @param connections size of the pool */
export function createDb(databaseUrl: string, { connections = 10, connectMs = CONNECT_MS } = {}): Db {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: connections,
    min: Math.min(KEPT_CONNECTIONS, connections),
    connectionTimeoutMillis: connectMs,
    application_name: 'galley',
  })
  pool.on('error', () => {
    // A connection that nobody used has ended: whoever asks next opens another.
  })
  pool.on('connect', client => {
    client.on('error', () => {
      // One that is in use rejects what was asked of it; unheard between two statements, it would end the process.
    })
  })
  const db = new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: true }) })
  poolByDb.set(db, pool)
  return db
}

/**
 * Rows of one statement over the same connections, for what is read with every event and each second: through Prisma's
 * client half as much work comes on top. Never within a transaction; errors are those of pg.
 */
export async function readRows<Row extends pg.QueryResultRow>(db: Db, { text, values }: Prisma.Sql): Promise<Row[]> {
  const pool = poolByDb.get(db)
  if (!pool) throw new Error('The client was not made by createDb')
  return (await pool.query<Row>(text, values)).rows
}

/** The database as services see it: one Prisma client a process over one pg pool. */
import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from './generated/client.ts'

export type Db = PrismaClient
/** A running transaction, or the client itself where a single statement is enough. */
export type Tx = Omit<PrismaClient, '$connect' | '$disconnect' | '$on' | '$use' | '$extends' | '$transaction'>

/** A caller who has waited so long for a connection is told that the database does not answer. */
const CONNECT_MS = 5_000

/** They stay open for good: a new one is four answers of the database, too many while it is slow. */
const KEPT_CONNECTIONS = 4

/** @param connections size of the pool */
export function createDb(databaseUrl: string, { connections = 10, connectMs = CONNECT_MS } = {}): Db {
  const adapter = new PrismaPg({
    connectionString: databaseUrl,
    max: connections,
    min: Math.min(KEPT_CONNECTIONS, connections),
    connectionTimeoutMillis: connectMs,
    application_name: 'galley',
  })
  return new PrismaClient({ adapter })
}

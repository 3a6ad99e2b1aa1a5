/** Packs the old rows of one document and ends: `compact.ts post:<id>`, the database from DATABASE_URL. */
import pg from 'pg'
import { pino } from 'pino'
import { createPostgresLog } from '#domain/log/postgres-log.ts'
import { createWriteAgain } from '#domain/log/swept-words.ts'
import { packDocument } from '#domain/log/upkeep.ts'
import { createDb } from '#prisma/client.ts'

const [doc = ''] = process.argv.slice(2)
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 2 })
const log = createPostgresLog({ pool, logger: pino({ level: 'silent' }) })
const db = createDb(process.env.DATABASE_URL ?? '', { connections: 1 })
const rows = await packDocument({ log, writeAgain: createWriteAgain({ db, log }) }, doc, 1)
await Promise.all([pool.end(), db.$disconnect()])
process.exit(rows > 0 ? 0 : 2)

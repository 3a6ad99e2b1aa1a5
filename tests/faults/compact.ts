/** Packs the old rows of one document and ends: `compact.ts post:<id>`, the database from DATABASE_URL. */
import pg from 'pg'
import { pino } from 'pino'
import * as Y from 'yjs'
import { createPostgresLog } from '#domain/log/postgres-log.ts'
import { foldUpdates } from '#domain/log/same-content.ts'

const [doc = ''] = process.argv.slice(2)
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 2 })
const log = createPostgresLog({ pool, logger: pino({ level: 'silent' }) })
const { seq, updates } = await log.load(doc)
await log.saveSnapshot(doc, seq, Y.encodeStateAsUpdate(foldUpdates(updates)))
const { rows } = await log.compact(doc, { leastRows: 1 })
await pool.end()
process.exit(rows > 0 ? 0 : 2)

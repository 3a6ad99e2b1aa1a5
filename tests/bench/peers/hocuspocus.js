/** Stock Hocuspocus: defaults only, no check of anybody, and with STORE=postgres its database extension. */
import { Database } from '@hocuspocus/extension-database'
import { Server } from '@hocuspocus/server'
import pg from 'pg'
import { onTell } from './told.js'

const { PORT, HOST, STORE, DATABASE_URL } = process.env
const server = new Server({
  port: Number(PORT),
  address: HOST,
  quiet: true,
  extensions: STORE === 'postgres' ? [await database()] : [],
})
await server.listen()

// As its guide says: open a direct connection, transact, disconnect.
onTell(async (room, entry) => {
  const connection = await server.hocuspocus.openDirectConnection(room)
  await connection.transact(document => void document.getMap('posts').set(entry.postId, entry))
  await connection.disconnect()
})

async function database() {
  const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 10 })
  await pool.query('create table if not exists documents (name text primary key, state bytea not null)')
  return new Database({
    fetch: async ({ documentName }) => {
      const { rows } = await pool.query('select state from documents where name = $1', [documentName])
      return rows[0]?.state ?? null
    },
    store: async ({ documentName, state }) => {
      await pool.query(
        'insert into documents values ($1, $2) on conflict (name) do update set state = excluded.state',
        [documentName, state],
      )
    },
  })
}

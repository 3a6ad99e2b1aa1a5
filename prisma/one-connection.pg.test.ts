import { expect, test } from 'vitest'
import { testDatabase } from '#tests/support/postgres.ts'
import { until } from '#tests/support/until.ts'
import { withConnection } from './one-connection.ts'

const { url, pool } = await testDatabase()

test('a connection that Postgres ends between two statements rejects the next one, and ends nobody else', async () => {
  const work = withConnection({ connectionString: url }, async client => {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    const gone = new Promise(resolve => client.once('end', resolve))
    await pool.query('select pg_terminate_backend($1)', [rows[0]?.pid])
    await gone
    await client.query('select 1')
  })
  await expect(work).rejects.toThrow()
})

test('what the work throws is thrown, and the connection is closed', async () => {
  let pid = 0
  const work = withConnection({ connectionString: url }, async client => {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    pid = rows[0]?.pid ?? 0
    throw new Error('not so')
  })
  await expect(work).rejects.toThrow('not so')
  await until(async () => (await pool.query('select from pg_stat_activity where pid = $1', [pid])).rowCount === 0)
})

import type pg from 'pg'

/** Whether a server that started on a new database has done what it puts off until people are in: it plans jobs last. */
export async function backgroundStarted(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query<{ plans: string | null }>(`select to_regclass('pgboss.schedule') as plans`)
  return rows[0]?.plans != null && (await pool.query('select from pgboss.schedule')).rowCount !== 0
}

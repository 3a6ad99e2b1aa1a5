/**
 * Who listens for rows of others, kept as two locks that a connection holds for as long as it listens:
 *
 *   who comes first ─▶ FIRST, held by one          whoever comes after them ─▶ FURTHER, held together
 *
 * To tell of an append costs its commit: every connection that listens to anything is woken by it. Whoever is first tells
 * nobody while there is nobody further. Their appends ask for FURTHER until the commit: they get it when nobody has it,
 * and whoever comes meanwhile waits for that commit, and reads what it brought; all after it is told. SPEC UL11, UL200.
 */
import type pg from 'pg'

/** Ours among advisory locks; 7203 is compaction's. */
const LOCK = 7204
const FIRST = `${LOCK}, 1`
const FURTHER = `${LOCK}, 2`

/** SQL: true when nobody further listens, and then nobody can begin to before the end of this transaction. */
export const NOBODY_FURTHER = `pg_try_advisory_xact_lock(${FURTHER})`

/**
 * To be called before LISTEN on that connection; waits for appends that are being committed untold.
 *
 * @returns whether it is the first
 */
export async function standAmongListeners(client: pg.Client): Promise<boolean> {
  if (await isFirst(client)) return true
  await client.query(`select pg_advisory_lock_shared(${FURTHER})`)
  return false
}

/** Asks the database, and takes the place of a first one that has gone; from then on as `standAmongListeners` says. */
export async function moveUpAmongListeners(client: pg.Client): Promise<boolean> {
  if (!(await isFirst(client))) return false
  await client.query(`select pg_advisory_unlock_shared(${FURTHER})`)
  return true
}

async function isFirst(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ mine: boolean }>(`select pg_try_advisory_lock(${FIRST}) as mine`)
  return rows[0]?.mine === true
}

/**
 * *Saved* means that a power cut does not undo it. A Postgres that is set to answer before it is so makes that word
 * untrue, so nothing runs on it; only tests may, which say so by a variable of their own.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { isStorageTrouble, toStorageError } from './storage-error.ts'

/** Set to `yes` by what starts a Postgres of tests, and by nothing else. */
export const UNSAFE_FOR_TESTS = 'GALLEY_TESTS_RUN_ON_UNSAFE_POSTGRES'

const SETTINGS = ['fsync', 'synchronous_commit', 'full_page_writes'] as const
const RETRY_MS = 200

export class NotDurableError extends Error {
  override readonly name = 'NotDurableError'
}

type Queryable = Pick<pg.Pool, 'query'>

/** @throws {NotDurableError} one sentence with the remedy */
export async function requireDurable(
  database: Queryable,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  if (env[UNSAFE_FOR_TESTS] === 'yes') return
  const { rows } = await database.query<{ name: string; setting: string }>(
    'select name, current_setting(name) as setting from unnest($1::text[]) as name',
    [[...SETTINGS]],
  )
  const off = rows.filter(({ setting }) => setting === 'off').map(({ name }) => name)
  if (off.length === 0) return
  throw new NotDurableError(
    `This Postgres has ${list(off)} off, so what it calls stored can be lost with the power: set ${list(
      off.map(name => `${name} = on`),
    )} in postgresql.conf (or for this database and its user), restart Postgres and start again.`,
  )
}

/** As requireDurable; a database that does not answer yet is asked again until it does. */
export async function requireDurableOnce(
  database: Queryable,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  for (;;) {
    try {
      await requireDurable(database, env)
      return
    } catch (error) {
      if (!isStorageTrouble(toStorageError(error))) throw error
      await sleep(RETRY_MS)
    }
  }
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

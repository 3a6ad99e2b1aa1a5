/**
 * Whether a connection reaches the database that this process began on. After a backup was put back, or a standby that
 * lagged took over, what the process remembers may be nowhere any more.
 *
 *   first look ─▶ kept ─▶ later looks: the same one, not less far ─▶ goes on
 *                                       └ another one, or an earlier state ─▶ onOther
 *
 * It is told by cluster, timeline, database and table, and by how far its write-ahead log is flushed: a Postgres that
 * crashes comes back as the same one and never less far.
 */
import type pg from 'pg'
import type { Logger } from 'pino'
import { AppError } from '#domain/contract/errors.ts'

export type KnownDatabase = {
  /**
   * To be awaited before anything else is said on a connection, and now and then.
   * @throws {AppError} storage_unavailable for another database, where the process does not go on with it
   */
  readonly look: (connection: Pick<pg.ClientBase, 'query'>) => Promise<void>
}

type Options = {
  /** Goes on with the other one, and knows that one from then on; else it is told once, and each look at it is refused. */
  readonly goesOn: boolean
  readonly onOther: () => void
  readonly logger: Logger
}
type Facts = { readonly which: string; readonly place: bigint }

const LOOK = `
select concat_ws(' ', (select system_identifier from pg_control_system()), left(pg_walfile_name(flushed), 8),
    (select oid from pg_database where datname = current_database()), to_regclass('doc_head')::oid) as which,
  (flushed - '0/0'::pg_lsn)::text as place
from pg_current_wal_flush_lsn() as flushed`

/** Not every host of Postgres lets its users ask: no such function, not allowed, not supported. */
const MAY_NOT_ASK = /^(?:42883|42501|0A000)$/

export function createKnownDatabase({ goesOn, onOther, logger }: Options): KnownDatabase {
  let known: Facts | null = null
  let isTold = false
  let isBlind = false

  return {
    async look(connection) {
      // Several connections ask at once, and an answer may be older than the one before it.
      const before = known
      const now = await ask(connection)
      if (!now) return
      if (!before || isSame(before, now)) {
        if (!known || (known.which === now.which && known.place < now.place)) known = now
        return
      }
      if (!goesOn && isTold) throw new AppError('storage_unavailable')
      isTold = true
      logger.error({ alert: true, goesOn }, 'the database was put back to an earlier state, or is another one')
      if (goesOn) known = now
      onOther()
      if (!goesOn) throw new AppError('storage_unavailable')
    },
  }

  async function ask(connection: Pick<pg.ClientBase, 'query'>): Promise<Facts | null> {
    try {
      const { rows } = await connection.query<{ which: string; place: string }>(LOOK)
      const [row] = rows
      return row ? { which: row.which, place: BigInt(row.place) } : null
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && MAY_NOT_ASK.test(String(error.code)))) throw error
      if (!isBlind)
        logger.warn({ err: error }, 'whether a backup is put back cannot be seen here: restart Galley after it')
      isBlind = true
      return null
    }
  }
}

function isSame(before: Facts, now: Facts): boolean {
  return before.which === now.which && now.place >= before.place
}

/** A backup was put back under this server: what open posts hold, and their logs do not any more, is stored again. */
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Logger } from 'pino'
import { createPostgresLog } from '#domain/log/postgres-log.ts'
import { isStorageTrouble } from '#domain/log/storage-error.ts'
import { storeAgain } from '#domain/log/store-again.ts'
import type { Room } from './rooms.ts'

/** Meanwhile nobody can write; and all tabs still hold what is stored here. */
const WITHIN_MS = 20_000
const AT_ONCE = 4
const RETRY_MS = 200

type Options = { readonly rooms: Iterable<Room>; readonly databaseUrl: string; readonly logger: Logger }

/** Over a log that knows nothing of the database before. Never rejects: what fails is told, and left to the tabs. */
export async function storeRoomsAgain({ rooms, databaseUrl, logger }: Options): Promise<void> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: AT_ONCE, application_name: 'galley-put-back' })
  const log = createPostgresLog({ pool, logger })
  const end = performance.now() + WITHIN_MS
  const all = [...rooms]
  const next = all.values()
  let rows = 0
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const room of next) {
        const stored = await store(room)
        rows += stored
      }
    }),
  )
  logger.info({ rooms: all.length, rows }, 'what open posts hold is stored again')
  await Promise.race([pool.end(), sleep(RETRY_MS)])

  async function store(room: Room): Promise<number> {
    try {
      return await storeAgain({ log, ...room })
    } catch (error) {
      if (isStorageTrouble(error) && performance.now() < end) {
        await sleep(RETRY_MS)
        return store(room)
      }
      logger.error(
        { alert: true, err: error, doc: room.name },
        'an open post could not be stored again; its tabs have it',
      )
      return 0
    }
  }
}

/**
 * One connection that listens, from its beginning to its end, for `keepSession`. What is heard, and what is asked
 * meanwhile, is its owner's.
 *
 *   connect ─▶ the same database? ─▶ work: LISTEN, questions, waits … a lost connection ends the next wait ─▶ closed,
 *                                                                                        also when nobody answers
 */
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { KnownDatabase } from './known-database.ts'

/** A dead link does not answer to an end. */
const END_MS = 200

export type Listening = {
  readonly client: pg.Client
  /** Until the time is over, it was rung or stopped; a ring since the last wait counts. @throws what ended the connection */
  readonly wait: (ms: number) => Promise<void>
}

type Options = {
  readonly databaseUrl: string
  readonly database: KnownDatabase
  readonly applicationName: string
  /** How long it waits for the connection, and for each answer. */
  readonly answerMs: number
  readonly stopping: AbortSignal
  /** @param ring ends the wait */
  readonly hear: (notice: pg.Notification, ring: () => void) => void
  /** Nothing of it goes on when the session has ended: the next one begins after that. */
  readonly work: (listening: Listening) => Promise<void>
}

export async function listeningSession(options: Options): Promise<void> {
  const { databaseUrl, database, applicationName, answerMs, stopping, hear, work } = options
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: applicationName,
    keepAlive: true,
    connectionTimeoutMillis: answerMs,
    query_timeout: answerMs,
  })
  const bell = createBell()
  let lost: Error | null = null
  client.on('notification', notice => hear(notice, bell.ring))
  client.on('error', error => {
    lost = error
    bell.ring()
  })
  stopping.addEventListener('abort', bell.ring)
  try {
    await client.connect()
    await database.look(client)
    await work({
      client,
      async wait(ms) {
        await bell.wait(ms)
        if (lost) throw lost
      },
    })
  } finally {
    stopping.removeEventListener('abort', bell.ring)
    await Promise.race([client.end().catch(() => undefined), sleep(END_MS)])
  }
}

/** A ring before the wait is kept, so that none falls between a read and the wait that follows it. */
function createBell() {
  let rung = false
  let wake: (() => void) | null = null
  return {
    ring() {
      rung = true
      wake?.()
    },
    async wait(ms: number): Promise<void> {
      if (!rung) {
        const { promise, resolve } = Promise.withResolvers<void>()
        wake = resolve
        const timer = setTimeout(resolve, ms)
        await promise
        clearTimeout(timer)
        wake = null
      }
      rung = false
    },
  }
}

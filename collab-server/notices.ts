/**
 * LISTEN on one connection of its own.
 *
 *   connect ─▶ LISTEN ─▶ onListening ─▶ notices … a question every 3 s, so that a dead link is found ─▶ back off ─▶ connect
 */
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Logger } from 'pino'
import { keepSession, pause } from '#domain/keep-session.ts'

const PULSE_MS = 3_000
const ANSWER_MS = 2_000
const LONGEST_DELAY_MS = 2_000
/** A dead link does not answer to an end either. */
const END_MS = 200

export type Notices = {
  readonly on: (channel: string, handler: (payload: string) => void) => void
  /** Called each time listening has begun: what was said before is to be read elsewhere. */
  readonly onListening: (handler: () => void) => void
  /** Resolves when listening has begun for the first time. */
  readonly started: Promise<void>
  readonly stop: () => Promise<void>
}

export function startNotices({
  databaseUrl,
  channels,
  logger,
}: {
  databaseUrl: string
  channels: readonly string[]
  logger: Logger
}): Notices {
  const handlers = new Map<string, (payload: string) => void>()
  const listeners = new Set<() => void>()
  const stopping = new AbortController()
  const { promise: started, resolve: markStarted } = Promise.withResolvers<void>()
  const running = keepSession({
    session,
    stopping: stopping.signal,
    longestDelayMs: LONGEST_DELAY_MS,
    onLost: (error, delayMs) => logger.warn({ err: error, delayMs }, 'not listening for rows of others'),
  })

  return {
    on: (channel, handler) => handlers.set(channel, handler),
    onListening: handler => listeners.add(handler),
    started,
    async stop() {
      stopping.abort()
      await running
    },
  }

  async function session(onOpen: () => void): Promise<void> {
    const client = new pg.Client({
      connectionString: databaseUrl,
      application_name: 'galley-notices',
      connectionTimeoutMillis: ANSWER_MS,
      query_timeout: ANSWER_MS,
    })
    const broken = new Promise<never>((_, reject) => {
      client.on('error', reject)
      client.on('end', () => reject(new Error('The connection ended')))
    })
    // Rejects when nobody races with it as well, at the end of a session.
    broken.catch(() => undefined)
    client.on('notification', ({ channel, payload = '' }) => handlers.get(channel)?.(payload))
    try {
      await client.connect()
      for (const channel of channels) await client.query(`listen ${client.escapeIdentifier(channel)}`)
      onOpen()
      markStarted()
      for (const handler of listeners) handler()
      while (!stopping.signal.aborted) {
        await Promise.race([pause(PULSE_MS, stopping.signal), broken])
        if (!stopping.signal.aborted) await client.query('select 1')
      }
    } finally {
      await Promise.race([client.end().catch(() => undefined), sleep(END_MS)])
    }
  }
}

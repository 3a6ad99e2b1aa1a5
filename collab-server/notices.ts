/**
 * LISTEN on one connection of its own.
 *
 *   connect ─▶ LISTEN ─▶ onListening ─▶ notices … a question every 3 s, so that a dead link is found ─▶ back off ─▶ connect
 *
 * Who is first among those who listen may be alone: its log needs to tell nobody then (domain/log/listeners.ts).
 */
import type { Logger } from 'pino'
import { keepSession } from '#domain/keep-session.ts'
import type { KnownDatabase } from '#domain/known-database.ts'
import { type Listening, listeningSession } from '#domain/listening-session.ts'
import { moveUpAmongListeners, standAmongListeners } from '#domain/log/listeners.ts'

const PULSE_MS = 3_000
const ANSWER_MS = 2_000
const LONGEST_DELAY_MS = 2_000

export type Notices = {
  readonly on: (channel: string, handler: (payload: string) => void) => void
  /** Called each time listening has begun: what was said before is to be read elsewhere. */
  readonly onListening: (handler: () => void) => void
  /** Whether this process is the first of those who listen; false while it does not. */
  readonly isFirst: () => boolean
  /** Resolves when listening has begun for the first time. */
  readonly started: Promise<void>
  readonly stop: () => Promise<void>
}

export function startNotices({
  databaseUrl,
  database,
  channels,
  logger,
}: {
  databaseUrl: string
  database: KnownDatabase
  channels: readonly string[]
  logger: Logger
}): Notices {
  const handlers = new Map<string, (payload: string) => void>()
  const listeners = new Set<() => void>()
  const stopping = new AbortController()
  let isFirst = false
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
    isFirst: () => isFirst,
    started,
    async stop() {
      stopping.abort()
      await running
    },
  }

  function session(onOpen: () => void): Promise<void> {
    return listeningSession({
      databaseUrl,
      database,
      applicationName: 'galley-notices',
      answerMs: ANSWER_MS,
      stopping: stopping.signal,
      hear: ({ channel, payload = '' }) => handlers.get(channel)?.(payload),
      work: listening => stand(listening, onOpen),
    })
  }

  async function stand({ client, wait }: Listening, onOpen: () => void): Promise<void> {
    const first = await standAmongListeners(client)
    for (const channel of channels) {
      await client.query(`listen ${client.escapeIdentifier(channel)}`)
      // Whoever took our place while our connection was dying may not have been told: an empty notice says so.
      if (!first) await client.query("select pg_notify($1, '')", [channel])
    }
    try {
      onOpen()
      isFirst = first
      markStarted()
      for (const handler of listeners) handler()
      while (!stopping.signal.aborted) {
        await wait(PULSE_MS)
        if (stopping.signal.aborted) return
        await database.look(client)
        if (!isFirst) isFirst = await moveUpAmongListeners(client)
      }
    } finally {
      // Before the connection is closed, which takes time.
      isFirst = false
    }
  }
}

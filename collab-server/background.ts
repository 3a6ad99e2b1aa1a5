/**
 * Work that nobody waits for: publishing and what comes due, upkeep of the log, mails and pushes. A third of the code that
 * a server runs stands behind this file, which is why it is loaded a moment after people can connect (load-background.ts).
 */
import type pg from 'pg'
import type { DomainEvent } from '#domain/contract/events.ts'
import type { WriteAgain } from '#domain/log/swept-words.ts'
import type { UpdateLog } from '#domain/log/update-log.ts'
import { createUpkeep } from '#domain/log/upkeep.ts'
import type { Db } from '#prisma/client.ts'
import { createChannels } from './jobs/channels/channels.ts'
import { startJobs } from './jobs/jobs.ts'
import { startReach } from './jobs/reach.ts'
import type { Metrics } from './metrics.ts'
import type { StartOptions } from './start.ts'

export type Background = {
  /** Resolves when jobs are taken; rejects when the queue cannot start. */
  readonly started: Promise<void>
  /** Resolves when nothing runs any more, or after 1.5 s. */
  stop(): Promise<void>
}

/** @param subscribe gives every event of the outbox, at least once */
export function startBackground({
  db,
  pool,
  log,
  writeAgain,
  damage,
  subscribe,
  logger,
  ...config
}: Omit<StartOptions, 'limits' | 'withJobs' | 'backgroundAfterMs'> & {
  readonly db: Db
  readonly pool: pg.Pool
  readonly log: UpdateLog
  readonly writeAgain: WriteAgain
  readonly damage: Metrics['damage']
  readonly subscribe: (handler: (event: DomainEvent) => void) => () => void
}): Background {
  const outside = { ...config, db, allowedPrivateNetworks: config.allowedPrivateNetworks ?? [] }
  const jobs = startJobs({
    ...config,
    db,
    channels: createChannels(outside),
    upkeep: createUpkeep({
      log,
      pool,
      db,
      writeAgain,
      logger: logger.child({ part: 'log' }),
      onFinding: ({ kind }) => damage.inc({ kind }),
    }),
    logger: logger.child({ part: 'jobs' }),
    subscribe,
  })
  const reach = startReach({
    ...outside,
    mailFrom: config.mailFrom ?? `galley@${new URL(config.publicUrl).hostname}`,
    logger: logger.child({ part: 'reach' }),
    subscribe,
  })
  return {
    started: jobs.started,
    stop: async () => void (await Promise.all([jobs.stop(), reach.stop()])),
  }
}

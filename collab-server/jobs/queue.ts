/**
 * pg-boss as the alarm clock, in its own schema `pgboss`. Rows are the truth: losing every job would delay work until
 * the next sweep, and lose none of it.
 */
import { PgBoss, type UpdateQueueOptions } from 'pg-boss'
import type { Logger } from 'pino'
import { createGroupCommit } from '#domain/group-commit.ts'

const PUBLISH_POST = 'publish-post'
/** What comes again by the clock (UTC): a queue each. */
const ROUNDS = { 'pack-log': '*/10 * * * *', 'check-log': '20 3 * * *' } as const
type Round = keyof typeof ROUNDS
/** How late a job may begin whose announcement was lost. */
const LOOK_SECONDS = 5
/** A channel that answers late holds one of them for half a minute. */
const WORKERS = 8
/** A round that takes longer is given up and comes again; a killed worker's is free as soon as its heartbeat is missed. */
const ROUND_SECONDS = { expireInSeconds: 3600, heartbeatSeconds: 30 }

/** Send a delivery, or ask its channel what became of it; or try a channel out. */
export type PublishJob = { readonly deliveryId: string; readonly asked?: boolean } | { readonly testId: string }

export type Queue = {
  start(work: (job: PublishJob) => Promise<void>, rounds: Readonly<Record<Round, () => Promise<void>>>): Promise<void>
  /** Sends nothing while a job for the same delivery or test waits or runs. */
  enqueue(job: PublishJob): Promise<void>
  stop(): Promise<void>
}

export function createQueue({ databaseUrl, logger }: { databaseUrl: string; logger: Logger }): Queue {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    schema: 'pgboss',
    application_name: 'galley jobs',
    max: 4,
    useListenNotify: true,
    // With the defaults a killed worker's job could stand in the way of what looks its delivery up.
    monitorIntervalSeconds: 15,
    superviseIntervalSeconds: 15,
    schedule: true,
    // Rounds come by minutes: the clock's own jobs are not looked for each five seconds.
    cronWorkerIntervalSeconds: 30,
    // No job here waits for another.
    flowIntervalSeconds: 3600,
    // Nobody reads the register of who takes part, for which the process is woken fifty times a second.
    registerInstance: false,
  })
  boss.on('error', error => logger.error({ err: error }, 'job queue'))
  boss.on('warning', warning => logger.warn({ warning }, 'job queue'))

  // A thousand posts may be due at one moment: one statement for all that wait, so that the first job is not behind them.
  const inserting = createGroupCommit<PublishJob, void>({
    batchEntries: 250,
    batchBytes: Number.MAX_SAFE_INTEGER,
    bytesOf: () => 0,
    async write(jobs) {
      await boss.insert(
        PUBLISH_POST,
        jobs.map(job => ({ data: job, singletonKey: 'testId' in job ? job.testId : job.deliveryId })),
      )
      return jobs.map(() => ({ ok: true, value: undefined }))
    },
  })

  /** A queue that an earlier start made keeps what it was made with, until it is told. */
  async function setQueue(name: string, settings: UpdateQueueOptions): Promise<void> {
    await boss.createQueue(name, { policy: 'exclusive' })
    await boss.updateQueue(name, settings)
  }

  async function startWorker(work: (job: PublishJob) => Promise<void>): Promise<void> {
    let id = ''
    id = await boss.work<PublishJob>(
      PUBLISH_POST,
      {
        batchSize: 1,
        // NOTIFY wakes them; looking is for when nobody heard it. Eight that look each second would be most of an idle
        // server's work.
        pollingIntervalSeconds: 1,
        notifyPollingIntervalSeconds: LOOK_SECONDS,
      },
      async jobs => {
        for (const job of jobs) await work(job.data)
        // One NOTIFY may stand for hundreds: who is through looks again at once, until nothing is there.
        boss.notifyWorker(id)
      },
    )
  }

  return {
    async start(work, rounds) {
      await boss.start()
      // No retries: after a network call that ended in silence, sending again is a question for the channel.
      await setQueue(PUBLISH_POST, { notify: true, retryLimit: 0, heartbeatSeconds: 10 })
      for (let worker = 0; worker < WORKERS; worker++) await startWorker(work)
      for (const name of ['pack-log', 'check-log'] as const) {
        // One at a time, on whichever node is first.
        await setQueue(name, { retryLimit: 0, ...ROUND_SECONDS })
        await boss.schedule(name, ROUNDS[name])
        await boss.work(name, { batchSize: 1, pollingIntervalSeconds: 30 }, rounds[name])
      }
    },
    enqueue: job => inserting.add(job),
    async stop() {
      await boss.stop({ graceful: true, timeout: 1500, close: true })
    },
  }
}

/** One workload against one target, in a process of its own on the CPU of the load; rows go to the parent. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { z } from 'zod'
import { startPostgres } from '#scripts/postgres.ts'
import { createBench, type Row } from './bench.ts'
import { createServer } from './targets/server.ts'
import type { Target } from './targets/target.ts'
import { TARGETS } from './targets/targets.ts'
import { WORKLOADS } from './workloads/workloads.ts'

export const Task = z.object({
  workload: z.string(),
  target: z.string(),
  profiles: z.string().optional(),
  nice: z.number(),
  tracePath: z.string().optional(),
})
export type Task = z.infer<typeof Task>

const task = Task.parse(JSON.parse(process.argv[2] ?? ''))
const target = TARGETS.find(({ name }) => name === task.target)
const workload = WORKLOADS[task.workload]
if (!target || !workload) throw new Error('no such workload or target')
if (task.nice !== 0) setPriority(task.nice)

/**
 * Load and Postgres share a CPU, as people's browsers and Galley do not: the load gives way, or a commit would wait for
 * what two thousand tabs compute. Root alone may say so.
 */
const POSTGRES_BEFORE_LOAD = 10

const stops: (() => Promise<void> | void)[] = []
const stopAll = async () => {
  for (const stop of stops.splice(0).toReversed()) await stop()
}
let stopping = false
process.on('SIGTERM', () => {
  stopping = true
  void stopAll().finally(() => process.exit(1))
})
try {
  await run(target)
} catch (error) {
  // What ends a run in the middle makes whatever it waits for fail.
  if (!stopping) throw error
} finally {
  await stopAll()
}
process.exit(stopping ? 1 : 0)

async function run(measured: Target): Promise<void> {
  if (!workload) return
  const database = measured.needsPostgres ? await openDatabase(measured) : undefined
  const server = await createServer({
    target: measured,
    databaseUrl: database?.url,
    postgresPid: database?.pid,
    profiles: task.profiles,
    nice: task.nice,
  })
  stops.push(server.kill)
  await server.start()
  const bench = createBench({
    target: measured,
    server,
    storage: { pool: database?.pool },
    databaseUrl: database?.url,
    tracePath: task.tracePath,
  })
  for await (const row of workload(bench)) tell(row)
}

/** A database that syncs to disk, as in a real installation. */
async function openDatabase({ prepareDatabase }: Target) {
  const dataDir = mkdtempSync(join(tmpdir(), 'galley-bench-'))
  // As root, Postgres runs under another account that must be able to pass.
  chmodSync(dataDir, 0o755)
  stops.push(() => rmSync(dataDir, { recursive: true, force: true }))
  const postgres = await startPostgres({ dataDir })
  stops.push(postgres.stop)
  // Its connections, which are processes of their own, begin with it.
  if (process.getuid?.() === 0) setPriority(postgres.pid, Math.max(-20, task.nice - POSTGRES_BEFORE_LOAD))
  await prepareDatabase?.(postgres.url)
  const pool = new pg.Pool({ connectionString: postgres.url, max: 8 })
  pool.on('error', () => {
    // Idle connections end with the server that a workload kills; the next query opens another.
  })
  stops.push(() => pool.end())
  return { url: postgres.url, pid: postgres.pid, pool }
}

function tell(row: Row): void {
  process.send?.(row)
}

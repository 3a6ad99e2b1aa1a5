/**
 * A public post asked for again and again, as many at once as readers of a post that goes around. Each answer is
 * from memory, and each was confirmed by the database after it was asked for.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, get } from 'node:http'
import { join } from 'node:path'
import { createDb } from '#prisma/client.ts'
import { freePort } from '#scripts/free-port.ts'
import { GUARD, ROOT, startedByUs } from '#scripts/run.ts'
import { addPerson, addPublished, addWorkspace } from '#tests/support/people-and-posts.ts'
import type { Bench, Row } from '../bench.ts'
import { now } from '../machine/clock.ts'
import { canPin, pinned, quietMachine, SERVER_CPU } from '../machine/pinning.ts'
import { machineBusySeconds, treeCpuSeconds } from '../machine/processes.ts'
import { figuresOf, rounded } from '../statistics.ts'

const AT_ONCE = 50
const WARM = 500
const REQUESTS = 10_000
const TEXT = 'Since Tuesday the outer buoy speaks every ten minutes. '.repeat(40)

export async function* site({ target, databaseUrl }: Bench): AsyncGenerator<Row> {
  if (target.name !== 'galley' || !databaseUrl) return
  const path = await publish(databaseUrl)
  const port = await freePort()
  const cpu = canPin() ? SERVER_CPU : undefined
  const flags = ['--import', GUARD, join(ROOT, 'tests', 'bench', 'targets', 'site-server.ts')]
  const [program, args] = pinned(cpu, process.execPath, flags)
  const server = spawn(program, args, {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: startedByUs({ ...process.env, NODE_ENV: 'production', PORT: String(port), DATABASE_URL: databaseUrl }),
  })
  try {
    await once(server, 'message')
    const url = `http://127.0.0.1:${port}${path}`
    await ask(url, WARM)
    await quietMachine()
    yield { case: `${AT_ONCE} readers at once`, figures: await measured(server, url) }
  } finally {
    server.kill('SIGKILL')
  }
}

async function measured({ pid = 0 }: ChildProcess, url: string): Promise<Record<string, number>> {
  const before = { at: now(), cpu: treeCpuSeconds(pid), own: process.cpuUsage(), busy: machineBusySeconds() }
  const took = await ask(url, REQUESTS)
  const seconds = (now() - before.at) / 1000
  const server = treeCpuSeconds(pid) - before.cpu
  const own = process.cpuUsage(before.own)
  const load = (own.user + own.system) / 1e6
  return {
    ...figuresOf('answered', took),
    'requests a second': Math.round(REQUESTS / seconds),
    'requests a second and core': Math.round(REQUESTS / server),
    'server cpu': rounded(server / seconds),
    // Postgres is in it: each answer is confirmed by it.
    'everything else': rounded((machineBusySeconds() - before.busy - server - load) / seconds),
  }
}

/** Milliseconds until the last byte of each. */
async function ask(url: string, count: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
  const took: number[] = []
  let left = count
  const reader = async () => {
    while (left > 0) {
      left -= 1
      const begun = now()
      await load(url, agent)
      took.push(now() - begun)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, reader))
  agent.destroy()
  return took
}

function load(url: string, agent: Agent): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  get(
    url,
    { agent, headers: { 'accept-encoding': 'gzip', 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)' } },
    answer => {
      if (answer.statusCode !== 200) reject(new Error(`answered ${answer.statusCode}`))
      answer.resume().once('end', resolve)
    },
  ).once('error', reject)
  return promise
}

async function publish(databaseUrl: string): Promise<string> {
  const db = createDb(databaseUrl, { connections: 1 })
  try {
    const userId = await addPerson(db, 'Mira')
    const workspaceId = await addWorkspace(db, 'Site', { [userId]: 'owner' })
    const { slug } = await addPublished(db, { workspaceId, userId, title: 'A buoy', markdown: TEXT })
    const workspace = await db.workspace.findUniqueOrThrow({ where: { id: workspaceId } })
    return `/p/${workspace.slug}/${slug}`
  } finally {
    await db.$disconnect()
  }
}

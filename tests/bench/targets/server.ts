/** One server under test: a process with a CPU for itself, started afresh for a case, killed as a power cut would. */
import { type ChildProcess, spawn } from 'node:child_process'
import { on, once } from 'node:events'
import net from 'node:net'
import { setPriority } from 'node:os'
import { join } from 'node:path'
import { freePort } from '#scripts/free-port.ts'
import { GUARD, ROOT, startedByUs } from '#scripts/run.ts'
import { now, sleep } from '../machine/clock.ts'
import { canPin, pinned, SERVER_CPU } from '../machine/pinning.ts'
import { machineBusySeconds, treeCpuSeconds, treeResidentBytes } from '../machine/processes.ts'
import { rounded } from '../statistics.ts'
import type { Target } from './target.ts'

const PRELOAD = join(import.meta.dirname, 'under-test.ts')
const LISTEN_LIMIT_MS = 60_000

/** Cores in use while something ran; `noise` is what other programs took. */
export type Usage = {
  readonly seconds: number
  readonly serverCpuSeconds: number
  readonly serverCpu: number
  readonly loadCpu: number
  readonly postgresCpu: number
  readonly noise: number
}

export type Server = {
  readonly port: number
  /** Of the monotonic clock. */
  readonly listensSince: () => number
  /** Milliseconds until it serves. */
  readonly start: (limits?: Readonly<Record<string, number>>) => Promise<number>
  /** kill -9: no handler runs; what is stored stays for the next start. */
  readonly kill: () => Promise<void>
  /** Kills and starts; with limits raised until the next start. */
  readonly restart: (limits?: Readonly<Record<string, number>>) => Promise<number>
  readonly measure: (work: () => Promise<unknown>, profileName?: string) => Promise<Usage>
  /** Resident bytes when the garbage is gone. */
  readonly settledBytes: () => Promise<number>
  readonly tell: (message: object) => void
}

type Options = {
  readonly target: Target
  readonly databaseUrl: string | undefined
  readonly postgresPid: number | undefined
  /** Where profiles are written; no profiling without it. */
  readonly profiles: string | undefined
  readonly nice: number
}

export async function createServer({ target, databaseUrl, postgresPid, profiles, nice }: Options): Promise<Server> {
  const port = await freePort()
  const cpu = canPin() ? SERVER_CPU : undefined
  let child: ChildProcess | undefined
  let listensSince = 0

  async function start(limits: Readonly<Record<string, number>> = {}): Promise<number> {
    const begun = now()
    const flags = [...(target.flags ?? []), '--expose-gc', '--import', GUARD, '--import', PRELOAD]
    const [program, args] = pinned(cpu, process.execPath, [...flags, join(ROOT, target.program)])
    const started = spawn(program, args, {
      cwd: ROOT,
      stdio: ['ignore', process.env.BENCH_VERBOSE ? 'inherit' : 'ignore', 'inherit', 'ipc'],
      env: startedByUs({
        ...process.env,
        NODE_ENV: 'production',
        ...target.environment({ port, databaseUrl: databaseUrl ?? '' }),
        ...(Object.keys(limits).length > 0 && { BENCH_LIMITS: JSON.stringify(limits) }),
      }),
    })
    child = started
    if (nice !== 0 && started.pid) setPriority(started.pid, nice)
    const ready = target.saysReady ? heard(started, 'ready') : undefined
    while (!(await listens(port))) {
      if (started.exitCode !== null) throw new Error(`${target.name} ended before it listened`)
      if (now() - begun > LISTEN_LIMIT_MS) throw new Error(`${target.name} does not listen`)
      await sleep(5)
    }
    listensSince = now()
    await ready
    return now() - begun
  }

  async function kill(): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
  }

  async function ask(message: 'collect' | 'profile' | { write: string }): Promise<void> {
    if (!child) throw new Error('the server does not run')
    const answer = message === 'collect' ? 'collected' : message === 'profile' ? 'profiling' : 'written'
    const told = heard(child, answer)
    child.send(message)
    await told
  }

  function reading() {
    const load = process.cpuUsage()
    return {
      at: now(),
      server: child?.pid ? treeCpuSeconds(child.pid) : 0,
      load: (load.user + load.system) / 1e6,
      postgres: postgresPid ? treeCpuSeconds(postgresPid) : 0,
      machine: machineBusySeconds(),
    }
  }

  async function measure(work: () => Promise<unknown>, profileName?: string): Promise<Usage> {
    const isProfiled = profiles !== undefined && profileName !== undefined
    if (isProfiled) await ask('profile')
    globalThis.gc?.()
    const before = reading()
    await work()
    const after = reading()
    if (isProfiled) await ask({ write: join(profiles, `${target.name} ${profileName}.cpuprofile`) })
    const seconds = (after.at - before.at) / 1000
    const [server, load, postgres] = [
      after.server - before.server,
      after.load - before.load,
      after.postgres - before.postgres,
    ]
    const others = Math.max(0, after.machine - before.machine - server - load - postgres)
    return {
      seconds: rounded(seconds),
      serverCpuSeconds: server,
      serverCpu: rounded(server / seconds),
      loadCpu: rounded(load / seconds),
      postgresCpu: rounded(postgres / seconds),
      noise: rounded(others / seconds),
    }
  }

  return {
    port,
    listensSince: () => listensSince,
    start,
    kill,
    async restart(limits) {
      await kill()
      return start(limits)
    },
    measure,
    async settledBytes() {
      await ask('collect')
      return child?.pid ? treeResidentBytes(child.pid) : 0
    },
    tell: message => void child?.send(message),
  }
}

async function heard(child: ChildProcess, word: string): Promise<void> {
  for await (const [message] of on(child, 'message', { close: ['exit'] })) if (message === word) return
  throw new Error(`the server ended before it said ${word}`)
}

function listens(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = net.connect(port, '127.0.0.1')
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}

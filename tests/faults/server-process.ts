/** collab-server as the process it is: started, told ready, killed with real signals. Its log goes to a file. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CrashPoint } from '#domain/crash-point.ts'
import { ROOT } from '#scripts/run.ts'

/** For a server that is told by `crashAt`. */
export const CRASH_WHEN_TOLD = { GALLEY_CRASH_AT: 'told' } as const

export type ServerProcess = {
  readonly pid: number
  /** performance.now() when it took its first connection. */
  readonly listensAt: number
  readonly isRunning: () => boolean
  readonly kill: (signal: NodeJS.Signals) => void
  /** From now on it dies there; for one that was started with CRASH_WHEN_TOLD. */
  readonly crashAt: (point: CrashPoint, pass: number) => void
  /** As when the one that started it ends. */
  readonly leave: () => void
  readonly exited: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>
}

type ServerOptions = {
  readonly env: Readonly<Record<string, string>>
  readonly port: number
  readonly logFile: string
  /** Flags of node. */
  readonly flags?: readonly string[]
}

/** @throws when it ends before it is ready */
export async function startServer({ env, port, logFile, flags = [] }: ServerOptions): Promise<ServerProcess> {
  const output = openSync(logFile, 'a')
  const child: ChildProcess = fork(join(ROOT, 'collab-server', 'main.ts'), {
    execArgv: [...flags],
    stdio: ['ignore', output, output, 'ipc'],
    env: {
      ...process.env,
      NODE_COMPILE_CACHE: join(ROOT, 'node_modules', '.cache', 'galley-compiled'),
      ...env,
      COLLAB_PORT: String(port),
    },
  })
  closeSync(output)
  const exited = once(child, 'exit').then(([code, signal]) => ({ code, signal }))
  const ended = exited.then(({ code, signal }) => {
    const tail = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-5).join('\n')
    throw new Error(`collab-server ended before it was ready (${signal ?? code}):\n${tail}`)
  })
  ended.catch(() => undefined)
  // It may say that it is ready before it was seen listening.
  const ready = once(child, 'message')
  const listensAt = await Promise.race([takesConnections(port), ended])
  await Promise.race([ready, ended])
  return {
    pid: child.pid ?? 0,
    listensAt,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    kill: signal => {
      child.kill(signal)
    },
    crashAt: (point, pass) => {
      child.send({ crashAt: `${point}:${pass}` })
    },
    leave: () => child.disconnect(),
    exited,
  }
}

/** Resolves with performance.now() when somebody listens there. */
async function takesConnections(port: number): Promise<number> {
  for (;;) {
    const taken = await new Promise<boolean>(resolve => {
      const socket = connect({ port, host: '127.0.0.1' })
      socket.on('connect', () => {
        socket.destroy()
        resolve(true)
      })
      socket.on('error', () => resolve(false))
    })
    if (taken) return performance.now()
    await sleep(20)
  }
}

/**
 * One of our two servers, started, told apart from its predecessors, and started again when it dies.
 *
 *   spawn → settings → "ready" → … → exit → wait (100 ms, doubling to 2 s; from the beginning after 10 s of life) → spawn
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { openSync, watch as watchFolder } from 'node:fs'
import { join } from 'node:path'
import type { Environment } from '#domain/config.ts'
import { SETTINGS_FOLLOW } from '#domain/following-settings.ts'
import type { Logger } from '#domain/logger.ts'
import { GUARD, ROOT, startedByUs } from './run.ts'
import { StartError } from './start-error.ts'

const FIRST_DELAY_MS = 100
const LONGEST_DELAY_MS = 2000
const STEADY_AFTER_MS = 10_000
const READY_LIMIT_MS = 60_000
const ONE_SAVE_MS = 150

type KeptProcess = {
  /** Resolves at its first "ready". @throws {StartError} when it ends, or stays silent, before that */
  readonly ready: Promise<void>
  /** Asks it to end, and insists after `limitMs`. */
  stop(limitMs: number): Promise<void>
}
type KeepAliveOptions = {
  readonly name: string
  /** Arguments of node: flags, then the file. */
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  /** The rest of its environment: it loads its code meanwhile, and waits for this before it begins. */
  readonly following?: Promise<Environment>
  readonly logger: Logger
  /** Folders of sources: a change in them starts it anew. */
  readonly watch?: readonly string[]
  /** What it writes is appended there; else that goes where our own output goes. */
  readonly logFile?: string | undefined
}

export function keepAlive({ name, args, env, following, logger, watch = [], logFile }: KeepAliveOptions): KeptProcess {
  const first = Promise.withResolvers<void>()
  let wasReady = false
  let stopping = false
  let delayMs = FIRST_DELAY_MS
  let again: NodeJS.Timeout | undefined
  const output = logFile ? openSync(logFile, 'a') : 'inherit'
  let child = start()

  let patience: NodeJS.Timeout | undefined
  const expectReady = () => {
    patience = setTimeout(() => {
      first.reject(
        new StartError(`${name} did not become ready in ${READY_LIMIT_MS / 1000} s; its last lines are above.`),
      )
    }, READY_LIMIT_MS)
  }
  // Without what it waits for it is never ready; whoever could not provide that has said why.
  Promise.resolve(following).then(expectReady, () => {})
  const ready = first.promise.finally(() => clearTimeout(patience))
  // Who stops us before it is ready does not wait for it.
  ready.catch(() => {})

  function start(): ChildProcess {
    const startedAt = performance.now()
    const spawned = spawn(process.execPath, ['--import', GUARD, ...args], {
      cwd: ROOT,
      env: startedByUs({ ...env, ...(following && { [SETTINGS_FOLLOW]: 'yes' }) }),
      // Its own process group: Ctrl-C of the terminal is ours to answer, in order.
      detached: true,
      stdio: ['ignore', output, output, 'ipc'],
    })
    following?.then(
      settings => spawned.connected && spawned.send(settings),
      () => {},
    )
    spawned.on('message', message => {
      if (message !== 'ready') return
      if (wasReady) logger.info({ server: name, childPid: spawned.pid }, 'it is back')
      wasReady = true
      first.resolve()
    })
    spawned.on('error', error => first.reject(new StartError(`${name} cannot be started: ${error.message}.`)))
    spawned.on('exit', (code, signal) => {
      if (stopping) return
      if (!wasReady)
        return first.reject(new StartError(`${name} ended before it was ready (${signal ?? code}); see above.`))
      if (performance.now() - startedAt > STEADY_AFTER_MS) delayMs = FIRST_DELAY_MS
      logger.error({ server: name, code, signal, delayMs }, 'it ended by itself; starting it again')
      again = setTimeout(() => {
        child = start()
      }, delayMs)
      delayMs = Math.min(2 * delayMs, LONGEST_DELAY_MS)
    })
    return spawned
  }

  let changed: NodeJS.Timeout | undefined
  const watchers = watch.map(folder =>
    watchFolder(join(ROOT, folder), { recursive: true }, () => {
      // One save is several events.
      clearTimeout(changed)
      changed = setTimeout(() => child.kill('SIGTERM'), ONE_SAVE_MS)
    }),
  )

  async function stop(limitMs: number): Promise<void> {
    stopping = true
    for (const watcher of watchers) watcher.close()
    clearTimeout(changed)
    clearTimeout(patience)
    clearTimeout(again)
    await end(child, limitMs)
  }
  return { ready, stop }
}

async function end(child: ChildProcess, limitMs: number): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const pid = child.pid
  const gone = new Promise<void>(resolve => child.once('exit', () => resolve()))
  child.kill('SIGTERM')
  const insist = setTimeout(() => {
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      // It went just now.
    }
  }, limitMs)
  await gone
  clearTimeout(insist)
}

/** Tools that are started, watched to their end, and never outlive us. */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export const ROOT = join(import.meta.dirname, '..')
/** Compiled sources are kept between starts: half the time to ready. */
export const COMPILE_CACHE = join(ROOT, 'node_modules', '.cache', 'galley-compiled')
/** Ends a process of ours when we are gone, even by kill -9. */
export const GUARD = join(import.meta.dirname, 'guard.ts')

type Finished = {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** Everything it wrote, unless a terminal shows it. */
  readonly output: string
}
type RunOptions = { readonly env?: NodeJS.ProcessEnv; readonly show?: boolean }

/** How long what a tool has written may be on its way when it has ended. */
const LAST_WORDS_MS = 2_000

const running = new Set<ChildProcess>()

/** Runs one of the tools in node_modules, or a script of ours, under this Node. */
export function runNode(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return run(process.execPath, ['--import', GUARD, ...args], options, ['ipc'])
}

/** Runs any program; one that does not watch us is only stopped by our own orderly end. */
export function runProgram(program: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return run(program, args, options, [])
}

/** Stops whatever still runs. */
export function stopTools(): void {
  for (const child of running) child.kill('SIGTERM')
}

/** What the guard knows its own parent by. */
export function startedByUs(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return { ...env, GALLEY_STARTED_BY: String(process.pid) }
}

function run(
  program: string,
  args: readonly string[],
  { env, show = false }: RunOptions,
  more: 'ipc'[],
): Promise<Finished> {
  // Where no terminal shows it, what it says at its very end may be needed once more.
  const isTold = show && !process.stdout.isTTY
  const output = show && !isTold ? 'inherit' : 'pipe'
  const child = spawn(program, args, { cwd: ROOT, env: startedByUs(env), stdio: ['ignore', output, output, ...more] })
  running.add(child)
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      if (isTold) process.stdout.write(chunk)
    })
  }
  const closed = new Promise(resolve => child.once('close', resolve))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', async (code, signal) => {
      running.delete(child)
      // What it started may live on with its output open.
      await Promise.race([closed, sleep(LAST_WORDS_MS, undefined, { ref: false })])
      resolve({ code, signal, output: text })
    })
  })
}

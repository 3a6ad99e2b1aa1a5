/** Which CPU does what: the server under test has one for itself, load and Postgres share another. */
import { spawnSync } from 'node:child_process'
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os'
import { sleep } from './clock.ts'
import { machineBusySeconds } from './processes.ts'

export const SERVER_CPU = 0
export const LOAD_CPU = 1

/** Two CPUs and taskset: macOS has none, and figures there are said to be unpinned. */
export function canPin(): boolean {
  return availableParallelism() >= 2 && spawnSync('taskset', ['--version'], { stdio: 'ignore' }).status === 0
}

/** @param cpu where to run it; anywhere when undefined */
export function pinned(cpu: number | undefined, program: string, args: readonly string[]): [string, readonly string[]] {
  return cpu === undefined ? [program, args] : ['taskset', ['-c', String(cpu), program, ...args]]
}

type Machine = {
  readonly cores: number
  readonly model: string
  readonly gigabytes: number
  readonly kernel: string
  readonly node: string
  readonly load: readonly number[]
  readonly pinned: boolean
}

export function describeMachine(): Machine {
  return {
    cores: cpus().length,
    model: cpus()[0]?.model ?? 'unknown',
    gigabytes: Math.round(totalmem() / 2 ** 30),
    kernel: `${process.platform} ${release()}`,
    node: process.version,
    load: loadavg().map(value => Math.round(value * 10) / 10),
    pinned: canPin(),
  }
}

/** Waits, not for long, until other programs leave the machine alone. */
export async function quietMachine({ busyCores = 0.2, withinMs = 10_000 } = {}): Promise<void> {
  for (let waited = 0; waited < withinMs; waited += 500) {
    const before = machineBusySeconds()
    await sleep(500)
    if ((machineBusySeconds() - before) / 0.5 < busyCores) return
  }
}

/** People at their tabs, and what a server says of itself. */
import { readFileSync } from 'node:fs'
import { until } from '#tests/support/until.ts'
import type { Dice } from './dice.ts'
import type { Ground, Post } from './ground.ts'
import type { Robot } from './robot.ts'

/** For what is only waited for, however slow the machine is: what a row judges by has a limit of its own. */
export const PATIENTLY = { withinMs: 120_000 }

type TeamOptions = {
  readonly dice: Dice
  /** Tabs; more than there are people are second tabs. */
  readonly tabs?: number
  /** Through a proxy. */
  readonly port?: number
  readonly prefix?: string
}

/** Tabs on one post, all of which show its text. */
export async function openTeam(
  ground: Ground,
  post: Post,
  { dice, tabs = ground.people.length, port, prefix = 'r' }: TeamOptions,
): Promise<Robot[]> {
  const robots = Array.from({ length: tabs }, (_, index) => {
    const person = ground.people[index % ground.people.length]
    if (!person) throw new Error('Nobody is there')
    return ground.robot({ person, post, name: `${prefix}${index}`, dice, ...(port !== undefined && { port }) })
  })
  await until(() => robots.every(robot => robot.session.status.get().text === 'shown'), PATIENTLY)
  return robots
}

export function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}

/** A figure of /metrics, summed over its labels that match. */
export async function figureOf({ collabPort }: Ground, name: string, label = ''): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${collabPort}/metrics`)
  const lines = (await response.text()).split('\n')
  return lines
    .filter(line => (line.startsWith(`${name} `) || line.startsWith(`${name}{`)) && line.includes(label))
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
}

/** Resident memory of a process in MB, as Linux counts it. */
export function residentMegabytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) / 1024
}

/** From the key to the acknowledgement, of tokens typed in that stretch of performance.now(). */
export function savedMs(robots: readonly Robot[], fromMs = 0, toMs = Number.POSITIVE_INFINITY): number[] {
  return robots.flatMap(({ tokens }) =>
    tokens.flatMap(({ typedAt, storedAt }) =>
      storedAt !== null && typedAt >= fromMs && typedAt <= toMs ? [storedAt - typedAt] : [],
    ),
  )
}

/** Milliseconds until it is so; null when it is not within that time. */
export async function timeUntil(isSo: () => boolean | Promise<boolean>, withinMs: number): Promise<number | null> {
  const startedAt = performance.now()
  const came = await until(isSo, { withinMs }).catch(() => false)
  return came === false ? null : Math.round(performance.now() - startedAt)
}

/** A line for the scorecard when a time is beyond its goal or never came; empty when it is kept. */
export function lateWhen(what: string, ms: number | null, goalMs: number): string[] {
  if (ms === null) return [`${what}: never`]
  return ms > goalMs ? [`${what}: ${Math.round(ms)} ms, goal ${goalMs} ms`] : []
}

/**
 * `npm run faults`: what Galley survives, one line a fault. `npm run faults -- F1 F4 --seed 7 --full --count 40` chooses rows,
 * repeats a seed, runs the long form, and says how often. Exits non-zero when a row fails; a row that was not run says so.
 */
import { say } from '#scripts/progress.ts'
import { StartError } from '#scripts/start-error.ts'
import type { Outcome, Row } from './row.ts'
import { ROWS } from './rows.ts'
import { runRow } from './run-row.ts'

type Wanted = {
  readonly rows: readonly Row[]
  readonly seed: number
  readonly full: boolean
  readonly count: number | undefined
}

/** @throws {StartError} for arguments it does not know, and when a row failed */
export async function faults(args: readonly string[]): Promise<void> {
  const { rows, seed, full, count } = parseArguments(args)
  let failed = 0
  for (const row of rows) {
    const { outcome, timeline } = await runRow(row, { seed, full, count })
    say(lineOf(row, outcome, seed))
    const wrong = outcome.ran ? [...outcome.faults, ...outcome.late] : []
    if (wrong.length === 0) continue
    failed += 1
    for (const line of [...timeline, ...wrong.map(one => `✗ ${one}`)]) say(`     ${line}`)
  }
  if (failed > 0) throw new StartError(`${failed} of ${rows.length} rows failed; --seed ${seed} repeats them.`)
  process.exit(0)
}

function lineOf({ id, what, goal }: Row, outcome: Outcome, seed: number): string {
  if (!outcome.ran) return `${id.padEnd(4)} ${what} · not run: ${outcome.why}`
  const verdict = outcome.faults.length + outcome.late.length === 0 ? 'pass' : 'FAIL'
  return `${id.padEnd(4)} ${what} · ${outcome.count} · ${outcome.figure} · goal: ${goal} · ${verdict} · seed ${seed}`
}

function parseArguments(args: readonly string[]): Wanted {
  const ids: string[] = []
  let seed = Date.now() % 1_000_000
  let full = false
  let count: number | undefined
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index] ?? ''
    if (word === '--full') full = true
    else if (word === '--seed') seed = numberOf(args[++index], word)
    else if (word === '--count') count = numberOf(args[++index], word)
    else ids.push(word.toUpperCase())
  }
  const unknown = ids.find(id => !ROWS.some(row => row.id === id))
  if (unknown)
    throw new StartError(`There is no row ${unknown}: use ${ROWS.map(({ id }) => id).join(', ')}, or none for all.`)
  return { rows: ids.length > 0 ? ROWS.filter(({ id }) => ids.includes(id)) : ROWS, seed, full, count }
}

function numberOf(word: string | undefined, flag: string): number {
  const value = Number(word)
  if (!Number.isInteger(value) || value < 0) throw new StartError(`${flag} takes a whole number.`)
  return value
}

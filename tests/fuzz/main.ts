/**
 * `npm run fuzz -- --seed N --rounds N [--clients N] [--minutes N] [--vet N]`: one round a seed, from the given one upwards. Odd seeds
 * run against a process that is killed, even ones against a server here whose rooms can be looked into. Ends with 1 when
 * anything was found, after the seed, its steps, and as few of them as still find it. `--vet` looks at the vet alone,
 * with so many updates of honest tabs and as many that were tampered with.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { UNSAFE_FOR_TESTS } from '#domain/log/durability.ts'
import { migrate } from '#prisma/schema-engine.ts'
import { startPostgres } from '#scripts/postgres.ts'
import { say, seconds } from '#scripts/progress.ts'
import { StartError } from '#scripts/start-error.ts'
import { type RunReport, run } from './run.ts'
import { roundOf } from './seeds.ts'
import { shrink } from './shrink.ts'
import { describeStep, type Plan } from './steps.ts'
import { fuzzHonest, fuzzTampered } from './vet-fuzz.ts'
import { openWorld, type World } from './world.ts'

const SHRINK_MS = 90_000
const TOLD_EVERY_MS = 5_000
const UPDATES_A_SEED = 400

type Settings = {
  readonly seed: number
  readonly rounds: number
  readonly clients: number
  readonly minutes: number
  readonly vet: number
}

/** @throws {StartError} for settings that are none, and when something was found */
export async function fuzz(args: readonly string[]): Promise<void> {
  const settings = readSettings(args)
  if (settings.vet > 0) {
    if (fuzzVet(settings) > 0) throw new StartError('The vet alone found something; see above.')
    process.exit(0)
  }
  const folder = mkdtempSync(join(tmpdir(), 'galley-fuzz-'))
  // As root, Postgres runs under another account that must be able to pass.
  chmodSync(folder, 0o711)
  process.env[UNSAFE_FOR_TESTS] = 'yes'
  const postgres = await startPostgres({ dataDir: join(folder, 'data'), forTests: true })
  try {
    await migrate(postgres.url)
    const worlds = [
      await openWorld(postgres.url, { asProcess: false }),
      await openWorld(postgres.url, { asProcess: true }),
    ]
    const found = await runRounds(worlds, settings)
    for (const world of worlds) await world.close()
    if (found > 0) throw new StartError(`${found} of the rounds found something; see above.`)
  } finally {
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  process.exit(0)
}

/** @returns how many seeds found something */
function fuzzVet({ seed, vet }: Settings): number {
  let found = 0
  for (const [name, look] of Object.entries({ honest: fuzzHonest, 'tampered with': fuzzTampered })) {
    const total = { vetted: 0, accepted: 0, slowestMs: 0 }
    for (let next = seed; total.vetted < vet; next++) {
      const { faults, vetted, accepted, slowestMs } = look(next, UPDATES_A_SEED)
      total.vetted += vetted
      total.accepted += accepted
      total.slowestMs = Math.max(total.slowestMs, slowestMs)
      if (faults.length > 0) found += 1
      for (const fault of faults) say(`✗ ${name}, seed ${next}: ${fault}`)
    }
    const { vetted, accepted, slowestMs } = total
    say(
      `${name}: ${vetted} updates, ${accepted} with news accepted, the slowest ${slowestMs.toFixed(1)} ms, ${found} found`,
    )
  }
  return found
}

async function runRounds(worlds: readonly World[], { seed, rounds, clients, minutes }: Settings): Promise<number> {
  const startedAt = performance.now()
  const end = startedAt + minutes * 60_000
  const total = { rounds: 0, steps: 0, edits: 0, found: 0 }
  let told = startedAt
  const tell = () => {
    const ms = performance.now() - startedAt
    const pace = (total.steps / (ms / 1000)).toFixed(0)
    say(
      `${total.rounds} rounds, ${total.steps} steps (${pace}/s), ${total.edits} updates, ${total.found} found, ${seconds(ms)}`,
    )
    told = performance.now()
  }
  for (let round = 0; round < rounds && performance.now() < end; round++) {
    const plan = roundOf(seed + round, clients)
    const world = worlds[plan.seed % worlds.length]
    if (!world) throw new Error('There is no world for this seed')
    const report = await run(world, plan)
    total.rounds += 1
    total.steps += report.steps
    total.edits += report.edits
    if (report.faults.length > 0) {
      total.found += 1
      await tellFault(world, plan, report)
    }
    if (performance.now() - told > TOLD_EVERY_MS) tell()
  }
  tell()
  return total.found
}

async function tellFault(world: World, plan: Plan, { faults, steps }: RunReport): Promise<void> {
  say(`\n✗ seed ${plan.seed} (npm run fuzz -- --seed ${plan.seed} --rounds 1 --clients ${plan.tabs})`)
  for (const fault of faults) say(`  ${fault}`)
  const story = { ...plan, steps: [...plan.steps.slice(0, steps + 1), ...plan.steps.slice(-1)] }
  say('  its steps:')
  for (const step of story.steps) say(`    ${describeStep(step)}`)
  const fails = async (fewer: Plan) => (await run(world, fewer)).faults.length > 0
  const small = await shrink({ plan: story, fails, until: performance.now() + SHRINK_MS })
  say(`  as few as still found something (${small.steps.length} of ${story.steps.length}):`)
  for (const step of small.steps) say(`    ${describeStep(step)}`)
  say('  Give it a name in tests/fuzz/seeds.ts.\n')
}

function readSettings(args: readonly string[]): Settings {
  const option = { type: 'string' } as const
  const { values } = parseArgs({
    args: [...args],
    options: { seed: option, rounds: option, clients: option, minutes: option, vet: option },
  })
  const number = (name: keyof typeof values, otherwise: number, least: number): number => {
    const value = Number(values[name] ?? otherwise)
    if (!Number.isInteger(value) || value < least)
      throw new StartError(`--${name} must be a whole number from ${least} up.`)
    return value
  }
  return {
    seed: number('seed', Date.now() % 1_000_000_000, 0),
    rounds: number('rounds', 100, 1),
    clients: number('clients', 4, 2),
    minutes: number('minutes', 60, 1),
    vet: number('vet', 0, 0),
  }
}

/**
 * `npm run bench`: Galley beside its peers, on the same work, in turns.
 *
 *   order → peers installed → for each workload, round, target: a driver process → rows → medians → verdicts, JSON
 *
 * `npm run bench -- feel` measures what two people at their screens feel.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateClient } from '#scripts/prepare.ts'
import { say } from '#scripts/progress.ts'
import { GUARD, ROOT, startedByUs } from '#scripts/run.ts'
import { StartError } from '#scripts/start-error.ts'
import { type Order, parseOrder } from './command-line.ts'
import type { Task } from './driver.ts'
import { GOALS } from './goals.ts'
import { describeMachine, LOAD_CPU, pinned } from './machine/pinning.ts'
import { installPeers } from './peers-install.ts'
import { selfTimes } from './profile.ts'
import { figureTable, Measured, notMeasured, verdicts, verdictTable } from './report.ts'
import { TARGETS } from './targets/targets.ts'
import { WORKLOADS } from './workloads/workloads.ts'

const RESULTS = join(ROOT, 'tests', 'bench', 'results')
const HOTTEST = 25

export async function bench(args: readonly string[]): Promise<void> {
  if (args[0] === 'feel') return (await import('./feel/main.ts')).feel()
  const known = { workloads: Object.keys(WORKLOADS), targets: TARGETS.map(({ name }) => name) }
  const order = parseOrder(args, known, process.env)
  await generateClient()
  if (order.targets.some(name => name !== 'galley')) await installPeers()
  const machine = describeMachine()
  say(
    `\n${machine.cores} cores (${machine.model}), ${machine.gigabytes} GB, ${machine.kernel}, Node ${machine.node}, load ${machine.load.join(' ')}`,
  )
  say(
    machine.pinned
      ? 'The server has CPU 0 for itself; load and Postgres share CPU 1.'
      : 'Nothing is pinned to a CPU here.',
  )
  const stamp = new Date().toISOString().replaceAll(':', '-').slice(0, 19)
  const profiles = order.profile ? join(RESULTS, `${stamp} profiles`) : undefined
  mkdirSync(profiles ?? RESULTS, { recursive: true })

  const rows: Measured[] = []
  for (const workload of order.workloads) {
    say('')
    for (let round = 1; round <= order.rounds; round++) {
      // In turns, so that a noisy minute hits all alike.
      for (const target of order.targets)
        rows.push(...(await drive(order, { workload, target, round, profiles, machine })))
    }
    say(`\n${figureTable(rows, workload)}`)
  }
  say(`\nMedians of ${order.rounds}:\n${verdictTable(verdicts(rows, GOALS))}`)
  const missing = notMeasured(rows, GOALS)
  if (missing.length > 0)
    say(`Not measured: ${missing.map(goal => `${goal.workload} ${goal.case} ${goal.figure}`).join('; ')}`)
  if (profiles) sayProfiles(profiles)
  const file = join(RESULTS, `${stamp}.json`)
  writeFileSync(file, `${JSON.stringify({ machine, order, rows, verdicts: verdicts(rows, GOALS) }, null, 2)}\n`)
  say(`\nWritten to ${file}`)
}

type Turn = {
  readonly workload: string
  readonly target: string
  readonly round: number
  readonly profiles: string | undefined
  readonly machine: { readonly pinned: boolean }
}

async function drive(order: Order, { workload, target, round, profiles, machine }: Turn): Promise<Measured[]> {
  const task: Task = { workload, target, profiles, nice: order.nice, tracePath: order.tracePath }
  const flags = ['--expose-gc', '--import', GUARD, join(import.meta.dirname, 'driver.ts'), JSON.stringify(task)]
  const [program, args] = pinned(machine.pinned ? LOAD_CPU : undefined, process.execPath, flags)
  const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit', 'ipc'], env: startedByUs() })
  const rows: Measured[] = []
  child.on('message', message => {
    const row = Measured.parse({ ...Object(message), workload, target, round })
    rows.push(row)
    const { noise = 0, ...figures } = row.figures
    const shown = Object.entries(figures).filter(([name]) => !/\.(n|max)$/.test(name))
    say(
      `${workload} ${round}/${order.rounds} ${target}: ${row.case}: ${shown.map(([name, value]) => `${name} ${value}`).join(' · ')}`,
    )
    if (row.note) say(`  ${row.note}`)
    if (noise > 0.15) say(`  others took ${noise} of a core meanwhile: doubtful`)
  })
  const code = await new Promise(resolve => child.once('close', resolve))
  if (code !== 0) throw new StartError(`The driver of ${workload} against ${target} ended with ${code}; see above.`)
  return rows
}

function sayProfiles(folder: string): void {
  for (const file of readdirSync(folder).filter(name => name.endsWith('.cpuprofile'))) {
    say(`\n${file}: busiest functions, share of the time that was not idle`)
    for (const { where, share, ms } of selfTimes(readFileSync(join(folder, file), 'utf8'), HOTTEST)) {
      say(`${(share * 100).toFixed(1).padStart(5)} %  ${ms.toFixed(0).padStart(6)} ms  ${where}`)
    }
  }
}

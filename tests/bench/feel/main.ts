/**
 * `npm run bench -- feel`: what people feel, measured in two real browsers against a whole Galley with a database that syncs to
 * disk. Prints p50, p95 and p99 beside the goals and writes tests/bench/results/<time>.json.
 */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { readSettings } from '#domain/config.ts'
import { createLogger } from '#domain/logger.ts'
import { requireChromium } from '#scripts/chromium.ts'
import { freePort } from '#scripts/free-port.ts'
import { say } from '#scripts/progress.ts'
import { ROOT } from '#scripts/run.ts'
import { startStack } from '#scripts/stack.ts'
import type { Summary } from '../statistics.ts'
import { measureFeel } from './measure.ts'
import { processTree } from './process-tree.ts'
import { measureScripts } from './scripts-size.ts'
import { measureScrolling } from './scroll.ts'
import { measureTalk } from './talk.ts'
import { makeTeam } from './team.ts'

/** Goals in milliseconds at p95, from the product's own list. */
const GOALS: Record<string, number> = {
  'page load → editable': 1000,
  'key → other browser': 50,
  'key → Saved': 100,
  'command → other dashboard': 100,
  'long tasks, list': 100,
  'long tasks, board': 100,
  'comment → shown at the other': 200,
  'mention in text → inbox': 300,
  '500 threads → first painted': 300,
}

export async function feel(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'galley-bench-'))
  chmodSync(folder, 0o711)
  const settings = readSettings({ PORT: String(await freePort()), DATA_DIR: join(folder, 'data'), LOG_LEVEL: 'warn' })
  const stack = startStack(settings, { logger: createLogger('galley', 'warn') })
  const executablePath = await requireChromium()
  const browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  })
  try {
    const { url, setupToken, databaseUrl } = await stack.ready
    if (!setupToken) throw new Error('The bench needs a Galley that nobody has set up.')
    const idle = processTree(process.pid).filter(({ name }) => !name.includes('chromium'))
    const team = await makeTeam(browser, { url, setupToken })
    const felt = await measureFeel(team)
    const scripts = await measureScripts(browser, team)
    // Last: what came before is measured as it always was, with a few posts.
    const feel = { ...felt, ...(await measureTalk(team)), ...(await measureScrolling(team, databaseUrl)) }
    const machine = {
      cores: cpus().length,
      model: cpus()[0]?.model,
      gigabytes: Math.round(totalmem() / 2 ** 30),
      load: loadavg(),
    }
    print({ machine, feel, scripts, idle })
    const results = join(ROOT, 'tests', 'bench', 'results')
    mkdirSync(results, { recursive: true })
    const file = join(results, `${new Date().toISOString().replaceAll(':', '-')}.json`)
    writeFileSync(file, `${JSON.stringify({ at: new Date(), machine, feel, scripts, idle }, null, 2)}\n`)
    say(`\nWritten to ${file}`)
  } finally {
    await browser.close()
    await stack.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  process.exit(0)
}

type Report = {
  readonly machine: {
    readonly cores: number
    readonly model: string | undefined
    readonly gigabytes: number
    readonly load: number[]
  }
  readonly feel: Readonly<Record<string, Summary>>
  readonly scripts: Readonly<Record<string, number>>
  readonly idle: readonly { readonly name: string; readonly megabytes: number }[]
}

function print({ machine, feel, scripts, idle }: Report): void {
  const load = machine.load.map(value => value.toFixed(1)).join(' ')
  say(
    `\n${machine.cores} cores (${machine.model}), ${machine.gigabytes} GB, load ${load}; browsers and servers share them\n`,
  )
  for (const [what, { n, p50, p95, p99, max }] of Object.entries(feel)) {
    const goal = GOALS[what]
    const verdict = goal === undefined ? '' : p95 <= goal ? `≤ ${goal}: reached` : `≤ ${goal}: MISSED`
    say(`${what.padEnd(28)} p50 ${p50}  p95 ${p95}  p99 ${p99}  max ${max} ms  (n=${n})  ${verdict}`)
  }
  for (const [what, kilobytes] of Object.entries(scripts))
    say(`${what.padEnd(28)} ${kilobytes} kB of script, compressed`)
  const total = Math.round(idle.reduce((sum, { megabytes }) => sum + megabytes, 0))
  say(`${'memory, idle'.padEnd(28)} ${total} MB (proportional set size)`)
  for (const { name, megabytes } of [...idle].sort((a, b) => b.megabytes - a.megabytes).slice(0, 8))
    say(`  ${megabytes} MB ${name}`)
}

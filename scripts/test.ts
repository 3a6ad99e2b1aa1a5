/**
 * `npm test`: checks, then Vitest (pure and with Postgres), then the stories in a browser against a whole running Galley.
 * `npm test -- vitest` runs one part alone: check, vitest or stories. At the end stands once more what failed, and the last
 * line counts everything.
 */
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CONFIG_VARIABLES, readSettings } from '#domain/config.ts'
import { createLogger } from '#domain/logger.ts'
import { PLANTED_SECRETS } from './canary-of-build.ts'
import { type Count, type Failure, runChecks } from './check.ts'
import { type Browsers, requireBrowsers } from './chromium.ts'
import { freePort } from './free-port.ts'
import { buildWeb, generateClient } from './prepare.ts'
import { say, seconds } from './progress.ts'
import { COMPILE_CACHE, ROOT, runNode, stopTools } from './run.ts'
import { type Stack, startStack } from './stack.ts'
import { messageOf, StartError } from './start-error.ts'
import { readStories, readVitest } from './test-reports.ts'

const SETUP_TOKEN = 'set-up-token-of-the-stories'
const RESULTS = join(ROOT, 'test-results')

/** What the stories need beside the pages, once these are built. */
type Needs = Promise<Browsers>

/** @param needs begun with the first call */
type Part = (folder: string, needs: () => Needs) => Promise<Count>
const PARTS: Record<string, Part> = { check: runChecks, vitest: runVitest, stories: runStories }

/** @throws {StartError} when anything failed */
export async function test(chosen: readonly string[]): Promise<void> {
  const unknown = chosen.find(name => !PARTS[name])
  if (unknown)
    throw new StartError(`There is no part ${unknown}: use ${Object.keys(PARTS).join(', ')}, or none for all.`)
  const startedAt = performance.now()
  const folder = mkdtempSync(join(tmpdir(), 'galley-test-'))
  // As root, Postgres runs under another account that must be able to pass.
  chmodSync(folder, 0o711)
  const wants = (name: string) => chosen.length === 0 || chosen.includes(name)
  let passed = 0
  const failures: Failure[] = []
  let begun: Needs | undefined
  const needs = () => {
    begun ??= beginNeeds()
    return begun
  }
  try {
    await generateClient()
    for (const [name, part] of Object.entries(PARTS)) {
      if (!wants(name)) continue
      say(`\n${name}`)
      // Beside the tests of Vitest, which wait more than they work at first.
      if (name !== 'check' && wants('stories')) void needs()
      const count = await part(folder, needs).catch((error: unknown): Count => {
        const why =
          error instanceof StartError ? error.message : error instanceof Error ? error.stack : messageOf(error)
        return { passed: 0, failures: [{ name, why: (why ?? '').split('\n') }] }
      })
      passed += count.passed
      failures.push(...count.failures)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  for (const { name, why } of failures) say(`\n✗ ${name}\n${why.map(line => `  ${line}`).join('\n')}`)
  say(`\nTook ${seconds(performance.now() - startedAt)}.`)
  say(`${passed} passed, ${failures.length} failed`)
  process.exit(failures.length === 0 ? 0 : 1)
}

async function runVitest(folder: string): Promise<Count> {
  const report = join(folder, 'vitest.json')
  const outside = join(folder, 'outside.json')
  const reporters = ['default', 'json', join(import.meta.dirname, 'report-outside.ts')].map(
    name => `--reporter=${name}`,
  )
  const args = ['node_modules/vitest/vitest.mjs', 'run', ...reporters, `--outputFile.json=${report}`]
  return readVitest(report, outside, await runTool(args, { OUTSIDE_REPORT: outside }))
}

/** Stories wait more than they work: two run at once, each against a Galley of its own, and share nothing. */
const GALLEYS = ['stories-1', 'stories-2']

/** Whoever needs them hears of a failure. */
function beginNeeds(): Needs {
  const needs = Promise.all([requireBrowsers(), buildWeb({ ...process.env, ...PLANTED_SECRETS })]).then(
    ([browsers]) => browsers,
  )
  needs.catch(() => undefined)
  return needs
}

async function runStories(folder: string, needs: () => Needs): Promise<Count> {
  // Once, before each of the Galleys asks for a build.
  const { chromium, headlessShell } = await needs()
  mkdirSync(RESULTS, { recursive: true })
  const stacks = await Promise.all(GALLEYS.map(name => openGalley(folder, name)))
  const stopAll = () => Promise.all(stacks.map(stack => stack.stop()))
  const stopEarly = () => {
    stopTools()
    void stopAll().finally(() => process.exit(1))
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stopEarly)
  try {
    const serving = await Promise.all(stacks.map(({ ready }) => ready))
    const report = join(folder, 'stories.json')
    const ending = await runTool(['node_modules/@playwright/test/cli.js', 'test'], {
      GALLEYS: JSON.stringify(serving.map(({ url, databaseUrl }) => ({ url, databaseUrl }))),
      GALLEY_SETUP_TOKEN: SETUP_TOKEN,
      PLAYWRIGHT_JSON_OUTPUT_NAME: report,
      ...(chromium && { CHROMIUM_PATH: chromium }),
      ...(headlessShell && { HEADLESS_SHELL_PATH: headlessShell }),
    })
    if (ending.code !== 0) say(`What the servers wrote is in ${GALLEYS.map(serverLog).join(' and ')}.`)
    return readStories(report, ending)
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, stopEarly)
    await stopAll()
  }
}

async function openGalley(folder: string, name: string): Promise<Stack> {
  const settings = readSettings({
    PORT: String(await freePort()),
    DATA_DIR: join(folder, `${name}-data`),
    SETUP_TOKEN,
    LOG_LEVEL: 'info',
  })
  return startStack(settings, {
    logger: createLogger('galley', 'warn'),
    forTests: true,
    // Webhooks of the stories lead to servers of theirs.
    environment: { ...withoutSettings(process.env), ALLOWED_PRIVATE_NETWORKS: '127.0.0.0/8' },
    logFile: serverLog(name),
  })
}

/** What the servers wrote while the stories ran. */
function serverLog(name: string): string {
  return join(RESULTS, `${name}.servers.log`)
}

function runTool(args: readonly string[], env: Record<string, string> = {}) {
  const inherited = withoutSettings(process.env)
  // Each test file is a process of its own, and most of them load the same packages.
  return runNode(args, { show: true, env: { ...inherited, NODE_COMPILE_CACHE: COMPILE_CACHE, ...env } })
}

/** What somebody has set for their own Galley must not change what is tested. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const rest = { ...env }
  for (const name of CONFIG_VARIABLES) for (const variant of [name, `${name}_FILE`]) delete rest[variant]
  return rest
}

/** `npm start`, `npm run demo`, `npm run dev`: a stack that runs until somebody stops it. */
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Environment, readSettings } from '#domain/config.ts'
import { createLogger } from '#domain/logger.ts'
import { say, seconds, step } from './progress.ts'
import { ROOT } from './run.ts'
import { type Stack, startStack } from './stack.ts'
import { StartError } from './start-error.ts'

const SEED = join(ROOT, 'prisma', 'seed', 'demo.ts')

export async function serve(command: 'start' | 'demo' | 'dev', env: Environment): Promise<void> {
  const startedAt = performance.now()
  const demo = command === 'demo' ? demoFolder() : undefined
  const settings = readSettings(
    demo ? { ...env, DATA_DIR: demo, DATABASE_URL: undefined, DATABASE_URL_FILE: undefined } : env,
  )
  const logger = createLogger('galley', settings.logLevel)
  const people: string[] = []
  const beforeServing = async (databaseUrl: string) => void people.push(...(await seed(databaseUrl)))
  const stack = startStack(settings, { logger, watch: command === 'dev', ...(demo && { beforeServing }) })
  const removeDemo = () => demo && rmSync(demo, { recursive: true, force: true })
  stopOnSignals(stack, removeDemo)
  try {
    const { url, setupLink } = await stack.ready
    say(`Galley is ready at ${url} (${seconds(performance.now() - startedAt)}); Ctrl-C stops it.`)
    if (setupLink) say(`Nobody has set it up yet. Open this once: ${setupLink}`)
    for (const line of people) say(line)
  } catch (error) {
    await stack.stop()
    removeDemo()
    throw error
  }
}

/** A terminal's Ctrl-C can arrive twice; the first one counts and the others wait with it. */
function stopOnSignals(stack: Stack, afterwards: () => void): void {
  let begun = false
  const stop = async () => {
    if (begun) return
    begun = true
    const startedAt = performance.now()
    say('Stopping …')
    await stack.stop()
    afterwards()
    say(`Stopped in ${seconds(performance.now() - startedAt)}.`)
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop())
}

function demoFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'galley-demo-'))
  // As root, Postgres runs under another account that must be able to pass.
  chmodSync(folder, 0o711)
  return folder
}

type Seed = { seedDemo(options: { url: string }): Promise<readonly string[]> }

/** @returns lines that say who can sign in */
async function seed(url: string): Promise<readonly string[]> {
  if (!existsSync(SEED)) throw new StartError('The sample workspace is missing: prisma/seed/demo.ts is not there.')
  const { seedDemo }: Seed = await import(pathToFileURL(SEED).href)
  return step('Writing the sample workspace', () => seedDemo({ url }))
}

/** `npm start`, `npm run demo`, `npm run dev`: a stack that runs until somebody stops it. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Environment, readSettings } from '#domain/config.ts'
import { createLogger, type Logger } from '#domain/logger.ts'
import { say, seconds, step } from './progress.ts'
import { type Stack, startStack } from './stack.ts'

export async function serve(command: 'start' | 'demo' | 'dev', env: Environment): Promise<void> {
  const startedAt = performance.now()
  const demo = command === 'demo' ? demoFolder() : undefined
  const settings = readSettings(
    demo ? { ...env, DATA_DIR: demo, DATABASE_URL: undefined, DATABASE_URL_FILE: undefined } : env,
  )
  const logger = createLogger('galley', settings.logLevel)
  const stack = startStack(settings, { logger, watch: command === 'dev' })
  const removeDemo = () => demo && rmSync(demo, { recursive: true, force: true })
  stopOnSignals(stack, removeDemo)
  try {
    const { url, setupToken } = await stack.ready
    const people = demo && setupToken ? await seed(url, setupToken, logger) : []
    say(`Galley is ready at ${url} (${seconds(performance.now() - startedAt)}); Ctrl-C stops it.`)
    if (setupToken && !demo) {
      say(`Nobody has set it up yet. Open this once: ${url}/setup?token=${encodeURIComponent(setupToken)}`)
    }
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

/** The sample, with its team at work in it. @returns lines that say who can sign in */
async function seed(url: string, setupToken: string, logger: Logger): Promise<readonly string[]> {
  const [{ seedDemo, teamAtWork, DEMO_PASSWORD }, { comeAlive }] = await Promise.all([
    import('#prisma/seed/demo.ts'),
    import('#prisma/seed/demo-alive.ts'),
  ])
  const people = await step('Writing the sample workspace', () => seedDemo({ url, setupToken }))
  const { done } = comeAlive(await teamAtWork(people))
  done.catch((error: unknown) => logger.warn({ err: error }, 'nobody works in the sample any more'))
  const width = Math.max(...people.map(({ email }) => email.length))
  return [
    `Sign in at ${url}/sign-in with one of these and the password: ${DEMO_PASSWORD}`,
    ...people.map(({ name, email, role }) => `  ${email.padEnd(width)}  ${name}, ${role}`),
    'Aiko, Mira and Jonas are at work in it for half an hour; “The evening forecast” goes out in three minutes.',
  ]
}

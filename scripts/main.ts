/** What `npm start`, `npm test` and the others do, once packages and Node 24 are there (see start.js). */
import { ConfigError } from '#domain/config.ts'
import { StartError } from './start-error.ts'

const COMMANDS: Record<string, (args: readonly string[]) => Promise<void>> = {
  start: async () => (await import('./serve.ts')).serve('start', process.env),
  demo: async () => (await import('./serve.ts')).serve('demo', process.env),
  dev: async () => (await import('./serve.ts')).serve('dev', process.env),
  check: async () => (await import('./check.ts')).check(),
  test: async args => (await import('./test.ts')).test(args),
  bench: async args => (await withClient(() => import('#tests/bench/main.ts'))).bench(args),
  faults: async args => (await withClient(() => import('#tests/faults/main.ts'))).faults(args),
  fuzz: async args => (await withClient(() => import('#tests/fuzz/main.ts'))).fuzz(args),
}

/** What these load names the generated database client, so in a new clone that must be made first. */
async function withClient<Module>(load: () => Promise<Module>): Promise<Module> {
  await (await import('./prepare.ts')).generateClient()
  return load()
}

// Started by start.js under another Node: when that one vanishes, so do we.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
process.channel?.unref()

const [name = 'start', ...args] = process.argv.slice(2)
const command = COMMANDS[name]
try {
  if (!command) throw new StartError(`There is no command ${name}: use one of ${Object.keys(COMMANDS).join(', ')}.`)
  await command(args)
} catch (error) {
  const expected = error instanceof StartError || error instanceof ConfigError
  process.stderr.write(`${expected ? error.message : error instanceof Error ? error.stack : String(error)}\n`)
  process.exit(1)
}

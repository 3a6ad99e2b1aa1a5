/** The database of an installation: the embedded one, kept alive, or the one DATABASE_URL names, checked. */
import { setTimeout as sleep } from 'node:timers/promises'
import { NotDurableError, requireDurable } from '#domain/log/durability.ts'
import type { Logger } from '#domain/logger.ts'
import { withConnection } from '#prisma/one-connection.ts'
import { migrate } from '#prisma/schema-engine.ts'
import { type Postgres, startPostgres } from './postgres.ts'
import { say } from './progress.ts'
import { messageOf, StartError, systemCode } from './start-error.ts'

const OLDEST_POSTGRES = 14
const CONNECT_LIMIT_MS = 8000
const RESTART_DELAY_MS = 100
const LONGEST_RESTART_DELAY_MS = 2000

type Database = { readonly url: string; stop(): Promise<void> }
type DatabaseOptions = {
  readonly databaseUrl: string | undefined
  readonly dataDir: string
  readonly forTests: boolean
  readonly logger: Logger
}

/** Reachable and migrated when it resolves. @throws {StartError} */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const database = options.databaseUrl ? await theirs(options.databaseUrl, options.forTests) : await embedded(options)
  try {
    const applied = await migrate(database.url)
    if (applied.length > 0) say(`  Database brought up to date: ${applied.join(', ')}`)
    return database
  } catch (error) {
    await database.stop()
    throw new StartError(`The database could not be brought up to date: ${firstLines(messageOf(error))}`, {
      cause: error,
    })
  }
}

async function embedded({ dataDir, forTests, logger }: DatabaseOptions): Promise<Database> {
  const onLine = (line: string) => {
    if (/FATAL|PANIC|WARNING/.test(line)) logger.warn({ postgres: line }, 'postgres says')
  }
  let stopping = false
  const watch = (postgres: Postgres) => {
    postgres.onExit(lastLines => {
      logger.error({ lastLines }, 'postgres ended by itself; starting it again')
      current = restart(postgres.port)
      // Given up by a stop that waits for an earlier one, it is nobody's error.
      current.catch(() => {})
    })
    return postgres
  }
  /** On the same port, so that the address everybody has stays right. */
  const restart = async (port: number): Promise<Postgres> => {
    for (let delayMs = RESTART_DELAY_MS; ; delayMs = Math.min(2 * delayMs, LONGEST_RESTART_DELAY_MS)) {
      await sleep(delayMs)
      if (stopping) throw new Error('stopping')
      try {
        const postgres = watch(await startPostgres({ dataDir, forTests, port, onLine }))
        logger.info({ childPid: postgres.pid }, 'postgres is back')
        return postgres
      } catch (error) {
        logger.error({ err: error }, 'postgres does not start; trying again')
      }
    }
  }
  const first = watch(await startPostgres({ dataDir, forTests, onLine }))
  let current: Promise<Postgres> = Promise.resolve(first)
  return {
    url: first.url,
    stop: async () => {
      stopping = true
      const postgres = await current.catch(() => undefined)
      await postgres?.stop()
    },
  }
}

async function theirs(url: string, forTests: boolean): Promise<Database> {
  const { host, pathname } = new URL(url)
  try {
    await withConnection({ connectionString: url, connectionTimeoutMillis: CONNECT_LIMIT_MS }, async client => {
      const { rows } = await client.query(
        `select current_setting('server_version') as version, current_setting('server_version_num')::int / 10000 as major,
          current_setting('server_encoding') as encoding`,
      )
      const { version, major, encoding } = rows[0]
      if (major < OLDEST_POSTGRES) {
        throw new StartError(`The Postgres at ${host} is version ${version}: Galley needs ${OLDEST_POSTGRES} or newer.`)
      }
      if (encoding !== 'UTF8') {
        throw new StartError(`The database at ${host}${pathname} stores ${encoding}: make one with encoding UTF8.`)
      }
      if (!forTests) await requireDurable(client, process.env)
      say(`  Postgres ${version} at ${host}`)
    })
  } catch (error) {
    throw whyNot(error, host, decodeURIComponent(pathname.slice(1)))
  }
  return { url, stop: async () => {} }
}

function whyNot(error: unknown, host: string, name: string): StartError {
  if (error instanceof StartError) return error
  if (error instanceof NotDurableError) return new StartError(`DATABASE_URL: ${error.message}`)
  const code = systemCode(error)
  const known: Record<string, string> = {
    ECONNREFUSED: `nothing answers at ${host}: start Postgres there, or correct host and port`,
    ENOTFOUND: `there is no host ${host}: correct its name`,
    EAI_AGAIN: `the host ${host} cannot be looked up: correct its name or check the network`,
    '28P01': `Postgres at ${host} refuses user and password: correct them`,
    '28000': `Postgres at ${host} refuses this user from here: see its pg_hba.conf`,
    '3D000': `there is no database ${name} at ${host}: make it with createdb ${name}`,
    '42501': `the user may not use database ${name} at ${host}: grant it`,
  }
  const reason =
    known[code ?? ''] ?? `the database at ${host} cannot be used (${messageOf(error) || code}): check the address`
  return new StartError(`DATABASE_URL: ${reason}, or leave DATABASE_URL out to use the built-in Postgres.`, {
    cause: error,
  })
}

function firstLines(text: string): string {
  return text
    .split('\n')
    .filter(line => line.trim() !== '')
    .slice(0, 6)
    .join(' ')
}

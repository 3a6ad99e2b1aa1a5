/**
 * A whole running Galley: prepared, started and stopped in order.
 *
 *   data folder → client → { database, collab-server, pages → web } → ready      each begins when the database is there
 *   stop: web (nobody new comes in) → collab-server → database
 */
import type { Settings } from '#domain/config.ts'
import { UNSAFE_FOR_TESTS } from '#domain/log/durability.ts'
import type { Logger } from '#domain/logger.ts'
import { withConnection } from '#prisma/one-connection.ts'
import { forgetSecret, holdDataFolder, keptSecret } from './data-folder.ts'
import { openDatabase } from './database.ts'
import { freePort } from './free-port.ts'
import { keepAlive } from './keep-alive.ts'
import { COLLAB_FLAGS, WEB_FLAGS } from './nursery.ts'
import { requireFreePort } from './port.ts'
import { buildWeb, generateClient } from './prepare.ts'
import { step } from './progress.ts'
import { COMPILE_CACHE, stopTools } from './run.ts'
import { StartError } from './start-error.ts'

/** Together with Postgres's own 50 ms this keeps a stop below 2 s. */
const WEB_STOP_MS = 600
const COLLAB_STOP_MS = 900

type StackOptions = {
  readonly logger: Logger
  /** Sources instead of the build, reloaded on change. */
  readonly watch?: boolean
  /** A database that loses everything with the power, for speed. */
  readonly forTests?: boolean
  /** What the servers inherit, our settings put on top; else our own environment. */
  readonly environment?: NodeJS.ProcessEnv
  /** Where the servers write; else to our own output. */
  readonly logFile?: string
}
type Serving = {
  readonly url: string
  readonly databaseUrl: string
  /** Makes the first person owner; nothing once there is one. */
  readonly setupToken: string | undefined
}
export type Stack = {
  /** Resolves when it serves. @throws {StartError} */
  readonly ready: Promise<Serving>
  /** Ends all of it, at whatever point it is; nothing is left running. */
  stop(): Promise<void>
}

export function startStack(settings: Settings, options: StackOptions): Stack {
  const stops: (() => Promise<void> | void)[] = []
  let stopping: Promise<void> | undefined
  const onwards = () => {
    if (stopping) throw new StartError('Stopped before it was ready.')
  }
  const stopAll = async () => {
    stopTools()
    for (const stop of stops.toReversed()) await stop()
  }
  return {
    ready: start(settings, options, stops, onwards),
    stop: () => {
      stopping ??= stopAll()
      return stopping
    },
  }
}

async function start(
  settings: Settings,
  { logger, watch = false, forTests = false, environment = process.env, logFile }: StackOptions,
  stops: (() => Promise<void> | void)[],
  onwards: () => void,
): Promise<Serving> {
  const { host, port, dataDir, publicUrl } = settings
  await requireFreePort(host, port)
  stops.push(holdDataFolder(dataDir))
  await generateClient()
  onwards()
  const building = watch ? Promise.resolve() : buildWeb()
  // Whoever does not get as far as waiting for it has said why.
  building.catch(() => {})
  const opening = step('Starting the database', () => openDatabase({ ...settings, forTests, logger }))
  stops.push(async () => (await opening.catch(() => undefined))?.stop())
  const serving = opening.then(async ({ url }) => ({ url, setupToken: await setupTokenFor(settings, url) }))
  const following = serving.then(({ url, setupToken }) => ({
    DATABASE_URL: url,
    ...(setupToken && { SETUP_TOKEN: setupToken }),
  }))
  // The servers that wait for it are not there yet; whoever waits for `serving` hears of a failure.
  following.catch(() => {})
  const env = {
    ...withoutFiles(environment),
    NODE_COMPILE_CACHE: COMPILE_CACHE,
    NODE_ENV: watch ? 'development' : 'production',
    HOST: host,
    PORT: String(port),
    PUBLIC_URL: publicUrl,
    ALLOWED_ORIGINS: settings.allowedOrigins.join(','),
    DATA_DIR: dataDir,
    AUTH_SECRET: settings.authSecret ?? keptSecret(dataDir, 'auth-secret'),
    COLLAB_PORT: String(settings.collabPort ?? (await freePort())),
    LOG_LEVEL: settings.logLevel,
    ...(forTests && { [UNSAFE_FOR_TESTS]: 'yes' }),
  } as const
  onwards()
  const collab = keepAlive({
    name: 'collab-server',
    args: [...COLLAB_FLAGS, 'collab-server/main.ts'],
    env,
    following,
    logger,
    logFile,
    ...(watch && { watch: ['collab-server', 'domain', 'prisma/generated'] }),
  })
  stops.push(() => collab.stop(COLLAB_STOP_MS))
  // A database that cannot be used is said at once, not after a build.
  await Promise.race([building, serving.then(() => building)])
  onwards()
  const web = keepAlive({ name: 'web', args: [...WEB_FLAGS, 'web/server.ts'], env, following, logger, logFile })
  stops.push(() => web.stop(WEB_STOP_MS))
  const { url: databaseUrl, setupToken } = await serving
  await step('Starting collab-server and web', () => Promise.all([collab.ready, web.ready]))
  return { url: publicUrl, databaseUrl, setupToken }
}

/** What the set-up link carries; nothing once somebody owns this installation. */
async function setupTokenFor({ dataDir, setupToken }: Settings, databaseUrl: string): Promise<string | undefined> {
  const { rows } = await withConnection({ connectionString: databaseUrl }, client =>
    client.query(`select exists (select from member where role = 'owner') as owned`),
  )
  if (!rows[0].owned) return setupToken ?? keptSecret(dataDir, 'setup-token')
  forgetSecret(dataDir, 'setup-token')
  return undefined
}

/** The children get values, never both a value and the file it came from. */
function withoutFiles(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const values = { ...env }
  for (const name of [
    'DATABASE_URL',
    'AUTH_SECRET',
    'SETUP_TOKEN',
    'PORT',
    'HOST',
    'PUBLIC_URL',
    'ALLOWED_ORIGINS',
    'DATA_DIR',
    'COLLAB_PORT',
    'LOG_LEVEL',
  ]) {
    delete values[`${name}_FILE`]
    delete values[name]
  }
  return values
}

/**
 * The process: environment in, `ready` out to the parent, signals. Exits 0 within two seconds of SIGTERM or of the
 * parent's end, and 1 when it must be started anew; the parent starts it again when it ends by itself.
 */
import { flushCompileCache } from 'node:module'
import { ConfigError, readConfig } from '#domain/config.ts'
import { completeEnvironment } from '#domain/following-settings.ts'
import { openImageStore } from '#domain/images/open-store.ts'
import { NotDurableError } from '#domain/log/durability.ts'
import { createLogger } from '#domain/logger.ts'
import { startCollab } from './start.ts'
import { routeConsoleToLog } from './transport/console-to-log.ts'

const EXIT_MS = 1_900

await main()

async function main(): Promise<void> {
  await completeEnvironment()
  const config = readEnvironment()
  const logger = createLogger('collab', config.logLevel)
  routeConsoleToLog(logger)
  process.on('unhandledRejection', error =>
    logger.error({ alert: true, err: error }, 'a rejection that nobody handled'),
  )
  process.on('uncaughtException', error => {
    logger.fatal({ alert: true, err: error }, 'the process is in an unknown state and ends')
    process.exit(1)
  })

  // A terminal sends Ctrl-C to the whole group; the parent then stops us in order.
  process.on('SIGINT', () => undefined)
  let stopping = false
  let stop = async () => {}
  const end = (why: string, code = 0) => {
    if (stopping) return
    stopping = true
    logger.info({ why }, 'stopping')
    setTimeout(() => process.exit(code), EXIT_MS).unref()
    void stop().then(
      () => process.exit(code),
      error => {
        logger.error({ err: error }, 'could not stop in order')
        process.exit(code)
      },
    )
  }
  process.on('SIGTERM', () => end('SIGTERM'))
  process.on('disconnect', () => end('the parent is gone'))

  const collab = await startCollab({ ...config, images: openImageStore(config), logger }).catch((error: unknown) => {
    if (error instanceof NotDurableError) giveUp(error)
    throw error
  })
  stop = collab.stop
  void collab.outlived.then(() => end('the next process begins anew with the database that was put back', 1))
  logger.info({ port: collab.port }, 'ready')
  process.send?.('ready')
  await collab.working
  // Else only an orderly end would keep what was compiled, and the successor of a killed process would start half as fast.
  flushCompileCache()
}

function readEnvironment() {
  try {
    return readConfig(process.env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    giveUp(error)
  }
}

/** What a person can mend is said in words, without a stack. */
function giveUp({ message }: Error): never {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

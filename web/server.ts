/** Starts web: the front door with Next behind it. Ends with its parent, or within a second of being told to. */
import next from 'next'
import { readSettings } from '#domain/config.ts'
import { completeEnvironment } from '#domain/following-settings.ts'
import { NotDurableError } from '#domain/log/durability.ts'
import { createFrontServer } from './front/front-server.ts'
import { serverContext } from './server-context.ts'

const dev = process.env.NODE_ENV === 'development'
const { host, port } = readSettings(process.env)
const app = next({ dev, dir: import.meta.dirname, hostname: host, port, quiet: true })
await Promise.all([app.prepare(), completeEnvironment()])

const context = serverContext()
const { config, logger, metrics } = context

// Not waited for: while the database is away, web says so itself.
context.requireDurable().catch((error: unknown) => {
  if (error instanceof NotDurableError) process.stderr.write(`${error.message}\n`)
  else logger.error({ err: error }, 'the settings of the database could not be read')
  process.exit(1)
})

const pages = app.getRequestHandler()
const front = createFrontServer({
  ...config,
  logger,
  metrics,
  // Public pages need nothing of Next: from memory they cost a fraction of its way through a request.
  handle: (request, response) => {
    if (!context.site.answers(request, response)) void pages(request, response)
  },
  handleUpgrade: dev ? app.getUpgradeHandler() : undefined,
})

let isStopping = false

async function stop(reason: string): Promise<void> {
  if (isStopping) return
  isStopping = true
  logger.info({ reason }, 'web stops')
  await front.stop()
  await context.close()
  process.exit(0)
}

function stopBecause(reason: string): void {
  stop(reason).catch((error: unknown) => {
    logger.error({ err: error }, 'web did not stop in order')
    process.exit(1)
  })
}

process.once('SIGTERM', () => stopBecause('SIGTERM'))
process.once('SIGINT', () => stopBecause('SIGINT'))
// Without its parent nobody would stop it.
process.once('disconnect', () => stopBecause('parent gone'))

await front.listen(port, host)
logger.info({ url: config.publicUrl }, 'web listens')
process.send?.('ready')

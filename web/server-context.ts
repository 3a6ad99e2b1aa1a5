/**
 * What there is once in the web process: database, log, sign-in, API. Next bundles the code of routes apart from
 * web/server.ts, so the one context is kept on globalThis, made by whoever asks first.
 */
import pg from 'pg'
import type { Logger } from 'pino'
import { type Config, readConfig } from '#domain/config.ts'
import type { ImageStore } from '#domain/images/image-store.ts'
import { openImageStore } from '#domain/images/open-store.ts'
import { createKnownDatabase } from '#domain/known-database.ts'
import { requireDurableOnce } from '#domain/log/durability.ts'
import { createPostgresLog } from '#domain/log/postgres-log.ts'
import type { UpdateLog } from '#domain/log/update-log.ts'
import { createLogger } from '#domain/logger.ts'
import { createMailer, type Mailer } from '#domain/mail/mailer.ts'
import type { Principal } from '#domain/services/access.ts'
import { findTokenPrincipal } from '#domain/services/api-tokens.ts'
import { createDb, type Db } from '#prisma/client.ts'
import { createApi } from '#web/api/app.ts'
import { createAuth, findSessionPrincipal } from '#web/auth/auth.ts'
import { createAuthHandler } from '#web/auth/handler.ts'
import { allowedOriginsOf } from '#web/auth/origins.ts'
import { createEventHub } from '#web/events/event-hub.ts'
import { createPublicSite, type PublicSite } from '#web/features/public-site/site.ts'
import { createWebMetrics, type WebMetrics } from './metrics.ts'

type ServerContext = {
  readonly config: Config
  readonly logger: Logger
  readonly db: Db
  readonly log: UpdateLog
  /** Files of pictures. */
  readonly images: ImageStore
  readonly metrics: WebMetrics
  /** Null where SMTP_URL is not set. */
  readonly mailer: Mailer | null
  /** The HTTP API, everything under /api/v1. */
  readonly api: (request: Request) => Promise<Response>
  /** Sign-in and sign-up, everything under /api/auth. */
  readonly auth: (request: Request) => Promise<Response>
  /** Everything under /p but what goes by mail. */
  readonly site: PublicSite
  /** Who is behind a cookie or an API token; null for nobody. */
  readonly findPrincipal: (headers: Headers) => Promise<Principal | null>
  /**
   * Resolves when the database has answered and keeps what it is given.
   * @throws {NotDurableError}
   */
  readonly requireDurable: () => Promise<void>
  readonly close: () => Promise<void>
}

declare global {
  /** Once a process, whichever copy of this file asks first. */
  var galleyWeb: ServerContext | undefined
}

const DB_CONNECTIONS = 10
const LOG_CONNECTIONS = 4

export function serverContext(): ServerContext {
  globalThis.galleyWeb ??= createServerContext(readConfig(process.env))
  return globalThis.galleyWeb
}

export function createServerContext(config: Config): ServerContext {
  const logger = createLogger('web', config.logLevel)
  const db = createDb(config.databaseUrl, { connections: DB_CONNECTIONS })
  const database = createKnownDatabase({
    goesOn: true,
    onOther() {
      log.forget()
      events.beginAnew()
    },
    logger,
  })
  const pool = new pg.Pool({
    connectionString: config.databaseUrl,
    max: LOG_CONNECTIONS,
    application_name: 'galley-web',
    onConnect: database.look,
  })
  const log = createPostgresLog({ pool, logger })
  const stores = { db, log }
  const mailer = config.smtpUrl ? createMailer(config.smtpUrl) : null
  const auth = createAuth({ db, config, logger })
  const findSession = (headers: Headers) => findSessionPrincipal(auth, headers)
  const events = createEventHub({ db, databaseUrl: config.databaseUrl, database, logger })
  const images = openImageStore(config)
  const { publicUrl, authSecret } = config
  const site = createPublicSite({ db, publicUrl, authSecret, mailer, origins: allowedOriginsOf(config), logger })
  const api = createApi({ ...stores, images, config, logger, findSession, events })

  return {
    config,
    logger,
    db,
    log,
    images,
    metrics: createWebMetrics(events.count),
    mailer,
    site,
    api: async request => api.fetch(request),
    auth: createAuthHandler({ auth, stores, config, logger }),
    requireDurable: () => requireDurableOnce(pool, process.env),
    findPrincipal: async headers => {
      const [, token] = /^Bearer ([\w-]{1,200})$/i.exec(headers.get('authorization') ?? '') ?? []
      return token === undefined ? findSession(headers) : findTokenPrincipal(db, token)
    },
    close: async () => {
      await Promise.all([events.stop(), site.stop()])
      mailer?.close()
      await log.close()
      await Promise.all([pool.end(), db.$disconnect()])
    },
  }
}

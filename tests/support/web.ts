/** The HTTP side of web over a real database, called as functions: no port, no Next. */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDiskStore } from '#domain/images/disk-store.ts'
import type { ImageStore } from '#domain/images/image-store.ts'
import { createLogger, type Logger } from '#domain/logger.ts'
import type { Principal } from '#domain/services/access.ts'
import { createToken } from '#domain/services/api-tokens.ts'
import { createApi } from '#web/api/app.ts'
import type { RequestRate } from '#web/api/context.ts'
import { createAuth, findSessionPrincipal } from '#web/auth/auth.ts'
import { createAuthHandler } from '#web/auth/handler.ts'
import type { OidcConfig } from '#web/auth/oidc.ts'
import { createEventHub } from '#web/events/event-hub.ts'
import { knownDatabase } from './known-database.ts'
import type { TestDatabase } from './postgres.ts'
import { storesOf } from './workspace.ts'

export const ORIGIN = 'http://127.0.0.1:3000'
export const SETUP_TOKEN = 'a-token-for-tests'

/** @param address every test that signs in should have its own, or it shares the limits of others */
export function createTestWeb(
  database: TestDatabase,
  {
    address = '192.0.2.1',
    requestRate,
    addressRate,
    logger = createLogger('test', 'silent'),
    images = createDiskStore(join(tmpdir(), `galley-images-${crypto.randomUUID()}`)),
    oidc,
    allowSignUp = false,
  }: {
    address?: string
    requestRate?: RequestRate
    addressRate?: RequestRate
    logger?: Logger
    images?: ImageStore
    oidc?: OidcConfig
    allowSignUp?: boolean
  } = {},
) {
  const stores = storesOf(database)
  const config = {
    publicUrl: ORIGIN,
    allowedOrigins: [ORIGIN],
    authSecret: 'a secret of at least 32 characters, for tests',
    setupToken: SETUP_TOKEN,
    allowSignUp,
    oidc,
  }
  const auth = createAuth({ db: stores.db, config, logger })
  const findSession = (headers: Headers) => findSessionPrincipal(auth, headers)
  const events = createEventHub({
    db: stores.db,
    databaseUrl: database.url,
    database: knownDatabase(),
    logger,
    lingerMs: 0,
  })
  const api = createApi({
    ...stores,
    images,
    config,
    logger,
    findSession,
    events,
    ...(requestRate && { requestRate }),
    ...(addressRate && { addressRate }),
  })
  const handle = createAuthHandler({ auth, stores, config, logger })
  const authRequest = (path: string, init: RequestInit, headers: Record<string, string> = {}) =>
    handle(
      new Request(new URL(`/api/auth${path}`, ORIGIN), {
        method: 'POST',
        headers: { origin: ORIGIN, 'content-type': 'application/json', 'x-forwarded-for': address, ...headers },
        ...init,
      }),
    )

  return {
    stores,
    events,
    config,
    fetch: async (path: string, init: RequestInit = {}) => api.fetch(new Request(new URL(path, ORIGIN), init)),
    documentOfApi: () => api.getOpenAPI31Document({ openapi: '3.1.0', info: { title: '', version: '' } }),
    auth: (path: string, body: unknown, headers: Record<string, string> = {}) =>
      authRequest(path, { body: JSON.stringify(body) }, headers),
    authGet: (path: string, headers: Record<string, string> = {}) => authRequest(path, { method: 'GET' }, headers),
    authStream: (path: string, body: ReadableStream<Uint8Array>) =>
      authRequest(path, { body, duplex: 'half' } as RequestInit),
    bearerOf: async ({ userId }: Principal) => {
      const { token } = await createToken(stores.db, userId, { name: 'test' })
      return { authorization: `Bearer ${token}` }
    },
  }
}

/** The cookies of an answer, as the next request sends them. */
export function cookieOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map(cookie => cookie.split(';', 1)[0])
    .join('; ')
}

export function jsonInit(method: string, body: unknown, headers: Record<string, string> = {}): RequestInit {
  return { method, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
}

/** What a refusal says, without its envelope. */
export async function errorOf(response: Response): Promise<Record<string, unknown>> {
  return ((await response.json()) as { error: Record<string, unknown> }).error
}

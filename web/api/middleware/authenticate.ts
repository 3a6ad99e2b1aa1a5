/**
 * Who is asking: an API token, else the cookie. A write with a cookie has to come from our own pages (CSRF), and a page may
 * say whom it was made for.
 */
import type { MiddlewareHandler } from 'hono'
import { AppError } from '#domain/contract/errors.ts'
import type { Principal } from '#domain/services/access.ts'
import { findTokenPrincipal } from '#domain/services/api-tokens.ts'
import { isSuspended } from '#web/auth/auth.ts'
import { requireExpectedUser } from '#web/auth/expected-user.ts'
import { allowedOriginsOf } from '#web/auth/origins.ts'
import type { ApiEnv, ApiOptions } from '../context.ts'

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** @throws {AppError} unauthenticated, suspended, foreign_origin */
export function authenticate({ db, config, findSession }: ApiOptions): MiddlewareHandler<ApiEnv> {
  const origins = new Set(allowedOriginsOf(config))

  return async (c, next) => {
    const { headers, method } = c.req.raw
    const authorization = headers.get('authorization')
    const principal =
      authorization === null ? await findSession(headers) : await findTokenPrincipal(db, bearerOf(authorization))
    if (!principal) throw new AppError((await isSuspended(db, headers)) ? 'suspended' : 'unauthenticated')
    const via = authorization === null ? 'cookie' : 'bearer'
    if (via === 'cookie' && !SAFE_METHODS.has(method) && !origins.has(headers.get('origin') ?? '')) {
      throw new AppError('foreign_origin')
    }
    await requireExpectedUser(db, c.req.raw, principal)
    c.set('principal', principal satisfies Principal)
    c.set('via', via)
    await next()
  }
}

function bearerOf(authorization: string): string {
  return /^Bearer ([\w-]{1,200})$/i.exec(authorization.trim())?.[1] ?? ''
}

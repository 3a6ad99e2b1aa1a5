/**
 * Everything under /api/auth: origin → whose page asks → limits → our gate for sign-up and our end for sign-out → the
 * sign-in library.
 * Only the addresses listed here exist; refusals have the shape of the contract beside the library's own words.
 */
import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { z } from 'zod'
import { AppError, type ErrorCode } from '#domain/contract/errors.ts'
import type { UserId } from '#domain/contract/ids.ts'
import { Password, SignUp } from '#domain/contract/inputs/people.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import type { Stores } from '#domain/services/posts.ts'
import { endSession } from '#domain/services/sessions.ts'
import { invalidInput, toErrorResponse } from '#web/api/error-response.ts'
import { createTokenBuckets } from '#web/token-bucket.ts'
import { createAccountActs } from './account-acts.ts'
import { AUTH_PATH, type Auth, type AuthConfig, findSessionPrincipal } from './auth.ts'
import { requireExpectedUser } from './expected-user.ts'
import { safeNext } from './next-path.ts'
import { OIDC_ID } from './oidc.ts'
import { allowedOriginsOf } from './origins.ts'
import { createAccount, type SignUpGate } from './sign-up.ts'

type AuthHandlerOptions = {
  readonly auth: Auth
  readonly stores: Stores
  readonly config: AuthConfig & SignUpGate
  readonly logger: Logger
}

const OPEN_PATHS: ReadonlySet<string> = new Set([
  '/ok',
  '/get-session',
  '/sign-up/email',
  '/sign-in/email',
  '/sign-out',
  '/list-sessions',
  '/revoke-session',
  '/revoke-sessions',
  '/revoke-other-sessions',
  '/change-password',
  '/two-factor/enable',
  '/two-factor/disable',
  '/two-factor/verify-totp',
  '/two-factor/verify-backup-code',
  '/two-factor/generate-backup-codes',
  '/passkey/generate-register-options',
  '/passkey/verify-registration',
  '/passkey/generate-authenticate-options',
  '/passkey/verify-authentication',
  '/passkey/list-user-passkeys',
  '/passkey/delete-passkey',
  '/passkey/update-passkey',
])
/** Only where a provider of identities is named. */
const PROVIDER_PATHS = ['/sign-in/social', `/callback/${OIDC_ID}`]

const BODY_BYTES = 16 * 1024
/** Whose account is tried; the rest of the body is the library's business. */
const SignInName = z.looseObject({ email: z.string().max(254).catch('') })

/** Which passkey is shown; whether it proves itself is the library's business. */
const ShownPasskey = z.looseObject({ response: z.looseObject({ id: z.string().max(1024) }) })
/** What the library says of one that it knows and that did not. */
const Unproven = z.looseObject({ code: z.literal('AUTHENTICATION_FAILED') })

/** Which provider and where errors go is ours to say; all that a browser tells is the page it wants. */
const ProviderSignIn = z.looseObject({ next: z.string().max(2048).optional().catch(undefined) }).catch({})
const PROVIDER_TROUBLE_PATH = '/sign-in?reason=provider'
/** Everywhere else one is signed out by it. */
const PasswordChange = z.object({ currentPassword: z.string().max(LIMITS.passwordCharsMax), newPassword: Password })

export function createAuthHandler(options: AuthHandlerOptions): (request: Request) => Promise<Response> {
  const origins = new Set(allowedOriginsOf(options.config))
  const paths = options.config.oidc ? new Set([...OPEN_PATHS, ...PROVIDER_PATHS]) : OPEN_PATHS
  const perMinute = (count: number) => createTokenBuckets({ perSecond: count / 60, burst: count })
  const signIns = perMinute(LIMITS.signInsPerMinute)
  const signInsOfAddress = perMinute(LIMITS.signInsPerMinuteOfAddress)
  const signUps = perMinute(LIMITS.signUpsPerMinute)

  const { auth, stores, config, logger } = options
  const acts = createAccountActs({
    db: stores.db,
    logger,
    findPrincipal: headers => findSessionPrincipal(auth, headers),
  })

  return async request => {
    const requestId = randomUUID()
    try {
      const path = new URL(request.url).pathname.slice(AUTH_PATH.length)
      const response = await acts.watch(path, request, () => answer(path, request))
      // The library hides why it failed. Asked itself, a database that is away says so.
      if (response.status >= 500) await stores.db.$queryRaw`select 1`
      return await toContract(secureCookies(response, request), requestId)
    } catch (thrown) {
      const headers: Record<string, string> = {}
      if (thrown instanceof TooMany) headers['retry-after'] = String(thrown.seconds)
      return toErrorResponse(thrown, { requestId, logger }, headers)
    }
  }

  async function answer(path: string, request: Request): Promise<Response> {
    if (!paths.has(path)) throw new AppError('not_found')
    if (request.method !== 'GET') {
      if (request.method !== 'POST') throw new AppError('method_not_allowed')
      if (!origins.has(request.headers.get('origin') ?? '')) throw new AppError('foreign_origin')
    }
    // Nobody is expected where nobody is signed in: there one signs in.
    const principal = await findSessionPrincipal(auth, request.headers)
    if (principal) await requireExpectedUser(stores.db, request, principal)
    if (request.method === 'GET') return auth.handler(request)

    const body = await readBody(request)
    const forward = (json: unknown) => auth.handler(withJson(request, json))
    const address = request.headers.get('x-forwarded-for') ?? ''
    switch (path) {
      case '/sign-up/email': {
        limit(signUps.take(address))
        const parsed = SignUp.safeParse(body)
        if (!parsed.success) throw invalidInput(parsed.error)
        return createAccount(stores, config, parsed.data, forward)
      }
      case '/sign-in/email': {
        const parsed = SignInName.safeParse(body)
        if (!parsed.success) throw invalidInput(parsed.error)
        limit(signInsOfAddress.take(address))
        limit(signIns.take(`${address} ${parsed.data.email.trim().toLowerCase()}`))
        const response = await forward(body)
        if (response.status === 401) acts.refused({ email: parsed.data.email, said: 'password' })
        return response
      }
      case '/two-factor/verify-totp':
      case '/two-factor/verify-backup-code':
        limit(signIns.take(`${address} second step`))
        return forward(body)
      case '/passkey/verify-authentication': {
        const shown = ShownPasskey.safeParse(body)
        const response = await forward(body)
        if (
          shown.success &&
          response.status >= 400 &&
          Unproven.safeParse(
            await response
              .clone()
              .json()
              .catch(() => null),
          ).success
        )
          acts.refused({ credentialId: shown.data.response.id, said: 'passkey' })
        return response
      }
      case '/sign-in/social': {
        const { next } = ProviderSignIn.parse(body)
        limit(signIns.take(`${address} provider`))
        return forward({ provider: OIDC_ID, callbackURL: safeNext(next), errorCallbackURL: PROVIDER_TROUBLE_PATH })
      }
      case '/sign-out': {
        if (principal?.sessionId) {
          await endSession(stores.db, { userId: principal.userId satisfies UserId, sessionId: principal.sessionId })
        }
        return forward({})
      }
      case '/change-password': {
        limit(signIns.take(`${address} ${principal?.userId ?? ''}`))
        const parsed = PasswordChange.safeParse(body)
        if (!parsed.success) throw invalidInput(parsed.error)
        // Whoever changes it because somebody knows it wants that somebody out.
        return forward({ ...parsed.data, revokeOtherSessions: true })
      }
      default:
        return forward(body)
    }
  }
}

class TooMany extends AppError {
  readonly seconds: number

  constructor(seconds: number) {
    super('rate_limited', { details: { retryAfterSeconds: seconds } })
    this.seconds = seconds
  }
}

function limit(waitSeconds: number): void {
  if (waitSeconds > 0) throw new TooMany(waitSeconds)
}

async function readBody(request: Request): Promise<unknown> {
  const text = await readText(request.body)
  if (text === '') return {}
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new AppError('bad_json', { cause })
  }
}

/** Stops reading where it is too long: nobody here is known yet. */
async function readText(body: ReadableStream<Uint8Array> | null): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength
    if (bytes > BODY_BYTES) throw new AppError('too_large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function withJson(request: Request, json: unknown): Request {
  const headers = new Headers(request.headers)
  headers.set('content-type', 'application/json')
  headers.delete('content-length')
  return new Request(request.url, { method: 'POST', headers, body: JSON.stringify(json) })
}

/** The library goes by PUBLIC_URL; a proxy that we trust may have spoken https under another of our names. */
function secureCookies(response: Response, { headers }: Request): Response {
  if (headers.get('x-forwarded-proto') !== 'https') return response
  const cookies = response.headers.getSetCookie()
  response.headers.delete('set-cookie')
  for (const cookie of cookies) {
    response.headers.append('set-cookie', /;\s*secure\b/i.test(cookie) ? cookie : `${cookie}; Secure`)
  }
  return response
}

/** The library's refusals keep their `code` and `message` and get ours beside them. */
async function toContract(response: Response, requestId: string): Promise<Response> {
  response.headers.set('x-request-id', requestId)
  response.headers.set('cache-control', 'no-store')
  if (response.ok || response.headers.get('content-type')?.includes('json') === false) return response
  const own = z
    .looseObject({ code: z.string().catch(''), message: z.string().catch('') })
    .catch({ code: '', message: '' })
  const { code, message, ...rest } = own.parse(await response.json().catch(() => ({})))
  const { code: ourCode, message: ourMessage } = new AppError(codeOf(response.status, code))
  const headers = new Headers(response.headers)
  headers.delete('content-length')
  const wait = headers.get('x-retry-after')
  if (wait !== null) headers.set('retry-after', wait)
  const error = { code: ourCode, message: ourCode === 'invalid_input' ? message || ourMessage : ourMessage, requestId }
  return Response.json({ ...rest, code, message, error }, { status: response.status, headers })
}

function codeOf(status: number, code: string): ErrorCode {
  if (code.startsWith('USER_ALREADY_EXISTS')) return 'already_exists'
  if (code === 'INVALID_EMAIL_OR_PASSWORD') return 'wrong_credentials'
  if (code === 'INVALID_PASSWORD') return 'wrong_password'
  if (code === 'SUSPENDED') return 'suspended'
  if (code === 'INVALID_CODE' || code === 'INVALID_BACKUP_CODE') return 'wrong_code'
  if (code === 'INVALID_TWO_FACTOR_COOKIE' || code === 'TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE') return 'sign_in_again'
  if (code === 'SESSION_NOT_FRESH') return 'sign_in_again'
  if (code === 'ACCOUNT_TEMPORARILY_LOCKED') return 'rate_limited'
  switch (status) {
    case 401:
      return 'unauthenticated'
    case 403:
      return 'foreign_origin'
    case 404:
      return 'not_found'
    case 429:
      return 'rate_limited'
    default:
      return status >= 500 ? 'internal' : 'invalid_input'
  }
}

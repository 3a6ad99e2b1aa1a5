/**
 * The sign-in library and how it is set: people, passwords (scrypt as shipped), sessions and rate limits are rows in our
 * database. Workspaces and roles are not its business. Only web/auth knows it.
 */
import { passkey } from '@better-auth/passkey'
import { prismaAdapter } from 'better-auth/adapters/prisma'
import { APIError } from 'better-auth/api'
import { betterAuth } from 'better-auth/minimal'
import { genericOAuth } from 'better-auth/plugins/generic-oauth'
import { twoFactor } from 'better-auth/plugins/two-factor'
import type { Logger } from 'pino'
import type { SessionId, UserId } from '#domain/contract/ids.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import type { Principal } from '#domain/services/access.ts'
import { hasOpenInvitation } from '#domain/services/invitations.ts'
import { leastUsedColor } from '#domain/services/people.ts'
import { announceEndedSession } from '#domain/services/sessions.ts'
import { isShutOut, wasShutOut } from '#domain/services/shut-out.ts'
import type { Db } from '#prisma/client.ts'
import { discoveryUrlOf, OIDC_ID, type OidcConfig } from './oidc.ts'
import { allowedOriginsOf, isLoopbackName } from './origins.ts'

export const AUTH_PATH = '/api/auth'

const DAY_SECONDS = 24 * 60 * 60

export type AuthConfig = {
  readonly publicUrl: string
  readonly allowedOrigins: readonly string[]
  readonly authSecret: string
  readonly oidc: OidcConfig | undefined
  readonly allowSignUp: boolean
}

export type Auth = ReturnType<typeof createAuth>

export function createAuth({ db, config, logger }: { db: Db; config: AuthConfig; logger: Logger }) {
  return betterAuth({
    appName: 'Galley',
    baseURL: config.publicUrl,
    basePath: AUTH_PATH,
    secret: config.authSecret,
    trustedOrigins: allowedOriginsOf(config),
    telemetry: { enabled: false },
    database: prismaAdapter(db, { provider: 'postgresql', transaction: true }),
    emailAndPassword: {
      enabled: true,
      minPasswordLength: LIMITS.passwordCharsMin,
      maxPasswordLength: LIMITS.passwordCharsMax,
    },
    account: {
      accountLinking: {
        enabled: true,
        // Addresses of invited people were chosen by an admin. Where anybody may sign up, somebody could have taken
        // another's address, and would get into what that person's provider opens.
        requireLocalEmailVerified: config.allowSignUp,
      },
    },
    plugins: [
      twoFactor({ issuer: 'Galley', accountLockout: { enabled: true, maxFailedAttempts: 10, durationSeconds: 900 } }),
      passkey({ rpName: 'Galley', rpID: relyingPartyOf(config.publicUrl), origin: allowedOriginsOf(config) }),
      ...(config.oidc ? [oidc(config.oidc)] : []),
    ],
    user: { additionalFields: { color: { type: 'number', required: false, input: false } } },
    // No cookie cache: a session that was ended must not pass for a while longer.
    session: { expiresIn: 30 * DAY_SECONDS, updateAge: DAY_SECONDS },
    rateLimit: {
      enabled: true,
      storage: 'database',
      window: 60,
      max: 300,
      customRules: {
        // Asked on every page: one row written for each would cost more than it saves.
        '/get-session': false,
        // The handler counts these. The library's window only ends when nobody has come for its whole length: an office
        // behind one address would be locked out by its own comings and goings.
        '/sign-in/email': false,
        '/sign-in/social': false,
        '/sign-up/email': false,
        '/two-factor/verify-totp': false,
        '/two-factor/verify-backup-code': false,
      },
    },
    advanced: {
      useSecureCookies: config.publicUrl.startsWith('https:'),
      // web/server.ts overwrites it from the socket: nobody outside can choose their address.
      ipAddress: { ipAddressHeaders: ['x-forwarded-for'] },
    },
    databaseHooks: {
      user: {
        create: {
          before: async (user, context) => {
            // Sign-up by password has its own gate (sign-up.ts); a provider's people come without passing it.
            if (context?.path?.startsWith('/callback/') && !(await mayJoin(db, config, user.email))) {
              throw new APIError('FORBIDDEN', { code: 'SIGN_UP_CLOSED', message: 'This server is by invitation.' })
            }
            return { data: { ...user, color: await leastUsedColor(db) } }
          },
        },
      },
      session: {
        create: {
          before: async ({ userId }) => {
            if (await isShutOut(db, userId)) throw new APIError('FORBIDDEN', { code: 'SUSPENDED' })
          },
        },
        delete: {
          after: async ({ id, userId }) =>
            announceEndedSession(db, { userId: userId as UserId, sessionId: id as SessionId }),
        },
      },
    },
    // Else it answers 500 to whatever it does not know, and keeps what happened to itself: our handler says it (AU12).
    onAPIError: { throw: true },
    logger: {
      level: 'warn',
      log(level, message, ...rest) {
        const err = rest.find(one => one instanceof Error)
        logger[level === 'error' ? 'error' : level === 'warn' ? 'warn' : 'debug']({ ...(err && { err }) }, message)
      },
    },
  })
}

function oidc(config: OidcConfig) {
  return genericOAuth({
    config: [
      {
        providerId: OIDC_ID,
        name: config.name,
        discoveryUrl: discoveryUrlOf(config),
        requireIdTokenVerification: true,
        clientId: config.clientId,
        clientSecret: config.clientSecret,
        scopes: ['openid', 'email', 'profile'],
      },
    ],
  })
}

async function mayJoin(db: Db, { allowSignUp }: AuthConfig, email: string): Promise<boolean> {
  return allowSignUp || (await hasOpenInvitation(db, email))
}

/** WebAuthn binds a passkey to a name; browsers take no address of numbers for one. */
function relyingPartyOf(publicUrl: string): string {
  const { hostname } = new URL(publicUrl)
  return isLoopbackName(hostname) ? 'localhost' : hostname
}

/** The session behind the cookie, read from the database. */
export async function findSessionPrincipal(auth: Auth, headers: Headers): Promise<Principal | null> {
  if (!headers.has('cookie')) return null
  const found = await auth.api.getSession({ headers, query: { disableRefresh: true } }).catch(async error => {
    // The library says only that it failed. Asked itself, a database that is away says so.
    await (await auth.$context).adapter.findOne({ model: 'user', where: [{ field: 'id', value: '' }] })
    throw error
  })
  return found && { userId: found.user.id as UserId, sessionId: found.session.id as SessionId }
}

/** The library's cookie: the token and, behind a dot, its signature. */
const SESSION_COOKIE = /(?:^|;\s*)(?:__Secure-)?better-auth\.session_token=([^;.]+)/

/** Whether the session behind the cookie is over because its person was suspended. */
export async function isSuspended(db: Db, headers: Headers): Promise<boolean> {
  const [, token] = SESSION_COOKIE.exec(headers.get('cookie') ?? '') ?? []
  return token !== undefined && (await wasShutOut(db, token))
}

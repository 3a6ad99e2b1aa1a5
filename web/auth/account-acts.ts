/**
 * Which calls of the sign-in library are acts that the activity log tells of, and whose. The library does them in its own
 * transactions, so a row follows its act; one that cannot be written is logged, and the act stands. SPEC AU110.
 */
import type { Logger } from 'pino'
import type { AccountActivityKind } from '#domain/contract/activity.ts'
import type { Principal } from '#domain/services/access.ts'
import {
  type RefusedSignIn,
  recordAccountAct,
  recordRefusedSignIn,
  type SignInWay,
} from '#domain/services/account-activity.ts'
import type { Db } from '#prisma/client.ts'
import { OIDC_ID } from './oidc.ts'

/** With a session, the first right code is what switches codes on. */
const CODE_PATH = '/two-factor/verify-totp'
const BACKUP_CODE_PATH = '/two-factor/verify-backup-code'
/** Of somebody whose password was right: what it names leads to their id until the code has come. */
const HALFWAY_COOKIE = /(?:^|;\s*)(?:__Secure-)?better-auth\.two_factor=([^;.]+)/

const SIGN_INS: Readonly<Record<string, SignInWay>> = {
  '/sign-in/email': 'password',
  [CODE_PATH]: 'code',
  [BACKUP_CODE_PATH]: 'backup_code',
  '/passkey/verify-authentication': 'passkey',
  [`/callback/${OIDC_ID}`]: 'provider',
}
/** Of somebody who is signed in. */
const DEEDS: Readonly<Record<string, AccountActivityKind>> = {
  '/sign-out': 'signed_out',
  '/revoke-session': 'sessions_ended',
  '/revoke-sessions': 'sessions_ended',
  '/revoke-other-sessions': 'sessions_ended',
  '/change-password': 'password_changed',
  '/two-factor/disable': 'code_switched_off',
  '/two-factor/generate-backup-codes': 'backup_codes_renewed',
  '/passkey/verify-registration': 'passkey_added',
  '/passkey/delete-passkey': 'passkey_removed',
}

type Options = {
  readonly db: Db
  readonly logger: Logger
  readonly findPrincipal: (headers: Headers) => Promise<Principal | null>
}

export type AccountActs = {
  /** Does what was asked for and writes down what it was. */
  readonly watch: (path: string, request: Request, act: () => Promise<Response>) => Promise<Response>
  /** Not waited for: the answer takes as long for an address that nobody has. */
  readonly refused: (what: RefusedSignIn) => void
}

export function createAccountActs({ db, logger, findPrincipal }: Options): AccountActs {
  const failed = (error: unknown) => logger.error({ err: error }, 'an act of an account could not be written down')
  /** Refusals one after the other: each looks whether there is one already. */
  let writing: Promise<void> = Promise.resolve()

  return {
    async watch(path, request, act) {
      const way = SIGN_INS[path]
      const before = path === CODE_PATH || path in DEEDS ? await findPrincipal(request.headers) : null
      const deed = before && (path === CODE_PATH ? await switchedOn(before) : DEEDS[path])
      // Before the act: a wrong code takes it away for a moment.
      const halfway = before === null && way?.endsWith('code') ? await findHalfway(request.headers) : null
      const response = await act()
      if (response.status === 401 && halfway) refused({ userId: halfway, said: 'code' })
      if (response.status >= 400) return response
      if (before && deed) await recordAccountAct(db, before.userId, { kind: deed }).catch(failed)
      else if (way) {
        const after = await findPrincipal(cookiesOf(response))
        if (after) await recordAccountAct(db, after.userId, { kind: 'signed_in', way }).catch(failed)
      }
      return response
    },
    refused,
  }

  function refused(what: RefusedSignIn): void {
    writing = writing.then(() => recordRefusedSignIn(db, what)).catch(failed)
  }

  async function findHalfway(headers: Headers): Promise<string | null> {
    const [, identifier] = HALFWAY_COOKIE.exec(headers.get('cookie') ?? '') ?? []
    if (identifier === undefined) return null
    const found = await db.verification.findFirst({ where: { identifier }, select: { value: true } })
    return found?.value ?? null
  }

  async function switchedOn({ userId }: Principal): Promise<AccountActivityKind | null> {
    const isNew = await db.user.count({ where: { id: userId, NOT: { twoFactorEnabled: true } } })
    return isNew > 0 ? 'code_switched_on' : null
  }
}

/** As the browser sends them from now on; none of a session while a code is still to come. */
function cookiesOf(response: Response): Headers {
  const pairs = response.headers.getSetCookie().map(cookie => cookie.split(';', 1)[0] ?? '')
  return new Headers(pairs.length > 0 ? { cookie: pairs.join('; ') } : {})
}

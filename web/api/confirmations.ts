/** A person who is asked again whether it is them, with as few tries a minute as at the door. */
import { AppError } from '#domain/contract/errors.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import type { Db } from '#prisma/client.ts'
import { requireConfirmed } from '#web/auth/confirm.ts'
import { createTokenBuckets } from '#web/token-bucket.ts'
import { type ApiContext, requireBrowser } from './context.ts'

export function createConfirmations(db: Db) {
  const tries = createTokenBuckets({ perSecond: LIMITS.signInsPerMinute / 60, burst: LIMITS.signInsPerMinute })

  return {
    /**
     * @param password left out by who has none
     * @throws {AppError} forbidden for a token; wrong_password; sign_in_again; rate_limited
     */
    async require(c: ApiContext, password: string | undefined): Promise<void> {
      requireBrowser(c)
      const principal = c.get('principal')
      const waitSeconds = tries.take(principal.userId)
      if (waitSeconds > 0) throw new AppError('rate_limited', { details: { retryAfterSeconds: waitSeconds } })
      await requireConfirmed(db, principal, password)
    },
  }
}

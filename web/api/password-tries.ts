/** A password that is asked for again, with as few tries a minute as at the door. */
import { AppError } from '#domain/contract/errors.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import type { Db } from '#prisma/client.ts'
import { requirePassword } from '#web/auth/password.ts'
import { createTokenBuckets } from '#web/token-bucket.ts'
import type { ApiContext } from './context.ts'

export function createPasswordTries(db: Db) {
  const tries = createTokenBuckets({ perSecond: LIMITS.signInsPerMinute / 60, burst: LIMITS.signInsPerMinute })

  return {
    /** @throws {AppError} wrong_password; rate_limited */
    async require(c: ApiContext, password: string): Promise<void> {
      const { userId } = c.get('principal')
      const waitSeconds = tries.take(userId)
      if (waitSeconds > 0) throw new AppError('rate_limited', { details: { retryAfterSeconds: waitSeconds } })
      await requirePassword(db, userId, password)
    },
  }
}

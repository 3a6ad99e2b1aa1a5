/** A person may ask often, not endlessly: 429 with the seconds to wait. */
import type { MiddlewareHandler } from 'hono'
import { AppError } from '#domain/contract/errors.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { createTokenBuckets } from '#web/token-bucket.ts'
import type { ApiEnv, RequestRate } from '../context.ts'

/** @throws {AppError} rate_limited; the header is set before */
export function limitRate(
  rate: RequestRate = { perSecond: LIMITS.requestsPerSecond, burst: LIMITS.requestsBurst },
): MiddlewareHandler<ApiEnv> {
  const buckets = createTokenBuckets(rate)

  return async (c, next) => {
    const waitSeconds = buckets.take(c.get('principal').userId)
    if (waitSeconds > 0) throw new AppError('rate_limited', { details: { retryAfterSeconds: waitSeconds } })
    await next()
  }
}

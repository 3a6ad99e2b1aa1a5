/**
 * An address may ask often, not endlessly, whoever it is: counted before anything is looked up, so that a flood of calls
 * costs the database nothing. The address is the one our own front server has put there.
 */
import type { MiddlewareHandler } from 'hono'
import { AppError } from '#domain/contract/errors.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { createTokenBuckets } from '#web/token-bucket.ts'
import type { ApiEnv, RequestRate } from '../context.ts'

/** @throws {AppError} rate_limited */
export function limitAddress(
  rate: RequestRate = { perSecond: LIMITS.requestsPerSecondOfAddress, burst: LIMITS.requestsBurstOfAddress },
): MiddlewareHandler<ApiEnv> {
  const buckets = createTokenBuckets(rate)

  return async (c, next) => {
    const address = c.req.header('x-forwarded-for')
    // On a host whose front is not ours nobody says it: then the person's own limit is all there is.
    const waitSeconds = address === undefined ? 0 : buckets.take(address)
    if (waitSeconds > 0) throw new AppError('rate_limited', { details: { retryAfterSeconds: waitSeconds } })
    await next()
  }
}

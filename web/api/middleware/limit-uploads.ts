/** Large bodies are held in memory while they are read: one person has few of them under way at a time. */
import type { MiddlewareHandler } from 'hono'
import { AppError } from '#domain/contract/errors.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import type { ApiEnv } from '../context.ts'

/** @throws {AppError} rate_limited */
export function limitUploads(isUpload: (path: string) => boolean): MiddlewareHandler<ApiEnv> {
  const underWay = new Map<string, number>()

  return async (c, next) => {
    if (!isUpload(c.req.path)) return next()
    const { userId } = c.get('principal')
    const count = underWay.get(userId) ?? 0
    if (count >= LIMITS.uploadsAtOnce) {
      const message = `You send ${count} pictures at once. Wait until one of them is there.`
      throw new AppError('rate_limited', { message, details: { retryAfterSeconds: 2 } })
    }
    underWay.set(userId, count + 1)
    try {
      await next()
    } finally {
      const left = (underWay.get(userId) ?? 1) - 1
      if (left > 0) underWay.set(userId, left)
      else underWay.delete(userId)
    }
    return undefined
  }
}

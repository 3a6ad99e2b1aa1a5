/** Errors as the contract has them: `{"error":{"code","message","details"?,"requestId"}}`. Nothing of the inside goes out. */
import { HTTPException } from 'hono/http-exception'
import type { Logger } from 'pino'
import { z } from 'zod'
import { AppError, ERROR_CODES, type ErrorCode } from '#domain/contract/errors.ts'
import { Prisma } from '#prisma/generated/client.ts'

export const ErrorBody = z
  .object({
    error: z.object({
      code: z.enum(ERROR_CODES),
      message: z.string(),
      details: z.unknown().optional(),
      requestId: z.string(),
    }),
  })
  .meta({ id: 'Error' })

type Where = { readonly requestId: string; readonly logger: Logger }

/** The answer for anything thrown; what was not expected is logged with the request id. */
export function toErrorResponse(thrown: unknown, { requestId, logger }: Where, headers: HeadersInit = {}): Response {
  const error = toAppError(thrown)
  if (error.status >= 500) logger.error({ err: thrown, requestId, code: error.code }, 'request failed')
  const { code, message, details } = error
  const body = { error: { code, message, ...(details === undefined ? {} : { details }), requestId } }
  return Response.json(body, {
    status: error.status,
    headers: { 'x-request-id': requestId, 'cache-control': 'no-store', ...Object.fromEntries(new Headers(headers)) },
  })
}

function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  if (thrown instanceof HTTPException) return new AppError(codeOfStatus(thrown.status), { cause: thrown })
  if (thrown instanceof z.ZodError) return invalidInput(thrown)
  return new AppError(codeOfDatabaseError(thrown) ?? 'internal', { cause: thrown })
}

/** Paths and sentences of what does not fit; never the value itself. */
export function invalidInput(error: z.ZodError): AppError {
  const details = error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
  return new AppError('invalid_input', { cause: error, details })
}

function codeOfStatus(status: number): ErrorCode {
  switch (status) {
    case 400:
      return 'bad_json'
    case 413:
      return 'too_large'
    case 415:
      return 'invalid_input'
    case 404:
      return 'not_found'
    default:
      return status >= 500 ? 'internal' : 'invalid_input'
  }
}

/** @see https://www.prisma.io/docs/orm/reference/error-reference */
function codeOfDatabaseError(thrown: unknown): ErrorCode | null {
  if (thrown instanceof Prisma.PrismaClientInitializationError) return 'storage_unavailable'
  if (!(thrown instanceof Prisma.PrismaClientKnownRequestError)) return null
  switch (thrown.code) {
    case 'P2002':
      return 'already_exists'
    case 'P1001':
    case 'P1002':
    case 'P1008':
    case 'P1017':
    case 'P2024':
    case 'P2028':
    case 'P2034':
    case 'P2037':
      return 'storage_unavailable'
    default:
      return null
  }
}

/** Errors as the contract has them: `{"error":{"code","message","details"?,"requestId"}}`. Nothing of the inside goes out. */
import { HTTPException } from 'hono/http-exception'
import type { Logger } from 'pino'
import { z } from 'zod'
import { AppError, ERROR_CODES, type ErrorCode } from '#domain/contract/errors.ts'
import { toStorageError } from '#domain/log/storage-error.ts'
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

/** What the driver said, which Prisma gives codes of many kinds: for raw statements always the same one. */
const DriverWords = z.object({
  driverAdapterError: z.object({
    cause: z.object({ kind: z.string(), originalCode: z.string().optional() }),
  }),
})
const AWAY: ReadonlySet<string> = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout'])

/** As `pg` itself would have thrown it. */
function causeOf({ meta, message }: Prisma.PrismaClientKnownRequestError): unknown {
  const { kind = '', originalCode = '' } = DriverWords.safeParse(meta).data?.driverAdapterError.cause ?? {}
  return Object.assign(new Error(message), { code: AWAY.has(kind) ? 'ECONNREFUSED' : originalCode })
}

function hasCode(thrown: unknown): boolean {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown
}

/** @see https://www.prisma.io/docs/orm/reference/error-reference */
function codeOfDatabaseError(thrown: unknown): ErrorCode | null {
  if (thrown instanceof Prisma.PrismaClientInitializationError) return 'storage_unavailable'
  const isKnown = thrown instanceof Prisma.PrismaClientKnownRequestError
  // A connection that was never made is told in the driver's own words, without a code.
  const trouble = toStorageError(isKnown ? causeOf(thrown) : thrown)
  if (trouble instanceof AppError && (isKnown || !hasCode(thrown))) return trouble.code
  if (!isKnown) return null
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

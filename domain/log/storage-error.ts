/** What Postgres said, in our words: trouble that passes may be repeated; anything else is a defect and travels on. */
import { AppError } from '#domain/contract/errors.ts'

const DISK_FULL = '53100'

/** Connection lost, resources short, shutting down, serialization and locks, read-only after a fail-over. */
const PASSING_STATES = /^(?:08|40|53|55|57)|^25006$/
const PASSING_SYSTEM_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ETIMEDOUT',
])
/** `pg` gives these no code. */
const PASSING_MESSAGES =
  /connection terminated|connection (?:error|timeout)|not queryable|timeout exceeded|client was closed/i

/** An AppError the caller may act on (disk_full, storage_unavailable), or the error itself. */
export function toStorageError(error: unknown): unknown {
  if (error instanceof AppError) return error
  const code = codeOf(error)
  if (code === DISK_FULL || code === 'ENOSPC') return new AppError('disk_full', { cause: error })
  if (isPassing(code, error)) return new AppError('storage_unavailable', { cause: error })
  return error
}

/** Whether the same call may simply be made again. */
export function isStorageTrouble(error: unknown): error is AppError {
  return error instanceof AppError && (error.code === 'storage_unavailable' || error.code === 'disk_full')
}

function isPassing(code: string, error: unknown): boolean {
  if (PASSING_SYSTEM_CODES.has(code) || PASSING_STATES.test(code)) return true
  return error instanceof Error && PASSING_MESSAGES.test(error.message)
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0])
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
}

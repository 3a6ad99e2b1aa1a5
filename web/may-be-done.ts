/** A call that failed: certainly not done, or nobody knows, because its answer was lost. */
import { ApiError, type ApiErrorCode } from './api-client.ts'

const NO_ANSWER: ReadonlySet<ApiErrorCode> = new Set(['offline', 'restarting', 'storage_unavailable', 'internal'])

/** Whether it may have been done although it looks as if it had not. */
export function mayBeDone(error: unknown): boolean {
  return error instanceof ApiError && NO_ANSWER.has(error.code)
}

/** @param words that say that it was not done */
export function unlessDone(words: string, error: unknown): string {
  return mayBeDone(error) ? 'It may be done already' : words
}

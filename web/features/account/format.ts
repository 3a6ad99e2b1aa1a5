/** Words and rules of the doors: sign in, sign up, set up. */
import { LIMITS } from '#domain/contract/limits.ts'
import { ApiError, errorWords } from '#web/api-client.ts'

/** What is still missing of a password; null when it will do. */
export function passwordTrouble(password: string): string | null {
  const missing = LIMITS.passwordCharsMin - password.length
  if (missing > 0) {
    return `${missing} more ${missing === 1 ? 'character' : 'characters'}: at least ${LIMITS.passwordCharsMin}. A short sentence works well.`
  }
  if (password.length > LIMITS.passwordCharsMax) return `Too long: at most ${LIMITS.passwordCharsMax} characters.`
  return null
}

export const PASSWORD_HINT = `At least ${LIMITS.passwordCharsMin} characters. A short sentence works well.`

/** Why signing in failed: tries left or the wait are named when the server tells them. */
export function signInTrouble(error: unknown): string {
  if (!(error instanceof ApiError)) return errorWords(error)
  switch (error.code) {
    case 'unauthenticated':
    case 'wrong_credentials':
    case 'invalid_input':
    case 'forbidden': {
      const left = triesLeft(error.details)
      const more = left === null ? '' : ` ${left} ${left === 1 ? 'try' : 'tries'} left.`
      return `Email or password is not right.${more}`
    }
    case 'rate_limited':
      return `Too many tries. ${waitWords(error.retryAfterSeconds)}`
    default:
      return error.message
  }
}

function triesLeft(details: unknown): number | null {
  if (typeof details !== 'object' || details === null || !('triesLeft' in details)) return null
  return typeof details.triesLeft === 'number' ? details.triesLeft : null
}

export function waitWords(seconds: number | null): string {
  if (seconds === null) return 'Wait a little and try again.'
  return seconds < 90 ? `Again in ${Math.max(1, Math.ceil(seconds))} s.` : `Again in ${Math.ceil(seconds / 60)} min.`
}

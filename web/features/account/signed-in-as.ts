/** Who is signed in in this browser in the place of this page's person, as a refusal says; null for any other failure. */
import { ApiError } from '#web/api-client.ts'

export function signedInAs(error: unknown): string | null {
  if (!(error instanceof ApiError) || typeof error.details !== 'object' || error.details === null) return null
  return 'signedInAs' in error.details && typeof error.details.signedInAs === 'string' ? error.details.signedInAs : null
}

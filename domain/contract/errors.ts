/** Every error a program or a person can meet: code → HTTP status, when to try again, and the words. */

type Retry = 'never' | 'after_change' | 'back_off' | 'after_sign_in'
type ErrorFacts = { readonly status: number; readonly retry: Retry; readonly message: string }

export const ERRORS = {
  invalid_input: {
    status: 400,
    retry: 'after_change',
    message: 'Something in the request is not as it should be. See details.',
  },
  bad_json: { status: 400, retry: 'after_change', message: 'The body is not JSON. Send one JSON object.' },
  unauthenticated: { status: 401, retry: 'after_sign_in', message: 'You are not signed in. Sign in and try again.' },
  wrong_credentials: { status: 401, retry: 'after_change', message: 'Email or password is not right.' },
  wrong_code: {
    status: 401,
    retry: 'after_change',
    message: 'That code is not right, or no longer. Take the one that is shown now.',
  },
  sign_in_again: {
    status: 401,
    retry: 'after_sign_in',
    message: 'That was too long ago. Sign in again with your password, then once more.',
  },
  foreign_origin: {
    status: 403,
    retry: 'never',
    message: 'This request comes from another site. Use the address of this server.',
  },
  forbidden: { status: 403, retry: 'never', message: 'Your role does not allow this. Ask an admin of the workspace.' },
  suspended: {
    status: 403,
    retry: 'never',
    message: 'You are suspended here. Ask an admin of your workspace.',
  },
  wrong_password: { status: 403, retry: 'after_change', message: 'That is not your password.' },
  sign_up_closed: {
    status: 403,
    retry: 'after_change',
    message: 'This server is by invitation. Ask for an invitation link.',
  },
  not_found: { status: 404, retry: 'never', message: 'It does not exist, or you may not see it.' },
  method_not_allowed: { status: 405, retry: 'never', message: 'This address does not take this method.' },
  rev_conflict: {
    status: 409,
    retry: 'after_change',
    message: 'Somebody changed this meanwhile. See the current state and decide again.',
  },
  invalid_transition: { status: 409, retry: 'after_change', message: 'That is not possible in its present state.' },
  content_ahead: {
    status: 409,
    retry: 'back_off',
    message: 'Your latest text is not stored yet. Wait for Saved and try again.',
  },
  approval_stale: {
    status: 409,
    retry: 'after_change',
    message: 'The text has changed since it was approved. Approve it again, or put the approved text back.',
  },
  already_exists: { status: 409, retry: 'after_change', message: 'It exists already.' },
  nothing_to_publish: {
    status: 409,
    retry: 'after_change',
    message: 'The post has no title or no text. Write something first.',
  },
  does_not_fit: {
    status: 409,
    retry: 'after_change',
    message: 'A channel would not take this text. See details.',
  },
  set_up_done: { status: 409, retry: 'never', message: 'This server has an owner already. Sign in.' },
  idempotency_mismatch: {
    status: 409,
    retry: 'after_change',
    message: 'This Idempotency-Key was used for another request. Use a new one.',
  },
  invitation_ended: {
    status: 410,
    retry: 'never',
    message: 'This invitation was used, taken back or has ended. Ask for a new one.',
  },
  too_large: { status: 413, retry: 'after_change', message: 'This is larger than allowed.' },
  rate_limited: { status: 429, retry: 'back_off', message: 'Too many requests. Wait and try again.' },
  internal: {
    status: 500,
    retry: 'back_off',
    message: 'The server failed at this. It was logged; try again, or tell your admin the request id.',
  },
  storage_unavailable: {
    status: 503,
    retry: 'back_off',
    message: 'The database is not answering. Try again in a moment.',
  },
  disk_full: {
    status: 507,
    retry: 'back_off',
    message: "The server's disk is full. Nothing was changed; tell your admin.",
  },
  restarting: { status: 503, retry: 'back_off', message: 'The server is restarting. Try again in a moment.' },
} as const satisfies Record<string, ErrorFacts>

export type ErrorCode = keyof typeof ERRORS
export const ERROR_CODES = Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]

type ErrorOptions = { message?: string; details?: unknown; cause?: unknown }

/** An expected failure: thrown anywhere, turned into words at the edge (HTTP, socket, job) and nowhere else. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly details: unknown

  /** @param message replaces the table's words where the case can be named more exactly; it is shown to people */
  constructor(code: ErrorCode, { message, details, cause }: ErrorOptions = {}) {
    super(message ?? ERRORS[code].message, { cause })
    this.code = code
    this.details = details
  }

  get status(): number {
    return ERRORS[this.code].status
  }
}

/**
 * How the browser calls our HTTP API: JSON in and out, and every failure as one `ApiError` with words for people.
 * The sign-in library answers in its own shape; both are read here, so that callers know one.
 */
import { ERRORS, type ErrorCode } from '#domain/contract/errors.ts'

/** `offline`: no answer came, so whether it was done is not known. */
export type ApiErrorCode = ErrorCode | 'offline'

export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: ApiErrorCode
  readonly details: unknown
  readonly requestId: string | null
  readonly retryAfterSeconds: number | null

  constructor(
    code: ApiErrorCode,
    message: string,
    facts: { details?: unknown; requestId?: string | null; retryAfterSeconds?: number | null; cause?: unknown } = {},
  ) {
    super(message, { cause: facts.cause })
    this.code = code
    this.details = facts.details
    this.requestId = facts.requestId ?? null
    this.retryAfterSeconds = facts.retryAfterSeconds ?? null
  }
}

/** The header, and the page's `meta`, that name whom a page was made for: its calls act as them, or not at all. SPEC AU430. */
export const EXPECTED_USER = 'expected-user'

export function expectedUser(): Record<string, string> {
  const id = document.querySelector<HTMLMetaElement>(`meta[name=${EXPECTED_USER}]`)?.content
  return id ? { [EXPECTED_USER]: id } : {}
}

const listeners = new Set<() => void>()

/** Calls when an answer says that this page's person is not signed in here. */
export function onSignedOut(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

type Call = {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly body?: unknown
  /** Sent as `If-Match: "<rev>"`: refused with rev_conflict when somebody was faster. */
  readonly rev?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/**
 * Characters of a command that still goes out when its page is left in the same moment. Browsers hold 64 KiB of such
 * requests for a site, and refuse what is beyond.
 */
const OUTLIVES_PAGE = 4_096

/**
 * The answer's body, or null when there is none.
 * @throws {ApiError} with the code of the answer; `offline` when none came
 */
export async function apiFetch(path: string, call: Call = {}): Promise<unknown> {
  const { method = 'GET', body, rev, signal } = call
  const headers: Record<string, string> = { accept: 'application/json', ...expectedUser(), ...call.headers }
  if (body !== undefined) headers['content-type'] = 'application/json'
  if (rev !== undefined) headers['if-match'] = `"${rev}"`
  const sent = body === undefined ? undefined : JSON.stringify(body)
  let response: Response
  try {
    response = await fetch(path, {
      method,
      headers,
      body: sent,
      keepalive: method !== 'GET' && (sent?.length ?? 0) <= OUTLIVES_PAGE,
      signal,
      credentials: 'same-origin',
    })
  } catch (cause) {
    if (signal?.aborted) throw cause
    throw new ApiError('offline', 'The server does not answer. Check the connection and try again.', { cause })
  }
  const answer = await readJson(response)
  if (!response.ok) throw toApiError(response, answer)
  return answer
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text()
  if (text === '') return null
  try {
    return JSON.parse(text)
  } catch {
    // A proxy's error page is not JSON: the status alone says what happened.
    return null
  }
}

/** Reads `{error:{code,message,…}}`, and `{code,message}` of the sign-in library; falls back to the status. */
export function toApiError(response: Pick<Response, 'status' | 'headers'>, answer: unknown): ApiError {
  const outer = isRecord(answer) ? answer : {}
  const error = isRecord(outer.error) ? outer.error : outer
  const code = isErrorCode(error.code) ? error.code : codeOfStatus(response.status)
  const known = isErrorCode(error.code)
  if (code === 'unauthenticated') for (const listener of listeners) listener()
  const message = typeof error.message === 'string' && known ? error.message : ERRORS[code].message
  const seconds = Number(response.headers.get('retry-after') ?? response.headers.get('x-retry-after') ?? Number.NaN)
  return new ApiError(code, message, {
    details: error.details,
    requestId: typeof error.requestId === 'string' ? error.requestId : null,
    retryAfterSeconds: Number.isFinite(seconds) ? seconds : null,
  })
}

function codeOfStatus(status: number): ErrorCode {
  switch (status) {
    case 400:
    case 422:
      return 'invalid_input'
    case 401:
      return 'unauthenticated'
    case 403:
      return 'forbidden'
    case 404:
      return 'not_found'
    case 409:
      return 'rev_conflict'
    case 410:
      return 'invitation_ended'
    case 413:
      return 'too_large'
    case 429:
      return 'rate_limited'
    case 502:
    case 503:
    case 504:
      return 'restarting'
    default:
      return 'internal'
  }
}

function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERRORS, value)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** Words for any failure; a defect of our own says so instead of being dressed up. */
export function errorWords(error: unknown): string {
  return error instanceof ApiError ? error.message : 'This page failed at it. Reload and try again.'
}

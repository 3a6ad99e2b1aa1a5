/**
 * What an HTTP answer to "take this post" makes certain.
 *
 *   2xx                          out, at `Location` or the answer's `url`
 *   429, 425, 503 + Retry-After  not done, later · no connection  not done, later
 *   401, 403                     not done: it does not let Galley in
 *   other 4xx                    not done
 *   5xx, 408, 302, 303, silence  nobody knows
 */
import { z } from 'zod'
import type { Sent } from '#collab/outgoing/sender.ts'
import type { Outcome } from '#domain/services/deliveries.ts'

type Answer = Extract<Sent, { kind: 'answered' }>

const NOT_NOW: ReadonlySet<number> = new Set([425, 429])
const NOT_LET_IN: ReadonlySet<number> = new Set([401, 403])
/** How long it waits where the answer does not say. */
const DEFAULT_WAIT_MS = 10_000
const LINK_CHARS = 2000

/** @param nowMs for a Retry-After that is a date */
export function toOutcome(sent: Sent, nowMs: number): Outcome {
  if (sent.kind === 'unknown') return sent
  if (sent.kind === 'not_sent') {
    return { kind: 'rejected', reason: sent.reason, ...(sent.later && { retryAfterMs: DEFAULT_WAIT_MS }) }
  }
  const { status, headers } = sent
  if (isSuccess(status)) return { kind: 'published', url: linkOf(sent) }
  const waitMs = parseRetryAfter(headers['retry-after'], nowMs)
  if (NOT_NOW.has(status) || (status === 503 && waitMs !== null)) {
    return { kind: 'rejected', reason: refusalWords(sent), retryAfterMs: waitMs ?? DEFAULT_WAIT_MS }
  }
  if (status >= 400 && status < 500 && status !== 408) {
    return { kind: 'rejected', reason: refusalWords(sent), ...(NOT_LET_IN.has(status) && { isKeyRefused: true }) }
  }
  return { kind: 'unknown', reason: `It answered ${status}, which does not say whether it took the post.` }
}

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300
}

const LinkAnswer = z.object({ url: z.string() })

/** Where the receiver says that the post is now; only web addresses count. */
function linkOf({ headers, body, url }: Answer): string | null {
  const said = headers.location ?? LinkAnswer.safeParse(parseJson(body)).data?.url
  if (said === undefined || said.length > LINK_CHARS || !URL.canParse(said, url)) return null
  const link = new URL(said, url)
  return link.protocol === 'https:' || link.protocol === 'http:' ? link.href : null
}

/** @returns milliseconds; null for none, or one that is neither seconds nor a date */
function parseRetryAfter(header: string | undefined, nowMs: number): number | null {
  if (header === undefined) return null
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000
  const at = Date.parse(header)
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs)
}

const Words = z.union([
  z.object({ error: z.object({ message: z.string() }) }).transform(({ error }) => error.message),
  z.object({ message: z.string() }).transform(({ message }) => message),
  z.object({ error: z.string() }).transform(({ error }) => error),
])
const WORDS_CHARS = 160

/** The status, and the receiver's own sentence where it gives one. */
export function refusalWords({ status, body }: Answer): string {
  const words = Words.safeParse(parseJson(body)).data
  const said = words
    ?.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, WORDS_CHARS)
  return said ? `It answered ${status}: ${said}` : `It answered ${status}.`
}

/** Null for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

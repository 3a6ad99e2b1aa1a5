/**
 * Bytes and headers of a public answer. Always asked for again, seldom sent again: the tag is the hash of the bytes.
 * Last-Modified is told for people and programs that look at it; only the tag decides, since two changes within a second
 * have one time.
 */
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { Html } from './page.ts'
import { POLICY } from './style.ts'

export type Answer = {
  readonly status: 200 | 303 | 400 | 403 | 404 | 413 | 429 | 503
  readonly type: string
  readonly body: string
  /** For one person alone: nobody keeps it. */
  readonly isPersonal?: boolean
  /** Where a 303 leads, how long a 429 waits. */
  readonly headers?: Readonly<Record<string, string>>
}

/** An answer as it goes out, to any number of readers. */
export type Prepared = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** The same with gzip; null where it would not be smaller by much. */
  readonly packed: Buffer | null
  /** Null for what nobody may keep. */
  readonly tag: string | null
}

const TYPES = {
  html: 'text/html; charset=utf-8',
  json: 'application/json; charset=utf-8',
  rss: 'application/rss+xml; charset=utf-8',
  feed: 'application/feed+json; charset=utf-8',
  xml: 'application/xml; charset=utf-8',
  text: 'text/plain; charset=utf-8',
}

/** Below, the headers are most of the answer. */
const WORTH_PACKING_BYTES = 1_024

export async function answer(
  kind: keyof typeof TYPES,
  body: Html | string,
  status: Answer['status'] = 200,
  headers?: Answer['headers'],
): Promise<Answer> {
  return { status, type: TYPES[kind], body: String(await body), ...(headers && { headers }) }
}

/** @param madeAt when the rows were read that it is made of */
export function prepare({ status, type, body, isPersonal = false, headers }: Answer, madeAt: Date): Prepared {
  const bytes = Buffer.from(body)
  const isPublic = status === 200 && !isPersonal
  return {
    status,
    headers: {
      'content-type': type,
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'strict-origin-when-cross-origin',
      'cache-control': isPublic ? 'public, max-age=0, must-revalidate' : 'no-store',
      ...(isPublic && { 'last-modified': madeAt.toUTCString(), vary: 'accept-encoding' }),
      ...headers,
    },
    body: bytes,
    packed: isPublic && bytes.byteLength > WORTH_PACKING_BYTES ? gzipSync(bytes) : null,
    tag: isPublic ? `"${createHash('sha256').update(bytes).digest('base64url')}"` : null,
  }
}

type Sent = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | null
}

/** What of it this request gets: nothing but the headers when it has the rest already. */
export function choose(
  { status, headers, body, packed, tag }: Prepared,
  asked: { readonly ifNoneMatch: string | null; readonly acceptEncoding: string | null },
): Sent {
  if (tag === null) return { status, headers, body }
  const isPacked = packed !== null && /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(asked.acceptEncoding ?? '')
  // Of two encodings of one page the tags are the same weakly only.
  const tagged = { ...headers, etag: isPacked ? `W/${tag}` : tag }
  if (hasTag(asked.ifNoneMatch, tag)) return { status: 304, headers: tagged, body: null }
  return isPacked
    ? { status, headers: { ...tagged, 'content-encoding': 'gzip' }, body: packed }
    : { status, headers: tagged, body }
}

export function toResponse(request: Request, made: Answer | Prepared): Response {
  const prepared = 'tag' in made ? made : prepare(made, new Date())
  const { status, headers, body } = choose(prepared, {
    ifNoneMatch: request.headers.get('if-none-match'),
    acceptEncoding: request.headers.get('accept-encoding'),
  })
  return new Response(body && new Uint8Array(body), { status, headers: { ...headers } })
}

/** A proxy that compresses makes a tag weak; for reading, weak is as good. */
function hasTag(ifNoneMatch: string | null, tag: string): boolean {
  return (ifNoneMatch ?? '').split(',').some(one => one.trim().replace(/^W\//, '') === tag)
}

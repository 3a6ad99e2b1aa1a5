/** Bytes and headers of a public answer. Always asked for again, seldom sent again: the tag is the hash of the bytes. */
import { createHash } from 'node:crypto'
import type { Html } from './page.ts'
import { POLICY } from './style.ts'

export type Answer = {
  readonly status: 200 | 400 | 404 | 429
  readonly type: string
  readonly body: string
  /** For one person alone: nobody keeps it. */
  readonly isPersonal?: boolean
}

const TYPES = {
  html: 'text/html; charset=utf-8',
  json: 'application/json; charset=utf-8',
  rss: 'application/rss+xml; charset=utf-8',
}

export async function answer(
  kind: keyof typeof TYPES,
  body: Html | string,
  status: Answer['status'] = 200,
): Promise<Answer> {
  return { status, type: TYPES[kind], body: String(await body) }
}

export function toResponse(request: Request, { status, type, body, isPersonal = false }: Answer): Response {
  const isPublic = status === 200 && !isPersonal
  const tag = `"${createHash('sha256').update(body).digest('base64url')}"`
  const headers = {
    'content-type': type,
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'cache-control': isPublic ? 'public, max-age=0, must-revalidate' : 'no-store',
    ...(isPublic && { etag: tag }),
  }
  if (isPublic && hasTag(request.headers.get('if-none-match'), tag)) {
    return new Response(null, { status: 304, headers })
  }
  return new Response(body, { status, headers })
}

/** A proxy that compresses makes a tag weak; for reading, weak is as good. */
function hasTag(ifNoneMatch: string | null, tag: string): boolean {
  return (ifNoneMatch ?? '').split(',').some(one => one.trim().replace(/^W\//, '') === tag)
}

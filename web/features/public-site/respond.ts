/** Bytes and headers of a public answer. Always asked for again, seldom sent again: the tag is the hash of the bytes. */
import { createHash } from 'node:crypto'
import type { Html } from './page.ts'
import { POLICY } from './style.ts'

export type Answer = { readonly status: 200 | 404; readonly type: string; readonly body: string }

const TYPES = {
  html: 'text/html; charset=utf-8',
  json: 'application/json; charset=utf-8',
  rss: 'application/rss+xml; charset=utf-8',
}

export async function answer(kind: keyof typeof TYPES, body: Html | string, status: 200 | 404 = 200): Promise<Answer> {
  return { status, type: TYPES[kind], body: String(await body) }
}

export function toResponse(request: Request, { status, type, body }: Answer): Response {
  const tag = `"${createHash('sha256').update(body).digest('base64url')}"`
  const headers = {
    'content-type': type,
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'cache-control': status === 200 ? 'public, max-age=0, must-revalidate' : 'no-store',
    ...(status === 200 && { etag: tag }),
  }
  if (status === 200 && hasTag(request.headers.get('if-none-match'), tag)) {
    return new Response(null, { status: 304, headers })
  }
  return new Response(body, { status, headers })
}

/** A proxy that compresses makes a tag weak; for reading, weak is as good. */
function hasTag(ifNoneMatch: string | null, tag: string): boolean {
  return (ifNoneMatch ?? '').split(',').some(one => one.trim().replace(/^W\//, '') === tag)
}

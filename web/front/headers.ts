/** Headers: those that only the inside may set are taken off requests; those that protect people are put on answers. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { LOCAL_PEER_HEADER, type Peer } from './forwarded.ts'

/** Next's own signals between its parts, and ours. @see CVE-2025-29927 for what a forged one can do */
const INTERNAL = /^x-(?:middleware|nextjs|next|invoke|matched|now|vercel|prerender|galley)-|^x-matched-path$/

/** What a proxy says; replaced by what the socket says. */
const FORWARDED: ReadonlySet<string> = new Set([
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-server',
  'x-real-ip',
])

export function isUntrusted(name: string): boolean {
  const lower = name.toLowerCase()
  return INTERNAL.test(lower) || FORWARDED.has(lower)
}

export function cleanRequest({ headers }: IncomingMessage, peer: Peer): void {
  for (const name of Object.keys(headers)) if (isUntrusted(name)) delete headers[name]
  Object.assign(headers, forwardedHeaders(peer), peer.isLocal ? { [LOCAL_PEER_HEADER]: 'yes' } : {})
}

export function forwardedHeaders({ address, proto }: Peer): Record<string, string> {
  return { 'x-forwarded-for': address, 'x-forwarded-proto': proto }
}

/** Pages whose address is a secret: no site that is linked there, and no search engine, gets to know it. */
export function isSharePath(path: string): boolean {
  return path.startsWith('/s/')
}

/**
 * When the answer begins, so that what a page says about itself stands: Next leaves out a header that is set already, and
 * a stricter policy would never arrive.
 */
export function protectResponse(response: ServerResponse, { isHttps, path }: { isHttps: boolean; path: string }): void {
  const { writeHead } = response
  const protection = { ...PROTECTION, ...(isHttps && ONLY_HTTPS), ...(isSharePath(path) && SECRET_ADDRESS) }
  response.writeHead = (...given: unknown[]) => {
    for (const [name, value] of Object.entries(protection)) {
      if (!response.hasHeader(name)) response.setHeader(name, value)
    }
    return Reflect.apply(writeHead, response, given)
  }
}

const PROTECTION = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'x-frame-options': 'DENY',
  'content-security-policy': "frame-ancestors 'none'; base-uri 'self'; object-src 'none'",
  'cross-origin-opener-policy': 'same-origin',
}
const SECRET_ADDRESS = {
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow, noarchive',
  'cache-control': 'no-store',
}
const ONLY_HTTPS = { 'strict-transport-security': 'max-age=31536000' }

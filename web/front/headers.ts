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

export function protectResponse(response: ServerResponse, { isHttps }: { isHttps: boolean }): void {
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('referrer-policy', 'strict-origin-when-cross-origin')
  response.setHeader('x-frame-options', 'DENY')
  response.setHeader('content-security-policy', "frame-ancestors 'none'; base-uri 'self'; object-src 'none'")
  response.setHeader('cross-origin-opener-policy', 'same-origin')
  if (isHttps) response.setHeader('strict-transport-security', 'max-age=31536000')
}

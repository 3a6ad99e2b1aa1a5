/** What our own front door refuses before anything looks at the request: strange targets, methods and hosts. */
import type { IncomingMessage } from 'node:http'
import { isLoopbackName } from '#web/auth/origins.ts'
import type { FrontReason } from './refused.ts'

/** Probes come by address, not by name. */
const ANY_HOST: ReadonlySet<string> = new Set(['/healthz', '/readyz'])

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

export type Refused = { readonly status: number; readonly message: string; readonly reason: FrontReason }

type Vet = (request: IncomingMessage) => Refused | null

/**
 * Foreign Host headers are refused once PUBLIC_URL names more than this machine: a name that an attacker points at us
 * (DNS rebinding) or a poisoned cache then meets nothing.
 */
export function createVet({
  publicUrl,
  allowedOrigins,
}: {
  publicUrl: string
  allowedOrigins: readonly string[]
}): Vet {
  const anyHost = isLoopbackName(new URL(publicUrl).hostname)
  const hosts = new Set([publicUrl, ...allowedOrigins].map(origin => new URL(origin).host))

  return ({ url = '', method = '', headers: { host = '', 'content-encoding': encoding = 'identity' } }) => {
    if (!METHODS.has(method))
      return { status: 405, reason: 'method', message: 'This address does not take this method.' }
    if (!url.startsWith('/') || url.startsWith('//') || /[\\\0]/.test(url)) {
      return { status: 400, reason: 'target', message: 'The address of the request is not a path.' }
    }
    // Nothing here inflates a body: a few bytes could fill the memory, and read as they are they would be a riddle.
    if (encoding !== 'identity') {
      return { status: 415, reason: 'encoding', message: 'Send the body as it is, without a Content-Encoding.' }
    }
    const [path = ''] = url.split('?', 1)
    if (anyHost || ANY_HOST.has(path) || hosts.has(host.toLowerCase()) || isLoopbackHost(host)) return null
    return { status: 400, reason: 'host', message: `This server is ${publicUrl}.` }
  }
}

function isLoopbackHost(host: string): boolean {
  return isLoopbackName(host.toLowerCase().replace(/:\d+$/, ''))
}

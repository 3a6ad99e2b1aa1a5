/** Which sites may send cookies with a write: this server under its own names, and what ALLOWED_ORIGINS adds. */

type OriginFacts = { readonly publicUrl: string; readonly allowedOrigins: readonly string[] }

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]']

/** Origins as a browser writes them. On a loopback address all its names are the same machine. */
export function allowedOriginsOf({ publicUrl, allowedOrigins }: OriginFacts): string[] {
  const { origin, protocol, hostname, port } = new URL(publicUrl)
  const names = LOOPBACK_NAMES.includes(hostname) ? LOOPBACK_NAMES : []
  return [origin, ...names.map(name => `${protocol}//${name}${port && `:${port}`}`), ...allowedOrigins]
}

export function isLoopbackName(hostname: string): boolean {
  return LOOPBACK_NAMES.includes(hostname)
}

/** Where to reach what listens on an address: one that means "all of them" can be listened on, not connected to. */
export function connectableHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  return host === '::' ? '::1' : host
}

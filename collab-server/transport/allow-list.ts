/** Which sites and which names of ours may open a websocket: browsers send cookies and no CORS check protects it. */

export type AllowList = {
  /** Null when the handshake may go on; else what was wrong, for the log. */
  readonly refusalOf: (headers: {
    readonly origin?: string | undefined
    readonly host?: string | undefined
  }) => string | null
}

/**
 * A page of another site always sends its Origin; a missing one is a program, which carries a ticket like anybody.
 * The Host list stops a foreign name that was made to point at us (DNS rebinding).
 *
 * @param publicUrl address of the site · @param collabUrl address of this server, where it is another one
 */
export function createAllowList({
  publicUrl,
  collabUrl,
  origins = [],
}: {
  readonly publicUrl: string
  readonly collabUrl?: string | undefined
  readonly origins?: readonly string[]
}): AllowList {
  const allowedOrigins = new Set([publicUrl, ...origins].map(url => new URL(url).origin))
  const allowedHosts = new Set(
    [publicUrl, ...origins, ...(collabUrl ? [collabUrl] : [])].map(url => hostnameOf(new URL(url).host)),
  )

  return {
    refusalOf({ origin, host }) {
      if (origin !== undefined && !allowedOrigins.has(origin)) return 'origin'
      const name = hostnameOf(host ?? '')
      return allowedHosts.has(name) || isLoopback(name) ? null : 'host'
    },
  }
}

function hostnameOf(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase()
}

/** web pipes to us over loopback, and a loopback name cannot be rebound. */
function isLoopback(name: string): boolean {
  return name === 'localhost' || name === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name)
}

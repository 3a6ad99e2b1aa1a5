/** The words under which the door counts whom it turns away, and who of them is named in the log. */
import type { Peer } from './forwarded.ts'

export type FrontReason =
  | 'method'
  /** The address is no path. */
  | 'target'
  | 'host'
  /** A body that would have to be inflated. */
  | 'encoding'
  /** Nothing there takes handshakes. */
  | 'path'
  | 'unreadable'
  | 'too_slow'
  | 'too_large'
  | 'unauthenticated'
  | 'forbidden'
  | 'rate_limited'
  | 'restarting'

/** Of answers from behind the door: what is not found, or not as it should be, was let in. */
const REASON_BY_STATUS: ReadonlyMap<number, FrontReason> = new Map([
  [401, 'unauthenticated'],
  [403, 'forbidden'],
  [405, 'method'],
  [413, 'too_large'],
  [429, 'rate_limited'],
])

export function reasonOf(status: number): FrontReason | undefined {
  return REASON_BY_STATUS.get(status)
}

/** What Node's parser says of bytes that never became a request; nothing for who hung up. */
export function brokenBy(error: Error): FrontReason | undefined {
  const code = 'code' in error ? String(error.code) : ''
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 'too_slow'
    case 'HPE_HEADER_OVERFLOW':
      return 'too_large'
    case 'HPE_INVALID_EOF_STATE':
      return undefined
    default:
      return code.startsWith('HPE_') ? 'unreadable' : undefined
  }
}

/** Of readers of public pages nothing is kept (SPEC EG7). */
export function whose(path: string, { address }: Peer): { readonly address?: string } {
  return path.startsWith('/p/') ? {} : { address }
}

/**
 * Where a request really comes from. X-Forwarded-* are believed only from TRUSTED_PROXIES; everybody else's are thrown
 * away and written anew from the socket, so that limits and logs count real addresses.
 */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { BlockList, isIP, isIPv4 } from 'node:net'

/** Set by us alone: `yes` when the peer is this machine and nothing says that it forwards for somebody. */
export const LOCAL_PEER_HEADER = 'x-galley-local-peer'

export type Peer = { readonly address: string; readonly proto: 'http' | 'https'; readonly isLocal: boolean }

type PeerReader = (request: Pick<IncomingMessage, 'socket' | 'headers'>) => Peer

/**
 * @param trustedProxies networks in CIDR form
 * @param publicProto what people type: it stands in where a proxy says nothing
 */
export function createPeerReader(trustedProxies: readonly string[], publicProto: 'http' | 'https'): PeerReader {
  const trusted = toBlockList(trustedProxies)

  return ({ socket, headers }) => {
    const direct = plainAddress(socket.remoteAddress ?? '')
    const forwards = isForwarding(headers)
    const hops = String(headers['x-forwarded-for'] ?? '')
      .split(',')
      .map(hop => plainAddress(hop.trim()))
      .filter(hop => isIP(hop) !== 0)
    if (!isTrusted(trusted, direct)) {
      return { address: direct, proto: publicProto, isLocal: isLoopback(direct) && !forwards }
    }
    // From the right: the first one that no trusted proxy vouches for is the client.
    const address = hops.findLast(hop => !isTrusted(trusted, hop)) ?? hops[0] ?? direct
    // Each proxy adds what it was asked with: the first one is what the browser spoke.
    const [spoken = ''] = String(headers['x-forwarded-proto'] ?? '').split(',')
    const proto = spoken.trim() === 'https' ? 'https' : spoken.trim() === '' ? publicProto : 'http'
    return { address, proto, isLocal: isLoopback(direct) && !forwards }
  }
}

function isForwarding(headers: IncomingHttpHeaders): boolean {
  return ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some(name => headers[name] !== undefined)
}

function toBlockList(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    list.addSubnet(address, Number(bits), isIPv4(address) ? 'ipv4' : 'ipv6')
  }
  return list
}

function isTrusted(list: BlockList, address: string): boolean {
  return isIP(address) !== 0 && list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6')
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.')
}

/** `::ffff:10.0.0.1`, as a dual-stack socket names an IPv4 peer, is 10.0.0.1. */
function plainAddress(address: string): string {
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1]
  return mapped ?? address
}

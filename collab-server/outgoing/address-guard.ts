/**
 * Which machines Galley speaks to when somebody gives it an address: public ones, and the private networks that the
 * operator has named. Whatever form an address is written in, the bytes of it decide.
 */
import { lookup } from 'node:dns/promises'
import ipaddr from 'ipaddr.js'

export type AddressGuard = {
  /** @param address IPv4 or IPv6, without brackets */
  isAllowed(address: string): boolean
  /**
   * The address to connect to, judged after the name was looked up: nobody asks for the name again.
   * @param hostname name or address, without brackets
   * @throws {AddressRefused} when it leads to nothing but machines that are not spoken to
   */
  resolve(hostname: string): Promise<string>
}

export class AddressRefused extends Error {
  override readonly name = 'AddressRefused'
}

type Resolve = (hostname: string) => Promise<readonly string[]>

/**
 * @param allowedNetworks private networks in CIDR form that may be spoken to
 * @param resolve every address of a name; DNS if left out
 */
export function createAddressGuard(allowedNetworks: readonly string[], resolve: Resolve = lookUpAll): AddressGuard {
  const networks = allowedNetworks.map(network => ipaddr.parseCIDR(network))

  return {
    isAllowed,
    async resolve(hostname) {
      const addresses = ipaddr.isValid(hostname) ? [hostname] : await resolve(hostname)
      const allowed = addresses.find(isAllowed)
      if (allowed === undefined) throw new AddressRefused(`${hostname} is not on a public network`)
      return allowed
    },
  }

  function isAllowed(address: string): boolean {
    if (!ipaddr.isValid(address)) return false
    // ::ffff:127.0.0.1 is 127.0.0.1.
    const bytes = ipaddr.process(address)
    if (bytes instanceof ipaddr.IPv6 && bytes.zoneId) return false
    const isNamed = networks.some(([network, bits]) => network.kind() === bytes.kind() && bytes.match(network, bits))
    // Everything with a purpose of its own is another range: loopback, link-local, NAT64, 6to4, Teredo, CGNAT …
    return isNamed || bytes.range() === 'unicast'
  }
}

async function lookUpAll(hostname: string): Promise<readonly string[]> {
  const found = await lookup(hostname, { all: true })
  return found.map(({ address }) => address)
}

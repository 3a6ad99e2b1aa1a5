import { describe, expect, test } from 'vitest'
import { AddressRefused, createAddressGuard } from './address-guard.ts'

const guard = createAddressGuard([])

/** One of each kind of address that leads inside, or nowhere. */
const INSIDE = [
  '127.0.0.1',
  '127.255.255.254',
  '0.0.0.0',
  '10.0.0.1',
  '172.16.0.1',
  '192.168.1.1',
  '100.64.0.1',
  '169.254.169.254',
  '192.0.0.1',
  '192.0.2.1',
  '192.88.99.1',
  '198.18.0.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::127.0.0.1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::ffff:0:127.0.0.1',
  '64:ff9b::127.0.0.1',
  '64:ff9b:1::7f00:1',
  '2002:7f00:1::',
  '2001:0:7f00:1::',
  '2001:db8::1',
  'fc00::1',
  'fd12:3456::1',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'ff02::1',
  '100::1',
] as const

describe('[OB33] the guard of addresses', () => {
  test.each(INSIDE)('%s is not spoken to', async address => {
    expect(guard.isAllowed(address)).toBe(false)
    await expect(guard.resolve(address)).rejects.toThrow(AddressRefused)
  })

  test.each(['93.184.216.34', '8.8.8.8', '2606:4700::1111', '::ffff:8.8.8.8'])('%s is public', address => {
    expect(guard.isAllowed(address)).toBe(true)
  })

  test('what is no address is none', () => {
    for (const text of ['', 'localhost', '127.0.0', '1.2.3.4.5', 'fe80::', '[::1]x']) {
      expect(guard.isAllowed(text), text).toBe(false)
    }
  })

  test('a name is where it leads: one public address among private ones is the one that is used', async () => {
    const mixed = createAddressGuard([], async () => ['127.0.0.1', '::1', '93.184.216.34'])
    expect(await mixed.resolve('example.org')).toBe('93.184.216.34')
    const inside = createAddressGuard([], async () => ['127.0.0.1', 'fd00::1'])
    await expect(inside.resolve('example.org')).rejects.toThrow(AddressRefused)
  })

  test('networks that the operator has named are spoken to, in every form of their addresses, and no others', () => {
    const intranet = createAddressGuard(['10.1.0.0/16', 'fd00:1::/32'])
    for (const address of ['10.1.2.3', '::ffff:10.1.2.3', 'fd00:1::5', '93.184.216.34']) {
      expect(intranet.isAllowed(address), address).toBe(true)
    }
    for (const address of ['10.2.0.1', '127.0.0.1', 'fd00:2::1', '64:ff9b::10.1.2.3']) {
      expect(intranet.isAllowed(address), address).toBe(false)
    }
  })
})

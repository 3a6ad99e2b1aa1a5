import type { IncomingMessage } from 'node:http'
import { describe, expect, test } from 'vitest'
import { createPeerReader } from './forwarded.ts'

const read = createPeerReader(['10.0.0.0/8', 'fd00::/8'], 'http')

function from(remoteAddress: string, headers: Record<string, string> = {}): IncomingMessage {
  return { socket: { remoteAddress }, headers } as unknown as IncomingMessage
}

describe('forwarded', () => {
  test('[AU15] nobody outside chooses their address', () => {
    expect(read(from('203.0.113.5', { 'x-forwarded-for': '1.2.3.4', 'x-forwarded-proto': 'https' }))).toEqual({
      address: '203.0.113.5',
      proto: 'http',
      isLocal: false,
    })
  })

  test('[AU15] a trusted proxy is believed as far as it can know', () => {
    const headers = { 'x-forwarded-for': '6.6.6.6, 203.0.113.5, 10.0.0.7', 'x-forwarded-proto': 'https' }
    expect(read(from('::ffff:10.0.0.2', headers))).toMatchObject({ address: '203.0.113.5', proto: 'https' })
    const twice = { 'x-forwarded-for': '203.0.113.5', 'x-forwarded-proto': 'https, http' }
    expect(read(from('10.0.0.2', twice))).toMatchObject({ proto: 'https' })
    expect(read(from('fd00::1', { 'x-forwarded-for': 'nonsense' }))).toMatchObject({ address: 'fd00::1' })
  })

  test('[AU15] a proxy on this machine does not make its clients local', () => {
    expect(read(from('127.0.0.1')).isLocal).toBe(true)
    expect(read(from('127.0.0.1', { 'x-forwarded-for': '203.0.113.5' })).isLocal).toBe(false)
  })
})

import { describe, expect, test } from 'vitest'
import { collabUrlFor } from './collab-ticket.ts'

const HOME = 'http://127.0.0.1:3000'
const OUT = 'https://write.example.org'

describe('address of the socket', () => {
  test.each([
    [HOME, { host: '127.0.0.1:3000' }, 'ws://127.0.0.1:3000/collab'],
    [HOME, { host: '192.168.1.5:3000' }, 'ws://192.168.1.5:3000/collab'],
    [HOME, { host: 'galley.lan', 'x-forwarded-proto': 'https' }, 'wss://galley.lan/collab'],
    [OUT, { host: 'write.example.org', 'x-forwarded-proto': 'https' }, 'wss://write.example.org/collab'],
    // A proxy in the middle that speaks plain http and keeps no Host.
    [OUT, { host: '127.0.0.1:3000', 'x-forwarded-proto': 'http' }, 'wss://write.example.org/collab'],
    [OUT, { host: 'press.example.org' }, 'wss://press.example.org/collab'],
  ])('%s asked as %o is %s', (publicUrl, headers, url) => {
    const allowedOrigins = [publicUrl, 'https://press.example.org']
    expect(collabUrlFor(new Headers(headers), { publicUrl, allowedOrigins })).toBe(url)
  })

  test.each([
    ['wss://collab.example.org/collab', 'wss://collab.example.org/collab'],
    ['ws://collab.example.org:4000', 'ws://collab.example.org:4000/collab'],
  ])('%s of its own is used as it is', (collabPublicUrl, url) => {
    const headers = new Headers({ host: 'write.example.org' })
    expect(collabUrlFor(headers, { publicUrl: OUT, collabPublicUrl, allowedOrigins: [OUT] })).toBe(url)
  })
})

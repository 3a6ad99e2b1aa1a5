import { expect, test } from 'vitest'
import { createAllowList } from './allow-list.ts'

const { refusalOf } = createAllowList({
  publicUrl: 'https://write.example.org',
  collabUrl: 'wss://live.example.org/collab',
  origins: ['https://app.example.org:8443'],
})

test.each([
  ['https://write.example.org', 'write.example.org', null],
  ['https://app.example.org:8443', 'live.example.org', null],
  [undefined, 'live.example.org:443', null],
  ['https://write.example.org', '127.0.0.1:4001', null],
  ['https://write.example.org', '[::1]:4001', null],
  ['https://write.example.org.evil.example', 'write.example.org', 'origin'],
  ['http://write.example.org', 'write.example.org', 'origin'],
  ['https://app.example.org', 'write.example.org', 'origin'],
  ['null', 'write.example.org', 'origin'],
  ['', 'write.example.org', 'origin'],
  ['https://write.example.org', 'rebound.example', 'host'],
  ['https://write.example.org', '127.0.0.1.rebound.example', 'host'],
  ['https://write.example.org', undefined, 'host'],
])('[CN43] origin %s at host %s: %s', (origin, host, refusal) => {
  expect(refusalOf({ origin, host })).toBe(refusal)
})

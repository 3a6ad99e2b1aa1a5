import { expect, test } from 'vitest'
import { withAddresses } from './lock-addresses.js'

const LOCK = JSON.stringify({
  packages: {
    '': { name: 'galley', version: '1.0.0' },
    'node_modules/yjs': { version: '13.6.33', integrity: 'sha512-a' },
    'node_modules/next/node_modules/@img/sharp': { version: '1.2.3' },
    'node_modules/other': { name: '@scope/real', version: '2.0.0' },
  },
})

test('every package gets the address that follows from its name and version, and nothing else changes', () => {
  expect(JSON.parse(withAddresses(LOCK, 'https://packages.example/npm'))).toEqual({
    packages: {
      '': { name: 'galley', version: '1.0.0' },
      'node_modules/yjs': {
        version: '13.6.33',
        integrity: 'sha512-a',
        resolved: 'https://packages.example/npm/yjs/-/yjs-13.6.33.tgz',
      },
      'node_modules/next/node_modules/@img/sharp': {
        version: '1.2.3',
        resolved: 'https://packages.example/npm/@img/sharp/-/sharp-1.2.3.tgz',
      },
      'node_modules/other': {
        name: '@scope/real',
        version: '2.0.0',
        resolved: 'https://packages.example/npm/@scope/real/-/real-2.0.0.tgz',
      },
    },
  })
})

test('what is no address is refused', () => {
  expect(() => withAddresses(LOCK, 'undefined')).toThrow(TypeError)
})

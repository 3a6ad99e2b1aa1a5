import { describe, expect, it } from 'vitest'
import { ApiError } from '#web/api-client.ts'
import { passkeyObstacle, passkeyTrouble, secretOf } from './words.ts'

describe('passkeys', () => {
  it.each([
    ['write.example.org', true, null],
    ['localhost', true, null],
    ['127.0.0.1', true, 'Passkeys belong to a name: open Galley by one, not by numbers.'],
    ['[::1]', true, 'Passkeys belong to a name: open Galley by one, not by numbers.'],
    ['write.example.org', false, 'This browser, or this connection without https, has no passkeys.'],
  ])('at %s with the browser’s part %s: %s', (hostname, hasApi, words) =>
    expect(passkeyObstacle(hostname, hasApi)).toBe(words),
  )

  it('turning away is no trouble', () => expect(passkeyTrouble(new DOMException('no', 'NotAllowedError'))).toBeNull())
  it('a refusal of the server has the server’s words', () =>
    expect(passkeyTrouble(new ApiError('sign_in_again', 'Sign in again.'))).toBe('Sign in again.'))
})

it('a secret is read in groups of four', () =>
  expect(secretOf('otpauth://totp/Galley:ada@example.org?secret=ABCDEFGHIJ&issuer=Galley')).toBe('ABCD EFGH IJ'))

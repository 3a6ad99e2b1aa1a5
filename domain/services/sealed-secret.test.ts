import { expect, test } from 'vitest'
import { openSecret, SecretUnreadable, sealSecret } from './sealed-secret.ts'

const KEY = 'a secret of at least 32 characters, for tests'

test('[OB30] what was sealed is read with the same key, for the same owner, and never the same bytes twice', () => {
  const sealed = sealSecret('whsec_ä', KEY, 'channel:a')
  expect(openSecret(sealed, KEY, 'channel:a')).toBe('whsec_ä')
  expect(Buffer.from(sealed).includes('whsec')).toBe(false)
  expect(sealSecret('whsec_ä', KEY, 'channel:a')).not.toEqual(sealed)
})

test('[OB30] another key, another owner and any flipped byte open nothing', () => {
  const sealed = sealSecret('whsec_a', KEY, 'channel:a')
  expect(() => openSecret(sealed, `${KEY}.`, 'channel:a')).toThrow(SecretUnreadable)
  expect(() => openSecret(sealed, KEY, 'channel:b')).toThrow(SecretUnreadable)
  for (let at = 0; at < sealed.length; at++) {
    const bent = Uint8Array.from(sealed, (byte, index) => (index === at ? byte ^ 1 : byte))
    expect(() => openSecret(bent, KEY, 'channel:a'), `byte ${at}`).toThrow(SecretUnreadable)
  }
  expect(() => openSecret(new Uint8Array(0), KEY, 'channel:a')).toThrow(SecretUnreadable)
})

import { describe, expect, it } from 'vitest'
import { ApiError } from '#web/api-client.ts'
import { passwordTrouble, signInTrouble } from './format.ts'

describe('passwordTrouble', () => {
  it.each([
    ['saltmarsh', '3 more characters: at least 12. A short sentence works well.'],
    ['saltmarsh w', '1 more character: at least 12. A short sentence works well.'],
    ['saltmarsh we', null],
    ['x'.repeat(129), 'Too long: at most 128 characters.'],
  ])('%s', (password, words) => expect(passwordTrouble(password)).toBe(words))
})

describe('signInTrouble', () => {
  it('counts the tries when the server tells them', () =>
    expect(signInTrouble(new ApiError('wrong_credentials', '', { details: { triesLeft: 4 } }))).toBe(
      'Email or password is not right. 4 tries left.',
    ))
  it('does not make up a count', () =>
    expect(signInTrouble(new ApiError('unauthenticated', ''))).toBe('Email or password is not right.'))
  it('names the wait', () =>
    expect(signInTrouble(new ApiError('rate_limited', '', { retryAfterSeconds: 300 }))).toBe(
      'Too many tries. Again in 5 min.',
    ))
})

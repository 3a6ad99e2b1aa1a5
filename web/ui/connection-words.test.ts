import { describe, expect, it } from 'vitest'
import { connectionNews, connectionWords } from './connection-words.ts'

const values = { attempt: 0, waitingChanges: 0 } as const

describe('connectionWords', () => {
  it.each([
    [{ ...values, state: 'live' }, 'Live'],
    [{ ...values, state: 'live_http' }, 'Live without websocket'],
    [{ ...values, state: 'connecting', attempt: 1 }, 'Connecting…'],
    [{ ...values, state: 'connecting', attempt: 2 }, 'Connecting… (2nd try)'],
    [{ ...values, state: 'connecting', attempt: 13 }, 'Connecting… (13th try)'],
    [{ ...values, state: 'offline' }, 'Offline'],
    [{ ...values, state: 'offline', waitingChanges: 1 }, 'Offline (1 change waiting)'],
    [{ ...values, state: 'offline', waitingChanges: 14 }, 'Offline (14 changes waiting)'],
    [{ ...values, state: 'refused', reason: 'unauthenticated' }, 'Refused: signed out'],
  ] as const)('%o → %s', (sign, words) => expect(connectionWords(sign)).toBe(words))
})

describe('connectionNews', () => {
  it('is silent about tries', () =>
    expect(connectionNews('live', { ...values, state: 'connecting', attempt: 1 })).toBeNull())
  it('is silent when nothing changed', () => expect(connectionNews('live', { ...values, state: 'live' })).toBeNull())
  it('says that it is back', () =>
    expect(connectionNews('offline', { ...values, state: 'live' })).toBe('The connection is back'))
})

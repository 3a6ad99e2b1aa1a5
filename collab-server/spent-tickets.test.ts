import { expect, test } from 'vitest'
import type { SessionId, UserId } from '#domain/contract/ids.ts'
import { createSpentTickets } from './spent-tickets.ts'

const principal = { userId: 'user-0001' as UserId, sessionId: 'session-0001' as SessionId }

test('[CN101] a ticket is spent once, and remembered for as long as it would be good', () => {
  let now = 0
  const spent = createSpentTickets(() => now)
  const ticket = { id: 'one', principal, expiresAt: 60_000 }
  expect(spent.has(ticket)).toBe(false)
  expect([spent.spend(ticket), spent.spend(ticket), spent.has(ticket)]).toEqual([true, false, true])
  now = 59_999
  expect(spent.spend({ ...ticket, id: 'other', expiresAt: 119_999 })).toBe(true)
  expect(spent.spend(ticket)).toBe(false)
  now = 60_000
  expect(spent.spend({ ...ticket, id: 'third', expiresAt: 120_000 })).toBe(true)
  expect(spent.count()).toBe(2)
})

import { SignJWT } from 'jose'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { SessionId, UserId } from '#domain/contract/ids.ts'
import { issueTicket, verifyTicket } from './ticket.ts'

const SECRET = 'a secret of at least 32 characters, for tests'
const UNAUTHENTICATED = expect.objectContaining({ code: 'unauthenticated' })
const principal = { userId: 'user-0001' as UserId, sessionId: 'session-0001' as SessionId }

afterEach(() => {
  vi.useRealTimers()
})

describe('ticket', () => {
  test('[AU8] names the person and the session', async () => {
    expect(verifyTicket(await issueTicket(principal, SECRET), SECRET).principal).toEqual(principal)
    const script = { ...principal, sessionId: null, tokenId: crypto.randomUUID() }
    expect(verifyTicket(await issueTicket(script, SECRET), SECRET).principal).toEqual(script)
  })

  test('[AU8] each is one of its own, and says how long it is good', async () => {
    vi.useFakeTimers({ now: 1_000_000 })
    const tickets = [await issueTicket(principal, SECRET), await issueTicket(principal, SECRET)]
    const [one, other] = tickets.map(ticket => verifyTicket(ticket, SECRET))
    expect(one?.id).not.toBe(other?.id)
    expect(one?.expiresAt).toBe(1_060_000)
  })

  test('[AU8] is over after 60 s', async () => {
    vi.useFakeTimers()
    const ticket = await issueTicket(principal, SECRET)
    vi.advanceTimersByTime(61_000)
    expect(() => verifyTicket(ticket, SECRET)).toThrow(UNAUTHENTICATED)
  })

  test('[AU8] of another server, changed, or signed with the bare secret is none', async () => {
    const ticket = await issueTicket(principal, SECRET)
    const bare = await new SignJWT({ sid: principal.sessionId })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(principal.userId)
      .setAudience('collab')
      .setExpirationTime('60s')
      .sign(new TextEncoder().encode(SECRET))
    const none = `${btoa('{"alg":"none"}')}.${ticket.split('.')[1]}.`
    for (const forged of [await issueTicket(principal, `${SECRET}!`), `${ticket}x`, bare, none, '', 'x.y.z']) {
      expect(() => verifyTicket(forged, SECRET)).toThrow(UNAUTHENTICATED)
    }
  })
})

import { afterEach, describe, expect, it, vi } from 'vitest'
import { apiFetch, toApiError } from './api-client.ts'

const answer = (status: number, headers: Record<string, string> = {}) => ({ status, headers: new Headers(headers) })

describe('toApiError', () => {
  it('reads our own shape', () => {
    const error = toApiError(answer(409), {
      error: { code: 'rev_conflict', message: 'Mira has just published it.', details: { rev: 7 }, requestId: 'r1' },
    })
    expect(error).toMatchObject({
      code: 'rev_conflict',
      message: 'Mira has just published it.',
      details: { rev: 7 },
      requestId: 'r1',
    })
  })
  it('gives our words where the code is foreign', () => {
    const error = toApiError(answer(401), { code: 'INVALID_EMAIL_OR_PASSWORD', message: 'Invalid email or password' })
    expect(error).toMatchObject({ code: 'unauthenticated', message: 'You are not signed in. Sign in and try again.' })
  })
  it('goes by the status when a proxy answers with a page', () => {
    expect(toApiError(answer(502), null).code).toBe('restarting')
    expect(toApiError(answer(418), null).code).toBe('internal')
  })
  it('keeps when to come back', () =>
    expect(toApiError(answer(429, { 'retry-after': '300' }), null).retryAfterSeconds).toBe(300))
})

describe('a page that is left', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('[FD620] still sends the command that was given last, unless it is long', async () => {
    vi.stubGlobal('document', { querySelector: () => null })
    const asked: RequestInit[] = []
    vi.stubGlobal('fetch', async (_path: string, init: RequestInit) => {
      asked.push(init)
      return new Response('{}')
    })
    await apiFetch('/api/v1/posts/1', { method: 'PATCH', body: { status: 'draft' } })
    await apiFetch('/api/v1/posts/1', { method: 'PATCH', body: { text: 'x'.repeat(70_000) } })
    await apiFetch('/api/v1/posts/1')
    expect(asked.map(({ keepalive }) => keepalive)).toEqual([true, false, false])
  })
})

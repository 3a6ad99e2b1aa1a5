import { OpenAPIHono } from '@hono/zod-openapi'
import { expect, test } from 'vitest'
import { createLogger } from '#domain/logger.ts'
import { transact } from '#domain/services/transact.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { addTeam } from '#tests/support/workspace.ts'
import type { ApiEnv } from '../context.ts'
import { toErrorResponse } from '../error-response.ts'
import { answerOnce } from './answer-once.ts'

const { db } = await testDatabase()
const { people } = await addTeam({ db })
const logger = createLogger('test', 'silent')

/** A call that fails at its answer, before or after its deed is committed. */
function createCalls() {
  const done: string[] = []
  const api = new OpenAPIHono<ApiEnv>()
  api.onError(error => toErrorResponse(error, { requestId: 'x', logger }))
  api.use('*', (c, next) => {
    c.set('principal', people.editor)
    return next()
  })
  api.use('*', answerOnce({ db, config: { authSecret: 'x'.repeat(32) } }))
  api.post('/:when', async c => {
    const when = c.req.param('when')
    if (when === 'before') throw new Error('fails')
    await transact(db, async () => done.push(when))
    throw new Error('fails')
  })
  const call = (when: string, key: string) =>
    api.request(`/${when}`, { method: 'POST', headers: { 'idempotency-key': key } })
  return { call, done }
}

test('[AU340] what failed after it was done is not done again, what failed before may be', async () => {
  const { call, done } = createCalls()
  expect((await call('after', 'a')).status).toBe(500)
  const again = await call('after', 'a')
  expect(again.status).toBe(409)
  expect(await again.json()).toMatchObject({ error: { code: 'idempotency_mismatch' } })
  expect(done).toEqual(['after'])
  expect([(await call('before', 'b')).status, (await call('before', 'b')).status]).toEqual([500, 500])
})

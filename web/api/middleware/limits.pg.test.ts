import { expect, test } from 'vitest'
import { testDatabase } from '#tests/support/postgres.ts'
import { createTestWeb } from '#tests/support/web.ts'
import { addTeam } from '#tests/support/workspace.ts'

const database = await testDatabase()
const { people } = await addTeam(database)

test('[PS70] an address that asks endlessly is answered with 429 before anybody is looked up', async () => {
  const strict = createTestWeb(database, { addressRate: { perSecond: 0.1, burst: 2 } })
  const headers = { 'x-forwarded-for': '198.51.100.7', authorization: 'Bearer nobody' }
  const ask = async (more = {}) => (await strict.fetch('/api/v1/me', { headers: { ...headers, ...more } })).status
  expect([await ask(), await ask(), await ask(), await ask()]).toEqual([401, 401, 429, 429])
  expect(await ask({ 'x-forwarded-for': '198.51.100.8' })).toBe(401)
})

test('[AU14] endless asking is answered with 429 and the seconds to wait', async () => {
  const strict = createTestWeb(database, { requestRate: { perSecond: 0.1, burst: 3 } })
  const headers = await strict.bearerOf(people.commenter)
  for (let count = 0; count < 3; count++) expect((await strict.fetch('/api/v1/me', { headers })).status).toBe(200)
  const response = await strict.fetch('/api/v1/me', { headers })
  expect(response.status).toBe(429)
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
})

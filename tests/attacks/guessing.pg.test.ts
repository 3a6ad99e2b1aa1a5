/** A24: whoever tries addresses and passwords learns nothing from the answer, nor from how long it takes. */
import { createHook } from 'node:async_hooks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '#tests/support/postgres.ts'
import { createTestWeb, SETUP_TOKEN } from '#tests/support/web.ts'

const database = await testDatabase()
const web = createTestWeb(database)
const PASSWORD = 'a short sentence works'

/** A password costs a hash of the slow kind, and nothing else here costs as much. */
let hashes = 0
const hook = createHook({
  init(_, type) {
    if (type === 'SCRYPTREQUEST') hashes += 1
  },
})
beforeAll(async () => {
  hook.enable()
  for (const name of ['Olga', 'Paula']) {
    const form = { name, email: `${name.toLowerCase()}@example.org`, password: PASSWORD }
    await database.db.instance.deleteMany()
    await web.auth('/sign-up/email', { ...form, setupToken: SETUP_TOKEN, workspaceName: name, sample: false })
  }
  // Paula comes by a provider alone.
  await database.db.account.updateMany({
    where: { user: { name: 'Paula' } },
    data: { providerId: 'oidc', password: null },
  })
})
afterAll(() => hook.disable())

async function trySignIn(email: string, password: string) {
  const before = hashes
  const response = await web.auth('/sign-in/email', { email, password })
  const { error, code, message } = await response.json()
  return { status: response.status, code, message, words: error?.message, hashes: hashes - before }
}

test('[AU104] a wrong password, an unknown address and one without a password: the same answer after the same work', async () => {
  const wrong = await trySignIn('olga@example.org', 'not her password')
  expect(wrong).toMatchObject({ status: 401, hashes: 1 })
  expect(await trySignIn('nobody@example.org', 'not her password')).toEqual(wrong)
  expect(await trySignIn('paula@example.org', 'not her password')).toEqual(wrong)
  const right = await web.auth('/sign-in/email', { email: 'olga@example.org', password: PASSWORD })
  expect(right.status).toBe(200)
})

import { expect, test } from 'vitest'
import type { UserId } from '#domain/contract/ids.ts'
import { stopMailUrl } from '#domain/services/notice-digest.ts'
import { findPreferences } from '#domain/services/notice-preferences.ts'
import { addPerson } from '#tests/support/people-and-posts.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { actOnStopMail, askToStopMail } from './stop-mail.ts'

const { db } = await testDatabase()
const authSecret = 'a secret of the tests, long enough'
const options = { db, authSecret }
const mails = async (userId: UserId) =>
  Object.values((await findPreferences(db, userId)).topics).filter(({ mail }) => mail).length

test('[NT32] the link asks, a press ends the mail, without signing in; any other link does nothing', async () => {
  const mira = await addPerson(db, 'Mira')
  const url = new URL(stopMailUrl({ publicUrl: 'https://write.example.org', authSecret }, mira))
  const before = await mails(mira)
  expect(before).toBeGreaterThan(0)
  const asked = await askToStopMail(options, url)
  expect(asked).toMatchObject({ status: 200, isPersonal: true })
  expect(asked.body).toContain('method="post"')
  expect(await mails(mira)).toBe(before)

  for (const token of ['', 'x', `${url.searchParams.get('token')}x`, `sam.${'a'.repeat(43)}`]) {
    const forged = new URL(`https://write.example.org/notices-by-mail?token=${token}`)
    expect((await askToStopMail(options, forged)).status).toBe(404)
    expect((await actOnStopMail(options, forged)).status).toBe(404)
  }
  expect(await mails(mira)).toBe(before)
  expect(await actOnStopMail(options, url)).toMatchObject({ status: 200 })
  expect(await mails(mira)).toBe(0)
  expect((await actOnStopMail(options, url)).status).toBe(200)
})

import { expect, test } from 'vitest'
import { testDatabase } from '#tests/support/postgres.ts'
import { addTeam } from '#tests/support/workspace.ts'
import { forgetOld } from './forget-old.ts'

const DAY_MS = 24 * 60 * 60 * 1000

test('[OB15] what has done its work goes after its time, and nothing before', async () => {
  const database = await testDatabase()
  const { db } = database
  const { people, workspaceId } = await addTeam(database)
  const { userId } = people.owner
  const now = new Date()
  const ago = (days: number) => new Date(now.getTime() - days * DAY_MS)
  await db.outbox.deleteMany()
  await db.session.deleteMany()
  for (const [name, days] of [
    ['old', 1.1],
    ['new', 0.9],
  ] as const) {
    await db.outbox.create({ data: { event: { name }, at: ago(days) } })
    const answer = { userId, key: name, request: '', status: 200, body: {} }
    await db.idempotentAnswer.create({ data: { ...answer, createdAt: ago(days) } })
    await db.session.create({ data: { id: name, token: name, userId, expiresAt: ago(days) } })
    const invitation = { workspaceId, email: 'x@example.org', role: 'viewer', createdById: userId }
    await db.invitation.create({ data: { ...invitation, idHash: name, expiresAt: ago(days * 30) } })
  }

  await db.subscriber.createMany({
    data: [
      { workspaceId, email: 'old@example.org', askedAt: ago(7.1) },
      { workspaceId, email: 'new@example.org', askedAt: ago(6.9) },
      { workspaceId, email: 'sure@example.org', askedAt: ago(700), confirmedAt: ago(700) },
    ],
  })

  await forgetOld(db, now)

  expect((await db.outbox.findMany()).map(({ event }) => event)).toEqual([{ name: 'new' }])
  expect((await db.idempotentAnswer.findMany()).map(({ key }) => key)).toEqual(['new'])
  expect((await db.session.findMany()).map(({ id }) => id)).toEqual(['new'])
  expect((await db.invitation.findMany()).map(({ idHash }) => idHash)).toEqual(['new'])
  expect((await db.subscriber.findMany()).map(({ email }) => email).sort()).toEqual([
    'new@example.org',
    'sure@example.org',
  ])
})

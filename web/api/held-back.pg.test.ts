import { expect, test } from 'vitest'
import { LIMITS } from '#domain/contract/limits.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { until } from '#tests/support/until.ts'
import { createTestWeb, jsonInit } from '#tests/support/web.ts'
import { addDraft, addTeam, storesOf } from '#tests/support/workspace.ts'

const database = await testDatabase()
const { db } = database
const web = createTestWeb(database)

test('[AU241] more comments than a minute takes are one row, for their author and for those who manage', async () => {
  const team = await addTeam(database)
  const postId = await addDraft(storesOf(database), team)
  const { editor, admin, commenter } = team.people
  const say = async () =>
    web.fetch(`/api/v1/posts/${postId}/threads`, jsonInit('POST', { body: 'More' }, await web.bearerOf(editor)))
  const told = async (who: typeof editor) => {
    const path = `/api/v1/workspaces/${team.workspaceId}/activity?kind=held_back`
    const { items } = await (await web.fetch(path, { headers: await web.bearerOf(who) })).json()
    return (items as { by: { id: string } }[]).map(({ by }) => by.id)
  }
  expect((await say()).status).toBe(201)
  expect(await told(admin)).toEqual([])
  const { id: threadId } = await db.thread.findFirstOrThrow({ where: { postId } })
  await db.comment.createMany({
    data: Array.from({ length: LIMITS.commentsPerMinute }, () => ({ threadId, authorId: editor.userId, body: 'Said' })),
  })
  for (let tries = 0; tries < 5; tries++) expect((await say()).status).toBe(429)
  await until(async () => (await told(admin)).length > 0)
  expect(await told(admin)).toEqual([editor.userId])
  expect(await told(editor)).toEqual([editor.userId])
  expect(await told(commenter)).toEqual([])
})

import { expect, test } from 'vitest'
import { jsonFromMarkdown } from '#domain/text/markdown.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { addDraft, addTeam, storesOf } from '#tests/support/workspace.ts'
import { requirePost } from './access.ts'
import { writeContent } from './content.ts'

const database = await testDatabase()
const { db } = database
const stores = storesOf(database)

test('[CM43] a text that comes by the API tells whom it mentions, each mention once', async () => {
  const team = await addTeam(database)
  const { people } = team
  const call = (who: keyof typeof people) => `@[Somebody](user:${people[who].userId})`
  const noticesOf = (who: keyof typeof people) => db.notification.count({ where: { userId: people[who].userId } })
  const postId = await addDraft(stores, team, {
    title: 'A buoy',
    markdown: `Ask ${call('owner')} and ${call('editor')}.`,
  })
  expect([await noticesOf('owner'), await noticesOf('editor')]).toEqual([1, 0])

  const post = await requirePost(db, people.editor, postId, 'edit')
  for (const words of ['Ask', 'Please ask', 'Ask']) {
    const markdown = `${words} ${call('owner')}, ${call('viewer')} and ${call('stranger')}.`
    await writeContent(stores, post, () => jsonFromMarkdown('A buoy', markdown))
  }
  expect([await noticesOf('owner'), await noticesOf('viewer'), await noticesOf('stranger')]).toEqual([1, 1, 0])
})

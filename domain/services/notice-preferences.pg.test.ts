import { describe, expect, test } from 'vitest'
import type { Role } from '#domain/contract/roles.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { addDraft, addTeam, storesOf } from '#tests/support/workspace.ts'
import { requirePost } from './access.ts'
import { addComment, createThread } from './comments.ts'
import { findPreferences, stopMail, writePreferences } from './notice-preferences.ts'
import { notify } from './notifications.ts'
import { getWatch, setWatch } from './post-watch.ts'
import { transact } from './transact.ts'

const database = await testDatabase()
const { db } = database
const stores = storesOf(database)

async function stage() {
  const team = await addTeam(database)
  const { people, workspaceId } = team
  const postId = await addDraft(stores, team)
  const as = (role: Role) => requirePost(db, people[role], postId, 'comment')
  const seenBy = (role: Role) => requirePost(db, people[role], postId, 'read')
  const kindsOf = async (role: Role) => {
    const rows = await db.notification.findMany({ where: { userId: people[role].userId }, orderBy: { at: 'asc' } })
    return rows.map(({ kind }) => kind)
  }
  const tell = (kind: 'comment' | 'post_published' | 'post_failed' | 'mention') =>
    transact(db, (tx, emit) =>
      notify(tx, emit, {
        kind,
        severity: 'info',
        post: { id: postId, workspaceId, title: 'A buoy' },
        actorId: people.admin.userId,
        to: [people.editor.userId],
        dedupeKey: crypto.randomUUID(),
      }),
    )
  return { people, postId, as, seenBy, kindsOf, tell, me: people.editor.userId }
}

describe('what one wants to hear of', () => {
  test('[NT20] is by default, as chosen after a choice, and acts with the next notice', async () => {
    const { me, kindsOf, tell } = await stage()
    expect((await findPreferences(db, me)).topics).toMatchObject({
      mentions: { inbox: true, mail: true, push: true },
      comments: { inbox: true, mail: false, push: false },
    })
    await writePreferences(db, me, { topics: { comments: { inbox: false, mail: true } }, watchOnComment: true })
    expect((await findPreferences(db, me)).topics.comments).toEqual({ inbox: false, mail: false, push: false })
    await tell('comment')
    expect(await kindsOf('editor')).toEqual([])
    await writePreferences(db, me, { topics: {}, watchOnComment: true })
    await tell('comment')
    expect(await kindsOf('editor')).toEqual(['comment'])
  })

  test('[NT20] publishing that failed cannot be switched off in the inbox', async () => {
    const { me, kindsOf, tell } = await stage()
    await writePreferences(db, me, { topics: { trouble: { inbox: false } }, watchOnComment: true })
    expect((await findPreferences(db, me)).topics.trouble.inbox).toBe(true)
    await tell('post_failed')
    expect(await kindsOf('editor')).toEqual(['post_failed'])
  })

  test('[NT20] one click stops all mail and nothing else', async () => {
    const { me } = await stage()
    await writePreferences(db, me, { topics: { comments: { mail: true } }, watchOnComment: false })
    await stopMail(db, me)
    const { topics, watchOnComment } = await findPreferences(db, me)
    expect(Object.values(topics).some(({ mail }) => mail)).toBe(false)
    expect([topics.mentions, watchOnComment]).toEqual([{ inbox: true, mail: false, push: true }, false])
  })
})

describe('watching a post', () => {
  test('[NT21] who began it and who has commented hear of comments; others when they ask', async () => {
    const { as, seenBy, kindsOf } = await stage()
    const first = await createThread(stores, await as('commenter'), { body: 'One' })
    await addComment(db, await as('publisher'), { threadId: first, body: 'Yes' })
    expect([await getWatch(db, await seenBy('commenter')), await getWatch(db, await seenBy('owner'))]).toEqual([
      { watch: 'default', hears: true },
      { watch: 'default', hears: false },
    ])
    await setWatch(db, await seenBy('owner'), 'watching')
    await createThread(stores, await as('admin'), { body: 'Another thread' })
    expect(await kindsOf('editor')).toEqual(['comment'])
    expect(await kindsOf('commenter')).toEqual(['reply', 'comment'])
    expect(await kindsOf('publisher')).toEqual(['comment'])
    expect(await kindsOf('owner')).toEqual(['comment'])
    expect(await kindsOf('admin')).toEqual([])
  })

  test('[NT21] whoever does not want to watch what they comment on hears of answers alone', async () => {
    const { as, kindsOf, people } = await stage()
    await writePreferences(db, people.commenter.userId, { topics: {}, watchOnComment: false })
    await createThread(stores, await as('commenter'), { body: 'One' })
    await createThread(stores, await as('publisher'), { body: 'Another' })
    expect(await kindsOf('commenter')).toEqual([])
  })

  test('[NT22] a muted post is quiet, but for being called by name and for what waits for one', async () => {
    const { as, seenBy, kindsOf, tell } = await stage()
    await setWatch(db, await seenBy('editor'), 'muted')
    const threadId = await createThread(stores, await as('commenter'), { body: 'One' })
    await tell('post_published')
    expect(await kindsOf('editor')).toEqual([])
    await tell('mention')
    await tell('post_failed')
    expect(await kindsOf('editor')).toEqual(['mention', 'post_failed'])
    await setWatch(db, await seenBy('editor'), 'default')
    await addComment(db, await as('commenter'), { threadId, body: 'Two' })
    expect(await kindsOf('editor')).toEqual(['mention', 'post_failed', 'comment'])
  })
})

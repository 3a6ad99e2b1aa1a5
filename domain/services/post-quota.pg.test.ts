import { expect, test } from 'vitest'
import { LIMITS } from '#domain/contract/limits.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { addTeam, storesOf } from '#tests/support/workspace.ts'
import { requireWorkspace } from './access.ts'
import { createPost } from './posts.ts'

const database = await testDatabase()
const { db } = database
const stores = storesOf(database)

async function addPosts(workspaceId: string, createdById: string, count: number, createdAt: Date): Promise<void> {
  await db.$executeRaw`
    insert into post (id, "workspaceId", slug, title, "textSeq", "createdById", "changedById", "createdAt", "updatedAt")
    select gen_random_uuid(), ${workspaceId}::uuid, 'post-' || number, '', 1, ${createdById}, ${createdById}, ${createdAt}, now()
    from generate_series(1, ${count}::int) number`
}

test('[PS95] who begins a whole minute full of posts must wait, and others go on', async () => {
  const { workspaceId, people } = await addTeam(database)
  await addPosts(workspaceId, people.editor.userId, LIMITS.postsPerMinute - 1, new Date())
  const editor = await requireWorkspace(db, people.editor, workspaceId, 'edit')
  await createPost(stores, editor, { title: 'The last for now' })
  await expect(createPost(stores, editor, { title: 'One too many' })).rejects.toMatchObject({
    code: 'rate_limited',
    details: { retryAfterSeconds: expect.any(Number) },
  })
  await createPost(stores, await requireWorkspace(db, people.publisher, workspaceId, 'edit'), { title: 'Of others' })
  expect(await db.post.count({ where: { workspaceId } })).toBe(LIMITS.postsPerMinute + 1)
})

test('[PS95] a workspace that is full takes a post again when one went to the bin', async () => {
  const { workspaceId, people } = await addTeam(database)
  await addPosts(workspaceId, people.owner.userId, LIMITS.postsPerWorkspace, new Date('2026-01-01'))
  const editor = await requireWorkspace(db, people.editor, workspaceId, 'edit')
  await expect(createPost(stores, editor, { title: 'One too many' })).rejects.toMatchObject({
    code: 'invalid_transition',
    message: 'A workspace has at most 20,000 posts. Move some to the bin first.',
  })
  const { id } = await db.post.findFirstOrThrow({ where: { workspaceId } })
  await db.post.update({ where: { id }, data: { state: 'deleted' } })
  await createPost(stores, editor, { title: 'Instead of that' })
})

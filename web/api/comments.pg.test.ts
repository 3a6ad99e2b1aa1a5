import { beforeAll, describe, expect, test } from 'vitest'
import type { PostId } from '#domain/contract/ids.ts'
import type { ThreadView } from '#domain/queries/discussion.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { createTestWeb, jsonInit } from '#tests/support/web.ts'
import { addDraft, addTeam } from '#tests/support/workspace.ts'

const database = await testDatabase()
const web = createTestWeb(database)
const team = await addTeam(database)
const other = await addTeam(database)

let postId: PostId
let ownPost: PostId
let commenter: Record<string, string>
let viewer: Record<string, string>
let outsider: Record<string, string>

beforeAll(async () => {
  postId = await addDraft(web.stores, team)
  ownPost = await addDraft(web.stores, other)
  commenter = await web.bearerOf(team.people.commenter)
  viewer = await web.bearerOf(team.people.viewer)
  outsider = await web.bearerOf(other.people.owner)
})

const send = (method: string, path: string, headers: Record<string, string>, body?: unknown) =>
  web.fetch(`/api/v1/posts/${path}`, body === undefined ? { method, headers } : jsonInit(method, body, headers))

async function begin(text = 'Ten minutes?'): Promise<ThreadView> {
  const response = await send('POST', `${postId}/threads`, commenter, { body: text })
  expect(response.status).toBe(201)
  return (await response.json()) as ThreadView
}

describe('comments over HTTP', () => {
  test('[CM1] a conversation: begin, answer, edit, react, resolve, reopen, list, remove', async () => {
    const thread = await begin()
    expect(thread).toMatchObject({
      postId,
      anchor: null,
      quote: '',
      resolvedAt: null,
      comments: [{ body: 'Ten minutes?' }],
    })
    const answered = await send('POST', `${postId}/threads/${thread.id}/comments`, commenter, { body: ' Ten. ' })
    expect(answered.status).toBe(201)
    const comment = (await answered.json()) as { id: string }
    expect(comment).toMatchObject({ threadId: thread.id, body: 'Ten.', author: { name: 'Cora' }, editedAt: null })
    const edited = await send('PATCH', `${postId}/comments/${comment.id}`, commenter, { body: 'Twelve.' })
    expect(await edited.json()).toMatchObject({ body: 'Twelve.', editedAt: expect.any(String) })
    const reacted = await send('PUT', `${postId}/comments/${comment.id}/reactions`, commenter, {
      reaction: '👍',
      on: true,
    })
    expect(await reacted.json()).toMatchObject({ reactions: { '👍': [team.people.commenter.userId] } })
    expect(await (await send('POST', `${postId}/threads/${thread.id}/resolve`, commenter)).json()).toMatchObject({
      resolvedBy: { name: 'Cora' },
    })
    const list = async (query: string) =>
      ((await (await send('GET', `${postId}/threads${query}`, viewer)).json()) as { items: ThreadView[] }).items
    expect((await list('?state=resolved')).map(({ id }) => id)).toEqual([thread.id])
    expect((await send('POST', `${postId}/threads/${thread.id}/reopen`, commenter)).status).toBe(200)
    expect((await list('')).find(({ id }) => id === thread.id)?.comments).toHaveLength(2)
    expect((await send('DELETE', `${postId}/comments/${comment.id}`, commenter)).status).toBe(204)
    expect((await list('')).find(({ id }) => id === thread.id)?.comments).toHaveLength(1)
  })

  test('[CM2] a viewer reads and is refused every write', async () => {
    const { id, comments } = await begin()
    const commentId = comments[0]?.id
    const writes: [string, string, unknown?][] = [
      ['POST', `${postId}/threads`, { body: 'x' }],
      ['POST', `${postId}/threads/${id}/comments`, { body: 'x' }],
      ['PATCH', `${postId}/comments/${commentId}`, { body: 'x' }],
      ['PUT', `${postId}/comments/${commentId}/reactions`, { reaction: '👍', on: true }],
      ['POST', `${postId}/threads/${id}/resolve`],
      ['POST', `${postId}/threads/${id}/reopen`],
      ['DELETE', `${postId}/comments/${commentId}`],
    ]
    for (const [method, path, body] of writes) {
      const response = await send(method, path, viewer, body)
      expect([method, path, response.status]).toEqual([method, path, 403])
    }
    expect((await send('GET', `${postId}/threads`, viewer)).status).toBe(200)
  })

  test('[CM4] a foreign thread or comment id under one’s own post is 404, and its words are not in the answer', async () => {
    const { id, comments } = await begin('A buoy nobody else may hear of')
    const commentId = comments[0]?.id
    const tries: [string, string, unknown?][] = [
      ['POST', `${ownPost}/threads/${id}/comments`, { body: 'x' }],
      ['POST', `${ownPost}/threads/${id}/resolve`],
      ['POST', `${ownPost}/threads/${id}/reopen`],
      ['PATCH', `${ownPost}/comments/${commentId}`, { body: 'x' }],
      ['PUT', `${ownPost}/comments/${commentId}/reactions`, { reaction: '👍', on: true }],
      ['DELETE', `${ownPost}/comments/${commentId}`],
      ['GET', `${postId}/threads`],
      ['POST', `${postId}/threads/not-an-id/resolve`],
    ]
    for (const [method, path, body] of tries) {
      const response = await send(method, path, outsider, body)
      expect([method, path, response.status]).toEqual([method, path, 404])
      expect(await response.text()).not.toContain('buoy')
    }
    const mine = (await (await send('GET', `${ownPost}/threads`, outsider)).json()) as { items: unknown[] }
    expect(mine.items).toEqual([])
  })

  test('[CM5] bad bodies are told where they are bad', async () => {
    for (const body of [
      {},
      { body: '' },
      { body: 7 },
      { body: 'x', html: '<b>' },
      { body: 'x', anchor: { start: 'x', end: 'y' } },
    ]) {
      const response = await send('POST', `${postId}/threads`, commenter, body)
      expect([JSON.stringify(body), response.status]).toEqual([JSON.stringify(body), 400])
      expect(await response.json()).toMatchObject({ error: { code: 'invalid_input', details: expect.any(Array) } })
    }
  })
})

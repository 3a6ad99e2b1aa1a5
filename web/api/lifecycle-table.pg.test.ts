/** Every state × command × role over HTTP: what the table and the rights say, and nothing else. */
import { expect, test } from 'vitest'
import type { PostId } from '#domain/contract/ids.ts'
import { type PostCommand, type PostState, rightFor, TRANSITIONS } from '#domain/contract/post-status.ts'
import { can, ROLES } from '#domain/contract/roles.ts'
import { CELLS, putInto, stateAfter } from '#tests/support/post-states.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { createTestWeb, jsonInit } from '#tests/support/web.ts'
import { addDraft, addTeam } from '#tests/support/workspace.ts'

const database = await testDatabase()
const { db } = database
const web = createTestWeb(database, { requestRate: { perSecond: 1e6, burst: 1e6 } })
const team = await addTeam(database)
const { people, channelId } = team
const other = { workspaceId: team.workspaceId, kind: 'demo', name: 'Other', settings: {} }
const { id: otherChannelId } = await db.channel.create({ data: other })
const bearer = new Map<string, Record<string, string>>()
for (const role of [...ROLES, 'stranger'] as const) bearer.set(role, await web.bearerOf(people[role]))

function give(
  postId: string,
  command: PostCommand,
  role: string,
  headers: Record<string, string> = {},
  state: PostState = 'draft',
) {
  const all = { ...bearer.get(role), ...headers }
  const url = `/api/v1/posts/${postId}`
  if (command === 'delete') return web.fetch(url, { method: 'DELETE', headers: all })
  return web.fetch(`${url}/${command}`, jsonInit('POST', bodyOf(command, state), all))
}

function bodyOf(command: PostCommand, state: PostState): unknown {
  switch (command) {
    case 'schedule':
      return { at: new Date(Date.now() + 3_600_000), timeZone: 'Europe/Berlin', channelIds: [channelId] }
    case 'publish':
      return { channelIds: [channelId] }
    case 'confirm':
      return { channelId, outcome: state === 'partly_published' ? 'left_out' : 'published' }
    default:
      return {}
  }
}

async function postIn(state: PostState): Promise<PostId> {
  const postId = await addDraft(web.stores, team)
  await give(postId, 'submit', 'editor')
  await give(postId, 'approve', 'publisher')
  await putInto(db, postId, state, { channelId, otherChannelId })
  return postId
}

test.each(CELLS)('[PS34] over HTTP: $state + $command, by each role', async ({ state, command }) => {
  const postId = await postIn(state)
  const before = await db.post.findUniqueOrThrow({ where: { id: postId } })
  const able = ROLES.filter(role => can(role, rightFor(command, state)))
  for (const role of [...ROLES.filter(one => !able.includes(one)), 'stranger']) {
    const answer = await give(postId, command, role, {}, state)
    expect([role, answer.status]).toEqual([role, role === 'stranger' ? 404 : 403])
  }
  const [least] = able
  if (!least) throw new Error('Nobody may')
  const stale = await give(postId, command, least, { 'if-match': '"999"' }, state)
  expect(stale.status).toBe(409)
  expect(await db.post.findUniqueOrThrow({ where: { id: postId } })).toEqual(before)

  const cell = TRANSITIONS[state][command]
  const answer = await give(postId, command, least, { 'if-match': `"${before.rev}"` }, state)
  if ('refused' in cell) {
    expect(answer.status).toBe(409)
    const { error } = (await answer.json()) as { error: { code: string; message: string } }
    expect(error).toMatchObject({ code: 'invalid_transition', message: cell.refused })
    expect(await db.post.findUniqueOrThrow({ where: { id: postId } })).toEqual(before)
    return
  }
  expect(answer.status).toBe(command === 'delete' ? 204 : 200)
  const after = await db.post.findUniqueOrThrow({ where: { id: postId } })
  expect(after.state).toBe(stateAfter(state, command, cell.to))
  expect(after.rev).toBeGreaterThan(before.rev)
})

test('[PS3] twenty publishes at once over HTTP are one; the others see what it became', async () => {
  const postId = await addDraft(web.stores, team)
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => give(postId, 'publish', 'publisher', { 'if-match': '"1"' })),
  )
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  const bodies = await Promise.all(
    answers.filter(({ status }) => status !== 200).map(async answer => (await answer.json()) as unknown),
  )
  for (const body of bodies) {
    expect(body).toMatchObject({ error: { code: 'rev_conflict', details: { post: { state: 'publishing', rev: 2 } } } })
  }
  expect(await db.delivery.count({ where: { postId } })).toBe(1)
})

test('[AU13] twenty publishes with one key are one, and all get its answer', async () => {
  const postId = await addDraft(web.stores, team)
  const key = { 'idempotency-key': crypto.randomUUID() }
  const answers = await Promise.all(Array.from({ length: 20 }, () => give(postId, 'publish', 'publisher', key)))
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
  expect(new Set(await Promise.all(answers.map(answer => answer.text()))).size).toBe(1)
  expect(await db.delivery.count({ where: { postId } })).toBe(1)
})

test('[PS30] [PS24] [PS20] versions: the approval in the view, what differs, and the old text back as an edit', async () => {
  const postId = await addDraft(web.stores, team)
  await give(postId, 'submit', 'editor')
  await give(postId, 'approve', 'publisher')
  const url = `/api/v1/posts/${postId}`
  const ask = async (path: string, init: RequestInit = { headers: bearer.get('editor') ?? {} }) => {
    const answer = await web.fetch(`${url}${path}`, init)
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  await web.fetch(
    `${url}/content?format=markdown`,
    jsonInit('PATCH', { markdown: 'It speaks every nine minutes.' }, bearer.get('editor')),
  )
  expect((await ask('')).body).toMatchObject({ approval: { version: 1, stale: true } })
  const { body } = await ask('/versions/1/diff/draft')
  expect(body).toMatchObject({
    changes: 1,
    blocks: [
      { kind: 'same', block: 'title' },
      { kind: 'changed', block: 'paragraph' },
    ],
  })
  expect((await ask('/versions/2/diff/draft')).status).toBe(404)
  expect((await ask('/versions/1/restore', { method: 'POST', headers: bearer.get('commenter') ?? {} })).status).toBe(
    403,
  )
  const restored = await ask('/versions/1/restore', { method: 'POST', headers: bearer.get('editor') ?? {} })
  expect(restored.body).toMatchObject({ state: 'approved', approval: { stale: false } })
  expect((await ask('/versions/1/diff/draft')).body).toMatchObject({ changes: 0 })
  const { body: log } = await ask('/activity?limit=3')
  expect(log).toMatchObject({
    items: [{ kind: 'version_restored', data: { version: 1 } }, { kind: 'text_written' }, { kind: 'approve' }],
  })
  const { body: status } = await ask('/activity?kind=submit,approve')
  expect(status).toMatchObject({ items: [{ kind: 'approve' }, { kind: 'submit' }], nextCursor: null })
  expect((await ask('/activity?kind=submit,teleport')).status).toBe(400)
  const second = await ask(`/activity?limit=3&cursor=${String(log.nextCursor)}`)
  expect(second.body).toMatchObject({ items: [{ kind: 'submit' }, { kind: 'post_created' }], nextCursor: null })
})

test('[PS33] [AU2] settings of a workspace: admins change them, everybody in it reads them and who did', async () => {
  const url = `/api/v1/workspaces/${team.workspaceId}`
  const change = (role: string, body: unknown) => web.fetch(url, jsonInit('PATCH', body, bearer.get(role)))
  expect((await change('publisher', { graceMinutes: 5 })).status).toBe(403)
  expect((await change('admin', { graceMinutes: -1 })).status).toBe(400)
  expect((await change('admin', {})).status).toBe(400)
  expect(await (await change('admin', { graceMinutes: 5, approvalPolicy: 'approve_again' })).json()).toMatchObject({
    graceMinutes: 5,
    approvalPolicy: 'approve_again',
  })
  expect(await (await web.fetch(url, { headers: bearer.get('viewer') })).json()).toMatchObject({ graceMinutes: 5 })
  const log = await web.fetch(`${url}/activity?kind=settings_changed&by=${people.admin.userId}`, {
    headers: bearer.get('viewer'),
  })
  expect(await log.json()).toMatchObject({
    items: [{ by: { name: 'Adam' }, post: null, data: { graceMinutes: 5, approvalPolicy: 'approve_again' } }],
  })
  expect((await web.fetch(`${url}/activity`, { headers: bearer.get('stranger') })).status).toBe(404)
})

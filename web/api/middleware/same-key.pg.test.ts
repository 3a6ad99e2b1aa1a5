/** One idempotency key, over the whole API: one deed, one answer, however often it is asked. */
import { expect, test } from 'vitest'
import { Doc, encodeStateAsUpdate, encodeStateVector } from 'yjs'
import { docName } from '#domain/contract/doc-names.ts'
import { CLAIM, underClaim } from '#domain/services/claim.ts'
import { transact } from '#domain/services/transact.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { createTestWeb, errorOf, jsonInit } from '#tests/support/web.ts'
import { addDraft, addTeam } from '#tests/support/workspace.ts'

const database = await testDatabase()
const { db } = database
const web = createTestWeb(database)
const team = await addTeam(database)
const { people, workspaceId, channelId } = team
const bearer = {
  owner: await web.bearerOf(people.owner),
  publisher: await web.bearerOf(people.publisher),
  editor: await web.bearerOf(people.editor),
}

test('[AU13] the same key gets the first answer; for another request it is refused', async () => {
  const headers = { ...bearer.editor, 'idempotency-key': crypto.randomUUID() }
  const create = (title: string) => web.fetch('/api/v1/posts', jsonInit('POST', { workspaceId, title }, headers))
  const count = await db.post.count()
  const answers = await Promise.all([create('Once'), create('Once'), create('Once')])
  const ids = await Promise.all(answers.map(async answer => ((await answer.json()) as { id: string }).id))
  expect(new Set(ids).size).toBe(1)
  expect(await db.post.count()).toBe(count + 1)
  const other = await create('Twice')
  expect(other.status).toBe(409)
  expect(await errorOf(other)).toMatchObject({ code: 'idempotency_mismatch' })
})

test('[AU340] a process that died is taken for one: what it had done is not done again, what it had not is', async () => {
  const key = crypto.randomUUID()
  const claim = { userId: people.editor.userId, key }
  const create = () =>
    web.fetch(
      '/api/v1/posts',
      jsonInit('POST', { workspaceId, title: 'Died' }, { ...bearer.editor, 'idempotency-key': key }),
    )
  const count = () => db.post.count({ where: { title: 'Died' } })
  const died = (change: object) =>
    db.idempotentAnswer.update({
      where: { userId_key: claim },
      data: { body: {}, createdAt: new Date(Date.now() - 120_000), ...change },
    })
  expect((await create()).status).toBe(201)
  // As the deed's own transaction left it.
  await died({ status: CLAIM.done })
  const refused = await create()
  expect(refused.status).toBe(409)
  expect(await errorOf(refused)).toMatchObject({
    code: 'idempotency_mismatch',
    message: expect.stringContaining('It was done'),
  })
  expect(await count()).toBe(1)
  await died({ status: CLAIM.running })
  expect((await create()).status).toBe(201)
  expect(await count()).toBe(2)
})

test('[AU340] the deed says in its own transaction that it is done, and one that fails does not', async () => {
  const key = crypto.randomUUID()
  const claim = { userId: people.editor.userId, key }
  await db.idempotentAnswer.create({ data: { ...claim, request: 'x', status: CLAIM.running, body: {} } })
  const status = async () => (await db.idempotentAnswer.findUniqueOrThrow({ where: { userId_key: claim } })).status
  const fails = underClaim(claim, () =>
    transact(db, async () => {
      throw new Error('fails')
    }),
  )
  await expect(fails).rejects.toThrow('fails')
  expect(await status()).toBe(CLAIM.running)
  await underClaim(claim, () => transact(db, async () => undefined))
  expect(await status()).toBe(CLAIM.done)
})

test('[AU13] an answer that asks to come back is not kept, and a repetition carries the rev', async () => {
  const id = await addDraft(web.stores, team)
  const headers = { ...bearer.publisher, 'idempotency-key': crypto.randomUUID() }
  const ahead = new Doc()
  ahead.getMap('fields').set('slug', 'later')
  const stateVector = Buffer.from(encodeStateVector(ahead)).toString('base64')
  const publish = () =>
    web.fetch(`/api/v1/posts/${id}/publish`, jsonInit('POST', { channelIds: [channelId], stateVector }, headers))
  expect(await errorOf(await publish())).toMatchObject({ code: 'content_ahead' })
  await web.stores.log.append({
    doc: docName.post(id),
    update: encodeStateAsUpdate(ahead),
    author: people.editor.userId,
    clients: [ahead.clientID],
  })
  const [first, second] = [await publish(), await publish()]
  expect([first.status, second.status]).toEqual([200, 200])
  expect(second.headers.get('idempotency-replayed')).toBe('true')
  expect(second.headers.get('etag')).toBe(first.headers.get('etag'))
})

test('[PS82] what makes a secret makes it once a key: the same answer again, of which no copy lies open', async () => {
  const owner = { ...bearer.owner, 'content-type': 'application/json' }
  const hook = { workspaceId, kind: 'webhook', name: 'Once', settings: { url: 'https://hook.example.org' } }
  const postId = await addDraft(web.stores, team)
  const made: [string, unknown, string, () => Promise<number>][] = [
    [
      `/workspaces/${workspaceId}/invitations`,
      { email: 'once@example.org', role: 'viewer' },
      'url',
      () => db.invitation.count({ where: { workspaceId } }),
    ],
    ['/channels', hook, 'secret', () => db.channel.count({ where: { workspaceId } })],
    ['/webhooks', { channelId }, 'secret', () => db.incomingWebhook.count({ where: { channelId } })],
    [`/posts/${postId}/share-links`, { level: 'view' }, 'url', () => db.shareLink.count({ where: { postId } })],
  ]
  for (const [path, body, secret, count] of made) {
    const key = crypto.randomUUID()
    const headers = { ...owner, 'idempotency-key': key }
    const ask = (json = body) => web.fetch(`/api/v1${path}`, jsonInit('POST', json, headers))
    const before = await count()
    const answers = [await ask(), ...(await Promise.all([ask(), ask()]))]
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201])
    const texts = await Promise.all(answers.map(answer => answer.text()))
    expect(new Set(texts).size).toBe(1)
    expect(await count()).toBe(before + 1)
    const shown = String((JSON.parse(texts[0] ?? '') as Record<string, unknown>)[secret]).slice(-20)
    expect(shown).toHaveLength(20)
    expect(JSON.stringify(await db.idempotentAnswer.findMany({ where: { key } }))).not.toContain(shown)
    expect((await ask({ ...(body as object), more: 1 })).status).toBe(409)
  }
})

test('[PS82] an answer that cannot be read any more is said to be done, and nothing is done again', async () => {
  const headers = { ...bearer.editor, 'idempotency-key': crypto.randomUUID() }
  const create = () => web.fetch('/api/v1/posts', jsonInit('POST', { workspaceId, title: 'Sealed' }, headers))
  expect((await create()).status).toBe(201)
  await db.idempotentAnswer.updateMany({
    where: { key: headers['idempotency-key'] },
    data: { body: { sealed: 'AQID' } },
  })
  const count = await db.post.count()
  expect(await errorOf(await create())).toMatchObject({ code: 'idempotency_mismatch', message: /^It was done/ })
  expect(await db.post.count()).toBe(count)
})

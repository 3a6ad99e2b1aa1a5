import { describe, expect, test } from 'vitest'
import { openChannelSecret } from '#domain/services/channels.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { createTestWeb, jsonInit } from '#tests/support/web.ts'
import { addTeam } from '#tests/support/workspace.ts'

const database = await testDatabase()
const { db } = database
const web = createTestWeb(database)
const team = await addTeam(database)
const foreign = await addTeam(database)
const { workspaceId, people } = team

const URL_OF_HOOK = 'https://hooks.example.org/a/secret-path'
const hook = (change: object = {}) => ({
  workspaceId,
  kind: 'webhook',
  name: 'Newsletter',
  settings: { url: URL_OF_HOOK },
  ...change,
})

async function call(who: keyof typeof people, method: string, path: string, body?: unknown) {
  const headers = await web.bearerOf(people[who])
  const init = body === undefined ? { method, headers } : jsonInit(method, body, headers)
  const response = await web.fetch(`/api/v1${path}`, init)
  const text = await response.text()
  return { status: response.status, text, body: text === '' ? null : JSON.parse(text) }
}

async function addHook(): Promise<{ id: string; secret: string }> {
  const { body } = await call('admin', 'POST', '/channels', hook())
  return body
}

const list = async (who: keyof typeof people) =>
  (await call(who, 'GET', `/channels?workspace=${workspaceId}`)).body.items

describe('[OB40] who may do what with channels', () => {
  test('admins and owners add, change and remove them; others are refused and told whom to ask', async () => {
    for (const who of ['viewer', 'commenter', 'editor', 'publisher'] as const) {
      const refused = await call(who, 'POST', '/channels', hook())
      expect(refused.status, who).toBe(403)
      expect(refused.body.error.message).toContain('admin')
    }
    const { id } = await addHook()
    for (const [method, path, body] of [
      ['GET', `/channels/${id}`, undefined],
      ['PATCH', `/channels/${id}`, { name: 'Mine' }],
      ['DELETE', `/channels/${id}`, undefined],
      ['POST', `/channels/${id}/secret`, undefined],
      ['POST', `/channels/${id}/test`, undefined],
    ] as const) {
      expect((await call('publisher', method, path, body)).status, path).toBe(403)
      expect((await call('stranger', method, path, body)).status, path).toBe(404)
    }
    expect((await call('owner', 'PATCH', `/channels/${id}`, { name: 'Letters', enabled: false })).body).toMatchObject({
      name: 'Letters',
      enabled: false,
    })
    expect((await call('owner', 'DELETE', `/channels/${id}`)).status).toBe(204)
    expect((await call('owner', 'GET', `/channels/${id}`)).status).toBe(404)
    const told = await db.activity.findMany({ where: { workspaceId }, orderBy: { id: 'asc' } })
    expect(told.map(({ kind, userId, data }) => [kind, userId, data])).toEqual([
      ['channel_added', people.admin.userId, { name: 'Newsletter' }],
      ['channel_changed', people.owner.userId, { name: 'Letters' }],
      ['channel_removed', people.owner.userId, { name: 'Letters' }],
    ])
  })

  test('nobody reaches into another workspace, also with an id of it in their own', async () => {
    const theirs = await db.channel.findFirstOrThrow({ where: { workspaceId: foreign.workspaceId } })
    expect((await call('owner', 'PATCH', `/channels/${theirs.id}`, { name: 'Mine' })).status).toBe(404)
    expect((await call('owner', 'DELETE', `/channels/${theirs.id}`)).status).toBe(404)
    expect((await call('owner', 'POST', '/channels', hook({ workspaceId: foreign.workspaceId }))).status).toBe(404)
  })

  test('an address, which may hold a token, is shown to those who manage channels; others see its host', async () => {
    await addHook()
    for (const who of ['viewer', 'publisher'] as const) {
      const seen = await call(who, 'GET', `/channels?workspace=${workspaceId}`)
      expect(seen.text).not.toContain('secret-path')
      expect(seen.body.items.at(-1)).toMatchObject({ place: 'hooks.example.org', kind: 'webhook', canLookUp: false })
    }
    expect((await list('admin')).at(-1).settings).toEqual({ url: URL_OF_HOOK })
  })

  test('what went out keeps its row and link when its channel is removed', async () => {
    const { id } = await addHook()
    await call('admin', 'DELETE', `/channels/${id}`)
    expect((await list('admin')).map((channel: { id: string }) => channel.id)).not.toContain(id)
    expect(await db.channel.findUniqueOrThrow({ where: { id } })).toMatchObject({ enabled: false, secret: null })
  })

  test('the built-in site can be switched off, and neither be removed nor added', async () => {
    const { channelId } = team
    expect((await call('owner', 'DELETE', `/channels/${channelId}`)).status).toBe(409)
    expect((await call('owner', 'POST', `/channels/${channelId}/secret`)).status).toBe(409)
    expect((await call('owner', 'PATCH', `/channels/${channelId}`, { enabled: false })).body.enabled).toBe(false)
    expect((await call('owner', 'PATCH', `/channels/${channelId}`, { enabled: true })).body.enabled).toBe(true)
    expect((await call('owner', 'POST', '/channels', hook({ kind: 'site', settings: {} }))).status).toBe(400)
  })
})

describe('[OB30] secrets of channels', () => {
  test('are shown in the answer that makes them and nowhere else', async () => {
    const { id, secret } = await addHook()
    expect(secret).toMatch(/^whsec_[\w+/]{43}=$/)
    const seen = [
      await call('owner', 'GET', `/channels/${id}`),
      await call('owner', 'GET', `/channels?workspace=${workspaceId}`),
    ]
    for (const { text } of seen) expect(text).not.toContain('whsec')
    expect((await call('owner', 'PATCH', `/channels/${id}`, { name: 'Other' })).text).not.toContain('whsec')
    const row = await db.channel.findUniqueOrThrow({ where: { id } })
    expect(openChannelSecret(row, web.config.authSecret)).toBe(secret)
    expect(JSON.stringify(await db.idempotentAnswer.findMany())).not.toContain('whsec')
  })

  test('are made anew when asked for', async () => {
    const { id, secret } = await addHook()
    const renewed = await call('admin', 'POST', `/channels/${id}/secret`)
    expect(renewed.body.secret).not.toBe(secret)
    const row = await db.channel.findUniqueOrThrow({ where: { id } })
    expect(openChannelSecret(row, web.config.authSecret)).toBe(renewed.body.secret)
  })
})

describe('what is not as it should be', () => {
  test('is named, with what to write instead', async () => {
    for (const url of [
      '',
      'x',
      'ftp://a.example/',
      'javascript:1',
      'https://me:word@a.example/',
      `https://a.example/${'x'.repeat(2000)}`,
    ]) {
      const { status, body } = await call('admin', 'POST', '/channels', hook({ settings: { url } }))
      expect(status, url).toBe(400)
      expect(body.error.details[0]).toMatchObject({ path: 'settings.url', message: expect.any(String) })
    }
    for (const wrong of [
      { kind: 'pigeon' },
      { name: '' },
      { settings: {} },
      { settings: { url: URL_OF_HOOK, more: 1 } },
    ]) {
      expect((await call('admin', 'POST', '/channels', hook(wrong))).status, JSON.stringify(wrong)).toBe(400)
    }
    const { id } = await addHook()
    for (const wrong of [{}, { settings: { behaviour: 'succeed' } }, { enabled: 1 }, { kind: 'demo' }]) {
      expect((await call('admin', 'PATCH', `/channels/${id}`, wrong)).status, JSON.stringify(wrong)).toBe(400)
    }
    expect((await call('admin', 'PATCH', '/channels/nothing', { name: 'A' })).status).toBe(404)
  })

  test('a workspace has so many channels and no more', async () => {
    const crowded = await addTeam(database)
    await db.channel.createMany({
      data: Array.from({ length: 48 }, () => ({ workspaceId: crowded.workspaceId, kind: 'demo', name: 'Demo' })),
    })
    const headers = await web.bearerOf(crowded.people.owner)
    const add = () =>
      web.fetch('/api/v1/channels', jsonInit('POST', { ...hook(), workspaceId: crowded.workspaceId }, headers))
    const statuses = await Promise.all([add(), add(), add()]).then(all => all.map(({ status }) => status).sort())
    expect(statuses).toEqual([201, 409, 409])
  })
})

/** The history of a post over HTTP: every change, who wrote what, and an earlier moment back. */
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { docName } from '#domain/contract/doc-names.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import type { WrittenBlock } from '#domain/text/authorship.ts'
import { jsonOf } from '#domain/text/document.ts'
import { textOf } from '#domain/text/plain-text.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { createTestWeb, jsonInit } from '#tests/support/web.ts'
import { addDraft, addTeam } from '#tests/support/workspace.ts'

const database = await testDatabase()
const web = createTestWeb(database, { requestRate: { perSecond: 1e6, burst: 1e6 } })
const team = await addTeam(database)
const { people } = team
const [editor, publisher, viewer, commenter, stranger] = await Promise.all(
  (['editor', 'publisher', 'viewer', 'commenter', 'stranger'] as const).map(role => web.bearerOf(people[role])),
)

type Row = { readonly seq: number; readonly at: string; readonly by: string; readonly update: string }
type Page = {
  readonly items: readonly Row[]
  readonly people: readonly { name: string }[]
  readonly nextCursor: string | null
}

const get = (postId: string, path: string, headers = editor) =>
  web.fetch(`/api/v1/posts/${postId}${path}`, { headers: headers ?? {} })
const write = async (postId: string, markdown: string, headers = editor) => {
  const answer = await web.fetch(
    `/api/v1/posts/${postId}/content?format=markdown`,
    jsonInit('PUT', { markdown }, headers),
  )
  expect(answer.status).toBe(200)
}
const markdownOf = async (postId: string) => (await get(postId, '/content?format=markdown')).text()

async function replayOf(postId: string, query = ''): Promise<Page> {
  const answer = await get(postId, `/replay${query}`)
  expect(answer.status).toBe(200)
  return (await answer.json()) as Page
}

function textAt(rows: readonly Row[], seq: number): string {
  const doc = new Y.Doc()
  for (const row of rows) if (row.seq <= seq) Y.applyUpdate(doc, Buffer.from(row.update, 'base64'))
  return textOf(jsonOf(doc))
}

test('[PS84] each change is told with its author and time, page by page, also when it was packed', async () => {
  const postId = await addDraft(web.stores, team)
  for (let count = 1; count <= 6; count++) {
    await write(postId, `The buoy speaks every ${count} minutes.`, count % 2 ? editor : publisher)
  }
  const { items, people: authors, nextCursor } = await replayOf(postId)
  expect(nextCursor).toBeNull()
  expect(items.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect(new Set(authors.map(({ name }) => name))).toEqual(new Set(['Ede', 'Priya']))
  expect(items[2]).toMatchObject({ by: people.publisher.userId, at: expect.stringMatching(/^\d{4}-.*Z$/) })
  expect(textAt(items, 3)).toBe('The buoy speaks every 2 minutes.')
  expect(textAt(items, 7)).toBe('The buoy speaks every 6 minutes.')

  const [first, second] = [await replayOf(postId, '?limit=4'), await replayOf(postId, '?limit=4&cursor=4')]
  expect([first.nextCursor, second.nextCursor]).toEqual(['4', null])
  expect([...first.items, ...second.items]).toEqual(items)
  expect((await get(postId, '/replay?cursor=-1')).status).toBe(400)

  const doc = docName.post(postId)
  const { log } = web.stores
  const { updates, seq } = await log.load(doc)
  const whole = new Y.Doc()
  for (const update of updates) Y.applyUpdate(whole, update)
  await log.saveSnapshot(doc, seq, Y.encodeStateAsUpdate(whole))
  expect(await log.compact(doc, { leastRows: 2 })).toEqual({ rows: 7 })
  expect((await replayOf(postId)).items).toEqual(items)
})

test('[PS84] an answer holds so many bytes, and the next one goes on', async () => {
  const postId = await addDraft(web.stores, team)
  const half = Math.ceil(LIMITS.historyBytes / LIMITS.updateBytes) + 1
  const doc = docName.post(postId)
  const noise = new Y.Doc()
  for (let count = 0; count < half; count++) {
    const before = Y.encodeStateVector(noise)
    noise.getMap('fields').set('note', 'x'.repeat(LIMITS.updateBytes - 1_000))
    const update = Y.encodeStateAsUpdate(noise, before)
    await web.stores.log.append({ doc, update, author: people.editor.userId, clients: [noise.clientID] })
  }
  const first = await replayOf(postId)
  expect(first.items.length).toBeLessThan(half + 1)
  const rest = await replayOf(postId, `?cursor=${first.nextCursor}`)
  expect([...first.items, ...rest.items].map(({ seq }) => seq)).toEqual(
    Array.from({ length: half + 1 }, (_, index) => index + 1),
  )
})

test('[PS87] what was deleted is told to those who may write, and to nobody else; nor can others bring it back', async () => {
  const postId = await addDraft(web.stores, team)
  await write(postId, 'A secret that was written by mistake.')
  await write(postId, 'Nothing.')
  for (const [headers, status] of [
    [viewer, 403],
    [commenter, 403],
    [stranger, 404],
  ] as const) {
    expect((await get(postId, '/replay', headers)).status).toBe(status)
    const restored = await web.fetch(`/api/v1/posts/${postId}/replay/2/restore`, jsonInit('POST', {}, headers))
    expect(restored.status).toBe(status)
  }
  const blame = await get(postId, '/blame', viewer)
  expect(blame.status).toBe(200)
  expect(await blame.text()).not.toContain('secret')
  expect((await get(postId, '/blame', stranger)).status).toBe(404)
  expect(await markdownOf(postId)).toContain('Nothing.')
})

test('[PS85] who wrote what stands in a text is told piece by piece', async () => {
  const postId = await addDraft(web.stores, team)
  await write(postId, 'It speaks every single ten minutes.', publisher)
  const blame = (await (await get(postId, '/blame', viewer)).json()) as {
    seq: number
    people: { id: string; name: string }[]
    blocks: WrittenBlock[]
  }
  const nameOf = (id: string | null) => blame.people.find(person => person.id === id)?.name
  expect(blame.seq).toBe(2)
  expect(blame.blocks[1]?.runs.map(({ text, by }) => [text, nameOf(by)])).toEqual([
    ['It speaks every ', 'Ede'],
    ['single ', 'Priya'],
    ['ten minutes.', 'Ede'],
  ])
})

test('[PS86] an earlier moment comes back as an edit, is in the log, and can be taken back', async () => {
  const postId = await addDraft(web.stores, team)
  await write(postId, 'It speaks every nine minutes. At night it is silent.')
  const before = await markdownOf(postId)
  const answer = await web.fetch(`/api/v1/posts/${postId}/replay/1/restore`, jsonInit('POST', {}, publisher))
  expect(answer.status).toBe(200)
  expect(await answer.json()).toMatchObject({ state: 'draft', excerpt: 'It speaks every ten minutes.' })
  const { items } = await replayOf(postId)
  expect(items.at(-1)).toMatchObject({ seq: 3, by: people.publisher.userId })
  const log = (await (await get(postId, '/activity?limit=1')).json()) as Record<string, unknown>
  expect(log).toMatchObject({ items: [{ kind: 'moment_restored', data: { at: items[0]?.at, seq: 3 } }] })

  expect((await web.fetch(`/api/v1/posts/${postId}/replay/2/restore`, jsonInit('POST', {}, editor))).status).toBe(200)
  expect(await markdownOf(postId)).toBe(before)
  for (const seq of ['0', '99', 'x']) {
    const none = await web.fetch(`/api/v1/posts/${postId}/replay/${seq}/restore`, jsonInit('POST', {}, editor))
    expect([seq, none.status]).toEqual([seq, 404])
  }
})

test('[PS390] a change is taken back as an edit, and what people wrote since stays', async () => {
  const postId = await addDraft(web.stores, team)
  const undo = (seq: number, headers = editor) =>
    web.fetch(`/api/v1/posts/${postId}/replay/${seq}/undo`, jsonInit('POST', {}, headers))
  const fields = (body: unknown) => web.fetch(`/api/v1/posts/${postId}/fields`, jsonInit('PATCH', body, publisher))
  await write(postId, 'It speaks every nine minutes. At night it is silent.')
  await fields({ tags: ['Sea'], slug: 'nine' })
  const restored = await web.fetch(`/api/v1/posts/${postId}/replay/1/restore`, jsonInit('POST', {}, editor))
  const { change } = (await restored.json()) as { change: number }
  expect(change).toBe(4)

  await write(postId, 'It speaks every ten minutes. Listen.\n\nPriya goes on.', publisher)
  await fields({ tags: ['Fog'] })
  for (const [seq, headers, status] of [
    [change, viewer, 403],
    [change, stranger, 404],
    [1, editor, 404],
    [99, editor, 404],
  ] as const) {
    expect([seq, (await undo(seq, headers)).status]).toEqual([seq, status])
  }
  expect((await undo(change)).status).toBe(200)
  const [first = '', second] = (await markdownOf(postId)).trim().split('\n\n')
  // Two who write in one place: either may come first.
  expect(first.replace(' Listen.', '')).toBe('It speaks every nine minutes. At night it is silent.')
  expect(first).toContain('Listen.')
  expect(second).toBe('Priya goes on.')
  expect(await (await get(postId, '/fields')).json()).toMatchObject({ tags: ['Fog', 'Sea'], slug: 'nine' })
  expect((await replayOf(postId)).items.at(-1)).toMatchObject({ by: people.editor.userId })

  const same = await web.fetch(`/api/v1/posts/${postId}/replay/7/restore`, jsonInit('POST', {}, editor))
  expect(await same.json()).toMatchObject({ change: null })
})

test('[PS86] what stood beside the text comes back with it, of a moment and of a frozen version', async () => {
  const postId = await addDraft(web.stores, team)
  const fields = async (body: unknown) => {
    const answer = await web.fetch(`/api/v1/posts/${postId}/fields`, jsonInit('PATCH', body, editor))
    expect(answer.status).toBe(200)
  }
  const shown = async () => (await (await get(postId, '/fields')).json()) as Record<string, unknown>
  await fields({ tags: ['Sea', 'Fog'], slug: 'first-signals' })
  const before = await shown()
  const { items } = await replayOf(postId)
  await web.fetch(`/api/v1/posts/${postId}/submit`, jsonInit('POST', {}, editor))
  await web.fetch(`/api/v1/posts/${postId}/approve`, jsonInit('POST', {}, publisher))
  await fields({ tags: ['Ice'], slug: null })
  expect(await (await get(postId, '')).json()).toMatchObject({ approval: { stale: true } })

  const moment = `/api/v1/posts/${postId}/replay/${items.at(-1)?.seq}/restore`
  expect((await web.fetch(moment, jsonInit('POST', {}, editor))).status).toBe(200)
  expect(await shown()).toEqual(before)
  await fields({ tags: [] })
  const version = await web.fetch(`/api/v1/posts/${postId}/versions/1/restore`, jsonInit('POST', {}, editor))
  expect(await version.json()).toMatchObject({ approval: { stale: false } })
  expect(await shown()).toEqual(before)
  expect(await (await get(postId, '/versions/1')).json()).toMatchObject({ fields: { slug: 'first-signals' } })
})

test('[PS100] a moment gets a name, another one, and none again, and the log tells who did it', async () => {
  const postId = await addDraft(web.stores, team)
  await write(postId, 'It speaks every nine minutes.')
  const put = (seq: number | string, body: unknown, headers = editor) =>
    web.fetch(`/api/v1/posts/${postId}/named-moments/${seq}`, jsonInit('PUT', body, headers))
  const named = async () => ((await (await get(postId, '/named-moments')).json()) as { items: unknown[] }).items
  expect((await put(2, { name: '  Before\n the   talk ' })).status).toBe(204)
  expect((await put(1, { name: 'Begun' }, publisher)).status).toBe(204)
  const { items } = await replayOf(postId)
  expect(await named()).toMatchObject([
    { seq: 1, name: 'Begun', at: items[0]?.at, namedBy: { name: 'Priya' } },
    { seq: 2, name: 'Before the talk', at: items[1]?.at, namedBy: { name: 'Ede' } },
  ])
  // The same again is no deed; another name is.
  expect((await put(2, { name: 'Before the talk' }, publisher)).status).toBe(204)
  expect((await put(2, { name: 'After it' }, publisher)).status).toBe(204)
  const gone = () => web.fetch(`/api/v1/posts/${postId}/named-moments/1`, { method: 'DELETE', headers: editor ?? {} })
  expect((await gone()).status).toBe(204)
  expect((await gone()).status).toBe(404)
  expect(await named()).toMatchObject([{ seq: 2, name: 'After it', namedBy: { name: 'Priya' } }])

  for (const seq of ['0', '99', 'x']) expect([seq, (await put(seq, { name: 'Nowhere' })).status]).toEqual([seq, 404])
  for (const name of ['', ' \n', 'x'.repeat(LIMITS.momentNameChars + 1)]) {
    expect((await put(1, { name })).status).toBe(400)
  }
  const log = (await (await get(postId, '/activity?kind=moment_named,moment_renamed,moment_unnamed')).json()) as {
    items: { kind: string; by: { name: string }; data: unknown }[]
  }
  expect(log.items.map(({ kind, by, data }) => [kind, by.name, data])).toEqual([
    ['moment_unnamed', 'Ede', { name: 'Begun' }],
    ['moment_renamed', 'Priya', { name: 'After it', before: 'Before the talk' }],
    ['moment_named', 'Priya', { name: 'Begun' }],
    ['moment_named', 'Ede', { name: 'Before the talk' }],
  ])
})

test('[PS100] of many who name one moment at once one name stands, and a post has so many at most', async () => {
  const postId = await addDraft(web.stores, team)
  for (let count = 0; count < 4; count++) await write(postId, `It speaks every ${count + 2} minutes.`)
  const put = (seq: number, name: string) =>
    web.fetch(`/api/v1/posts/${postId}/named-moments/${seq}`, jsonInit('PUT', { name }, editor))
  const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => put(2, `Name ${index}`)))
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 204))
  const kinds = (await (await get(postId, '/activity?kind=moment_named,moment_renamed')).json()) as {
    items: { kind: string }[]
  }
  expect(kinds.items.filter(({ kind }) => kind === 'moment_named')).toHaveLength(1)
  expect(kinds.items.filter(({ kind }) => kind === 'moment_renamed')).toHaveLength(7)

  await web.stores.db.namedMoment.createMany({
    data: Array.from({ length: LIMITS.namedMomentsPerPost - 2 }, (_, index) => ({
      postId,
      logSeq: 1_000 + index,
      name: 'Full',
      at: new Date(),
      namedById: people.editor.userId,
    })),
  })
  const last = await Promise.all([put(3, 'Last'), put(4, 'One too many')])
  expect(last.map(({ status }) => status).toSorted()).toEqual([204, 413])
  expect((await put(2, 'Renamed all the same')).status).toBe(204)
})

test('[PS101] names are for those who may write, and for nobody else', async () => {
  const postId = await addDraft(web.stores, team)
  await web.fetch(`/api/v1/posts/${postId}/named-moments/1`, jsonInit('PUT', { name: 'Begun' }, editor))
  for (const [headers, status] of [
    [viewer, 403],
    [commenter, 403],
    [stranger, 404],
  ] as const) {
    const path = `/api/v1/posts/${postId}/named-moments/1`
    expect((await get(postId, '/named-moments', headers)).status).toBe(status)
    expect((await web.fetch(path, jsonInit('PUT', { name: 'Mine' }, headers))).status).toBe(status)
    expect((await web.fetch(path, { method: 'DELETE', headers: headers ?? {} })).status).toBe(status)
  }
  expect(await (await get(postId, '/named-moments')).json()).toMatchObject({ items: [{ name: 'Begun' }] })
})

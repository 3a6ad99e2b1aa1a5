/** Texts that come by the API, against both servers: what the caller gets, and what people see who have the post open. */
import { afterAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { docName } from '#domain/contract/doc-names.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { requireWorkspace } from '#domain/services/access.ts'
import { createPost } from '#domain/services/posts.ts'
import { contentHash } from '#domain/text/hash.ts'
import { isSaved, leaveAll, liveServer, openedTab, type Person, signIn } from '#tests/support/live.ts'
import { addWorkspace } from '#tests/support/people-and-posts.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { until } from '#tests/support/until.ts'
import { createTestWeb, jsonInit } from '#tests/support/web.ts'

const database = await testDatabase()
const { db } = database
const web = createTestWeb(database)
const { url } = await liveServer(database)
const [anna, ben, vera] = [
  await signIn(database, 'Anna'),
  await signIn(database, 'Ben'),
  await signIn(database, 'Vera'),
]
const workspaceId = await addWorkspace(db, 'Harbour', {
  [anna.userId]: 'owner',
  [ben.userId]: 'editor',
  [vera.userId]: 'commenter',
})
const bearer = new Map<Person, Record<string, string>>()
for (const person of [anna, ben, vera]) bearer.set(person, await web.bearerOf(person))
afterAll(leaveAll)

async function addPost(markdown = 'The buoy speaks.\n\nThe fog answers.'): Promise<string> {
  const workspace = await requireWorkspace(db, anna, workspaceId, 'edit')
  return createPost(web.stores, workspace, { title: 'A buoy', markdown })
}

async function call(
  method: string,
  postId: string,
  query: string,
  body?: string,
  by: Person = ben,
  type = 'application/json',
) {
  const headers = { ...bearer.get(by), ...(body === undefined ? {} : { 'content-type': type }) }
  const response = await web.fetch(`/api/v1/posts/${postId}/content${query}`, { method, headers, body })
  const text = await response.text()
  return { status: response.status, text, hash: response.headers.get('x-content-hash') }
}

const markdownOf = async (postId: string) => (await call('GET', postId, '?format=markdown')).text
const codeOf = ({ text }: { text: string }) => (JSON.parse(text) as { error: { code: string } }).error.code

describe('a text that comes by the API', () => {
  test('[PS20] appears in open editors as an edit of its author, and leaves what others are at', async () => {
    const postId = await addPost()
    const tab = await openedTab(url, anna, docName.post(postId as never))
    tab.type(' Anna was here.')
    await until(() => isSaved(tab))
    const words = tab.doc.getXmlFragment('body').get(1)
    if (!(words instanceof Y.XmlElement)) throw new Error('There is no paragraph')
    const caret = Y.createRelativePositionFromTypeIndex(words.get(0) as Y.XmlText, 9)

    const put = await call(
      'PUT',
      postId,
      '?format=markdown',
      '# Head\n\nThe buoy speaks again. Anna was here.\n',
      ben,
      'text/markdown',
    )
    expect(put.status).toBe(200)
    expect(put.text).toBe('# Head\n\nThe buoy speaks again. Anna was here.\n')
    await until(() => tab.doc.getXmlFragment('body').toString().includes('speaks again'))
    const place = Y.createAbsolutePositionFromRelativePosition(caret, tab.doc)
    expect(place?.type.toString().slice(place.index)).toMatch(/^speaks again/)
    expect(tab.doc.getXmlFragment('body').toString()).not.toContain('fog')

    tab.type(' More.')
    await until(() => isSaved(tab))
    expect(await markdownOf(postId)).toContain('More.')
    const rows = await web.stores.log.history(docName.post(postId as never), 0)
    expect(rows.map(({ author }) => author)).toContain(ben.userId)
    tab.leave()
  })

  test('[PS20] parts: title, before, after, and in place of the body', async () => {
    const postId = await addPost('Middle.')
    const patch = (body: unknown, query = '?format=markdown') => call('PATCH', postId, query, JSON.stringify(body))
    await patch({ title: '  New   title ', prepend: 'First.', append: '- last' })
    expect(await markdownOf(postId)).toBe('First.\n\nMiddle.\n\n- last\n')
    await patch({ append: '<p>By <b>HTML</b></p>' }, '?format=html')
    await patch({ prepend: [{ type: 'horizontalRule' }] }, '')
    expect(await markdownOf(postId)).toBe('---\n\nFirst.\n\nMiddle.\n\n- last\n\nBy **HTML**\n')
    await patch({ content: 'By *format*' })
    expect(await markdownOf(postId)).toBe('By *format*\n')
    await patch({ html: '<h2>Only this</h2>' })
    expect(await markdownOf(postId)).toBe('# Only this\n')
    expect(await db.post.findUniqueOrThrow({ where: { id: postId } })).toMatchObject({
      title: 'New title',
      excerpt: 'Only this',
    })
  })

  test('[PS21] what is read can be written back, in each format, and changes nothing', async () => {
    const postId = await addPost('# Head\n\n- a\n- b\n\n| x | y |\n| - | - |\n| 1 | **2** |')
    for (const [format, type] of [
      ['json', 'application/json'],
      ['markdown', 'text/markdown'],
      ['html', 'text/html'],
    ] as const) {
      const before = await call('GET', postId, `?format=${format}`)
      const put = await call('PUT', postId, `?format=${format}`, before.text, ben, type)
      expect([format, put.status, put.text, put.hash]).toEqual([format, 200, before.text, before.hash])
    }
    const rows = await web.stores.log.history(docName.post(postId as never), 0)
    expect(rows).toHaveLength(1)
  })

  test('[PS21] the answer is the committed text with its hash, and lists follow', async () => {
    const postId = await addPost()
    const body = {
      type: 'doc',
      content: [
        { type: 'title', content: [{ type: 'text', text: 'Whole' }] },
        { type: 'paragraph', content: [{ type: 'text', text: 'new' }] },
      ],
    }
    const put = await call('PUT', postId, '', JSON.stringify(body))
    expect(JSON.parse(put.text)).toEqual(body)
    expect(put.hash).toBe(await contentHash(body))
    const { updates } = await web.stores.log.load(docName.post(postId as never))
    expect(updates.length).toBeGreaterThan(1)
    expect(await db.post.findUniqueOrThrow({ where: { id: postId } })).toMatchObject({
      title: 'Whole',
      excerpt: 'new',
      rev: 1,
    })
  })

  test('[PS21] [AU2] what is wrong is refused in words, and nothing changes', async () => {
    const postId = await addPost()
    const before = await call('GET', postId, '')
    const paragraph = { type: 'paragraph', content: [{ type: 'text', text: 'word '.repeat(6_000) }] }
    const half = Array.from({ length: 40 }, () => paragraph)
    const full = await addPost()
    expect((await call('PATCH', full, '', JSON.stringify({ content: half }))).status).toBe(200)
    const cases: [Awaited<ReturnType<typeof call>>, number, string][] = [
      [await call('PUT', postId, '', '{', ben), 400, 'bad_json'],
      [await call('PUT', postId, '', '{"type":"doc","content":[]}'), 400, 'invalid_input'],
      [await call('PUT', postId, '', '{"markdown":1}'), 400, 'invalid_input'],
      [await call('PUT', postId, '', '{"title":"x"}'), 400, 'invalid_input'],
      [await call('PUT', postId, '', 'words', ben, 'text/plain'), 400, 'invalid_input'],
      [await call('PUT', postId, '?format=docx', '{}'), 400, 'invalid_input'],
      [await call('PATCH', postId, '', '{}'), 400, 'invalid_input'],
      [await call('PATCH', postId, '', '{"append":"words"}'), 400, 'invalid_input'],
      [await call('PATCH', postId, '', '{"markdown":"a","html":"b"}'), 400, 'invalid_input'],
      [await call('PATCH', postId, '', '{"colour":"red"}'), 400, 'invalid_input'],
      [
        await call('PATCH', postId, '', JSON.stringify({ title: 'x'.repeat(LIMITS.titleChars + 1) })),
        400,
        'invalid_input',
      ],
      [await call('PUT', postId, '?format=markdown', '> '.repeat(5_000), ben, 'text/markdown'), 400, 'invalid_input'],
      [await call('PATCH', full, '', JSON.stringify({ append: half })), 413, 'too_large'],
      [await call('PUT', postId, '', before.text, vera), 403, 'forbidden'],
    ]
    for (const [answer, status, code] of cases) expect([answer.status, codeOf(answer)]).toEqual([status, code])
    expect(await call('GET', postId, '')).toEqual(before)

    await web.fetch(`/api/v1/posts/${postId}`, { method: 'DELETE', headers: bearer.get(ben) })
    const gone = await call('PATCH', postId, '', '{"title":"x"}')
    expect([gone.status, codeOf(gone)]).toEqual([409, 'invalid_transition'])
  })

  test('[PS22] of ten texts at once one stands whole', async () => {
    const postId = await addPost()
    const texts = Array.from({ length: 10 }, (_, index) => `Text ${index} is here.\n\nAnd ${index} ends it.\n`)
    const answers = await Promise.all(
      texts.map(text => call('PUT', postId, '?format=markdown', text, ben, 'text/markdown')),
    )
    expect(answers.map(({ status }) => status)).toEqual(texts.map(() => 200))
    expect(answers.map(({ text }) => text).sort()).toEqual([...texts].sort())
    expect(texts).toContain(await markdownOf(postId))
  })

  test('[AU13] [AU30] the same key writes once; with another query it is another request', async () => {
    const postId = await addPost('Body.')
    const headers = { ...bearer.get(ben), 'idempotency-key': crypto.randomUUID() }
    const append = () =>
      web.fetch(`/api/v1/posts/${postId}/content?format=markdown`, jsonInit('PATCH', { append: 'Once.' }, headers))
    const [first, second] = [await append(), await append()]
    expect(await second.text()).toBe(await first.text())
    const otherwise = await web.fetch(
      `/api/v1/posts/${postId}/content?format=html`,
      jsonInit('PATCH', { append: 'Once.' }, headers),
    )
    expect(otherwise.status).toBe(409)
    expect(await markdownOf(postId)).toBe('Body.\n\nOnce.\n')
  })
})

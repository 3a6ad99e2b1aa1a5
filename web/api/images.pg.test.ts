import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { imageFiles, parseImageId } from '#domain/contract/images.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { createDiskStore } from '#domain/images/disk-store.ts'
import { createLogger } from '#domain/logger.ts'
import { pictureOf } from '#tests/support/pictures.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { temporaryFolder } from '#tests/support/temporary-folder.ts'
import { createTestWeb } from '#tests/support/web.ts'
import { addDraft, addTeam } from '#tests/support/workspace.ts'
import { answerImage } from '#web/features/images/answer.ts'

const database = await testDatabase()
const { db } = database
const images = createDiskStore(temporaryFolder())
const web = createTestWeb(database, { images })
const team = await addTeam(database)
const { people, workspaceId } = team
const postId = await addDraft(web.stores, team)
const logger = createLogger('test', 'silent')

type Answer = {
  id: string
  url: string
  width: number
  height: number
  alt: string
  error: { message: string; code: string }
}

async function send(
  bytes: Uint8Array,
  {
    by = people.editor,
    query = `post=${postId}`,
    headers = {},
  }: { by?: typeof people.editor; query?: string; headers?: Record<string, string> } = {},
) {
  const response = await web.fetch(`/api/v1/images?${query}`, {
    method: 'POST',
    headers: { ...(headers.authorization ? {} : await web.bearerOf(by)), 'content-type': 'image/png', ...headers },
    body: new Uint8Array(bytes),
  })
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer }
}

const open = (id: string, file: string, headers: Record<string, string> = {}) =>
  answerImage({ images, logger }, new Request('http://x.test/', { headers }), { id, file })

let reds = 0
/** One that nobody has sent before. */
const fresh = () => pictureOf({ format: 'png', red: ++reds })

describe('adding a picture', () => {
  test('[IM5] for a post or a workspace, by who may write there', async () => {
    const { status, body, headers } = await send(await fresh(), { query: `post=${postId}&alt=A+buoy` })
    expect([status, body.width, body.height, body.alt]).toEqual([201, 96, 64, 'A buoy'])
    expect(headers.get('location')).toBe(body.url)
    const row = await db.image.findUniqueOrThrow({ where: { id: body.id } })
    expect(row).toMatchObject({ workspaceId, uploadedById: people.editor.userId, type: 'image/png', alt: 'A buoy' })
    expect((await send(await fresh(), { query: `workspace=${workspaceId}` })).status).toBe(201)

    for (const by of [people.viewer, people.commenter]) expect((await send(await fresh(), { by })).status).toBe(403)
    expect((await send(await fresh(), { by: people.stranger })).status).toBe(404)
    expect((await send(await fresh(), { by: people.stranger, query: `workspace=${workspaceId}` })).status).toBe(404)
    expect(await send(await fresh(), { query: 'alt=x' })).toMatchObject({
      status: 400,
      body: { error: { message: /post=<id>/ } },
    })
    expect(await send(await fresh(), { query: `post=${postId}&workspace=${workspaceId}` })).toMatchObject({
      status: 400,
    })
    expect(
      (await web.fetch(`/api/v1/images?post=${postId}`, { method: 'POST', body: new Uint8Array(await fresh()) }))
        .status,
    ).toBe(401)
  })

  test('[IM6] the same file again is the same picture: in turn, at once, and with the key of the first call', async () => {
    const bytes = await fresh()
    const first = await send(bytes)
    const again = await send(bytes, { by: people.owner, query: `workspace=${workspaceId}` })
    expect([again.status, again.body.id]).toEqual([200, first.body.id])

    const other = await fresh()
    const many = await Promise.all(Array.from({ length: 6 }, () => send(other)))
    expect(new Set(many.map(({ body }) => body.id)).size).toBe(1)
    expect(many.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(await db.image.count({ where: { sha256: createHash('sha256').update(other).digest('hex') } })).toBe(1)

    const keyed = await fresh()
    const headers = { 'idempotency-key': crypto.randomUUID() }
    const once = await send(keyed, { headers })
    expect(once.status).toBe(201)
    const replayed = await send(keyed, { headers })
    expect([replayed.status, replayed.body.id, replayed.headers.get('idempotency-replayed')]).toEqual([
      201,
      once.body.id,
      'true',
    ])
    expect((await send(await fresh(), { headers })).body.error.code).toBe('idempotency_mismatch')
  })

  test('[IM220] in a form it is the same picture; a form without one, or that cannot be read, is told in words', async () => {
    const bytes = await fresh()
    const sendForm = async (
      body: FormData | Uint8Array<ArrayBuffer>,
      more: Record<string, string> = {},
      query = '',
    ) => {
      const init = { method: 'POST', headers: { ...(await web.bearerOf(people.editor)), ...more }, body }
      const response = await web.fetch(`/api/v1/images?post=${postId}${query}`, init)
      return { status: response.status, body: (await response.json()) as Answer }
    }
    const formOf = (fields: Record<string, string | Blob>) => {
      const form = new FormData()
      for (const [name, value] of Object.entries(fields)) form.set(name, value)
      return form
    }
    const file = new File([bytes], '../storm\r\n.jpg', { type: 'text/html' })
    const key = { 'idempotency-key': crypto.randomUUID() }
    const first = await sendForm(formOf({ file, alt: 'A storm' }), key)
    expect([first.status, first.body.alt, first.body.width]).toEqual([201, 'A storm', 96])
    expect((await send(bytes)).body.id).toBe(first.body.id)
    const other = new File([await fresh()], 'other.png')
    expect((await sendForm(formOf({ file: other, alt: 'Unheard' }), {}, '&alt=Heard')).body.alt).toBe('Heard')

    const before = await db.image.count()
    const refused = { status: 400, body: { error: { code: 'invalid_input' } } }
    expect(await sendForm(formOf({ picture: file }))).toMatchObject({
      ...refused,
      body: { error: { message: 'The form has no file. Send it as the field “file”.' } },
    })
    expect(await sendForm(formOf({ file: 'storm.jpg' }))).toMatchObject(refused)
    expect(await sendForm(formOf({ file, alt: 'x'.repeat(LIMITS.altChars + 1) }))).toMatchObject(refused)
    const broken = { 'content-type': 'multipart/form-data; boundary=x' }
    expect(await sendForm(new Uint8Array(bytes), broken)).toMatchObject(refused)
    expect(await sendForm(formOf({ file: new File(['<svg/>'], 'a.svg') }))).toMatchObject(refused)
    expect(await db.image.count()).toBe(before)
  })

  test('[IM3] more bytes than are taken are refused without being read, more pictures than a person sends too', async () => {
    const large = await send(new Uint8Array(LIMITS.imageBytes + 1))
    expect(large).toMatchObject({ status: 413, body: { error: { message: 'Larger than 10 MB. Make it smaller.' } } })

    const by = people.publisher
    const bytes = await fresh()
    const headers = await web.bearerOf(by)
    const answers = await Promise.all(
      Array.from({ length: LIMITS.imagesPerMinute + 20 }, () => send(bytes, { headers })),
    )
    const late = answers.filter(({ status }) => status === 429)
    expect(late.length).toBeGreaterThan(0)
    expect(Number(late[0]?.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await send(bytes)).status).toBe(200)
  })

  test('[IM1] what is no picture is told in words, and nothing is kept of it', async () => {
    const before = await db.image.count()
    const svg = new TextEncoder().encode('<svg onload="alert(1)"/>')
    expect(await send(svg)).toMatchObject({ status: 400, body: { error: { code: 'invalid_input', message: /SVG/ } } })
    expect(await send(new Uint8Array())).toMatchObject({ status: 400, body: { error: { message: /empty/ } } })
    expect(await db.image.count()).toBe(before)
  })
})

describe('[IM3] many at once', () => {
  test('of one person wait outside, those of others do not', async () => {
    const by = people.admin
    const headers = await web.bearerOf(by)
    const bytes = await pictureOf({ format: 'png', width: 1600, height: 1200, red: 99 })
    const mine = Array.from({ length: LIMITS.uploadsAtOnce + 3 }, () => send(bytes, { headers }))
    const other = send(bytes, { by: people.owner })
    const statuses = (await Promise.all(mine)).map(({ status }) => status)
    expect(statuses.filter(status => status === 429)).toHaveLength(3)
    expect((await other).status).toBeLessThan(300)
    expect((await send(bytes, { headers })).status).toBe(200)
  })

  test('[IM1] what the sender says of it means nothing, and goes out only as words', async () => {
    const alt = '"><script>alert(1)</script>\r\nset-cookie: x=1\u202e'
    const query = `post=${postId}&alt=${encodeURIComponent(alt)}`
    const { status, body, headers } = await send(await fresh(), { query, headers: { 'content-type': 'text/html' } })
    expect([status, body.alt]).toEqual([201, alt])
    expect(headers.get('set-cookie')).toBeNull()
    expect(headers.get('content-type')).toContain('application/json')
    const long = await send(await fresh(), { query: `post=${postId}&alt=${'x'.repeat(LIMITS.altChars + 1)}` })
    expect(long).toMatchObject({ status: 400, body: { error: { code: 'invalid_input' } } })
  })
})

describe('[IM7] showing a picture', () => {
  test('each of its files, with headers under which it may do nothing, for good', async () => {
    const { body } = await send(await pictureOf({ format: 'jpeg', width: 1000, height: 500, red: 7 }))
    const id = parseImageId(body.id)
    expect(id && imageFiles(id)).toEqual(['480.webp', '960.webp', '1000.webp', 'share.jpg'])
    for (const file of id ? imageFiles(id) : []) {
      const response = await open(body.id, file)
      expect([file, response.status]).toEqual([file, 200])
      expect(response.headers.get('content-type')).toBe(file === 'share.jpg' ? 'image/jpeg' : 'image/webp')
      expect(response.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
      expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
      expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(100)
    }
    const tag = (await open(body.id, '480.webp')).headers.get('etag') ?? ''
    expect((await open(body.id, '480.webp', { 'if-none-match': tag })).status).toBe(304)
  })

  test('anything else is not there, whatever it asks for', async () => {
    const { body } = await send(await fresh())
    const size = '-96x64'
    for (const [id, file] of [
      [body.id, '480.webp'],
      [body.id, '../../secret'],
      [body.id, '96.webp\0'],
      [body.id.replace(size, '-97x64'), '97.webp'],
      [`${'a'.repeat(26)}${size}`, '96.webp'],
      ['..', '96.webp'],
      [`${body.id}/../x`, '96.webp'],
      ['%2e%2e', 'share.jpg'],
    ] as const) {
      const response = await open(id, file)
      expect([id, file, response.status]).toEqual([id, file, 404])
      expect(response.headers.get('cache-control')).toBe('no-store')
      expect(response.headers.get('content-type')).toContain('text/plain')
    }
  })
})

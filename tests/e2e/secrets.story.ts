/** A whole Galley with a canary in each of its secrets, through what works and what fails: none of them comes out (A27). */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeVarString } from 'lib0/encoding'
import { CANARY_OF_BUILD } from '#scripts/canary-of-build.ts'
import { freePort } from '#scripts/free-port.ts'
import { startIdentityProvider } from '#tests/support/identity-provider.ts'
import { openMailServer } from '#tests/support/mail-server.ts'
import { pictureOf } from '#tests/support/pictures.ts'
import { frameOf, presenceFrame, rawSocket } from '#tests/support/raw-socket.ts'
import { openReceiver } from '#tests/support/receiver.ts'
import { openS3 } from '#tests/support/s3-server.ts'
import { ownDatabase, runProgram, startOwnGalley } from './support/own-galley.ts'
import { expect, test } from './support/story.ts'

const BUILD = join(import.meta.dirname, '../../web/.next')
/** Of the build, what browsers get. */
const STATIC = join(BUILD, 'static')
const SERVED = [STATIC, join(BUILD, 'server/app')]

/** What must never come out, by what it is. */
const canaries = new Map<string, string>()

function plant(what: string): string {
  const canary = `canary${crypto.randomUUID().replaceAll('-', '')}`
  canaries.set(what, canary)
  return canary
}

function found(text: string): string[] {
  return [...canaries].flatMap(([what, canary]) => (text.includes(canary) ? [what] : []))
}

test('[AU521] no secret of the settings, and nothing that people show to get in or write, comes out in logs, figures, answers or scripts', async () => {
  const [mail, store, provider, receiver] = await Promise.all([
    openMailServer(),
    openS3(),
    startIdentityProvider(),
    openReceiver(),
  ])
  const database = await ownDatabase(plant('password of the database'))
  const setupToken = plant('SETUP_TOKEN')
  const metricsToken = plant('METRICS_TOKEN')
  const running = await startOwnGalley(database.url, {
    LOG_LEVEL: 'trace',
    AUTH_SECRET: plant('AUTH_SECRET'),
    SETUP_TOKEN: setupToken,
    METRICS_TOKEN: metricsToken,
    REDIS_URL: `redis://:${plant('password of Redis')}@127.0.0.1:1`,
    SMTP_URL: Object.assign(new URL(mail.url), { username: 'galley', password: plant('password of SMTP_URL') }).href,
    S3_ENDPOINT: store.url,
    S3_BUCKET: store.addBucket(),
    S3_ACCESS_KEY_ID: plant('S3_ACCESS_KEY_ID'),
    S3_SECRET_ACCESS_KEY: plant('S3_SECRET_ACCESS_KEY'),
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: 'galley',
    OIDC_CLIENT_SECRET: plant('OIDC_CLIENT_SECRET'),
    ALLOWED_PRIVATE_NETWORKS: '127.0.0.0/8',
  })
  const { url, collabPort } = running
  /** What was refused, in all its words. */
  const refused: string[] = []
  let cookie = ''

  async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = { cookie }) {
    const answer = await fetch(`${url}${path}`, {
      method,
      redirect: 'manual',
      headers: { origin: url, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: body instanceof Blob ? body : JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (answer.status >= 400) refused.push(text, JSON.stringify([...answer.headers]))
    const set = answer.headers.getSetCookie().map(one => one.split(';', 1)[0] ?? '')
    return { status: answer.status, text, location: answer.headers.get('location'), cookie: set.join('; ') }
  }
  const statusOf = async (...args: Parameters<typeof ask>) => (await ask(...args)).status
  const made = async (...args: Parameters<typeof ask>) => {
    const answer = await ask(...args)
    expect([200, 201], answer.text).toContain(answer.status)
    return JSON.parse(answer.text)
  }

  await test.step('getting in', async () => {
    const person = { name: 'Sam', email: 'sam@saltmarsh.example', password: plant('password of a person') }
    const wrong = { ...person, workspaceName: 'Saltmarsh', setupToken: plant('wrong SETUP_TOKEN') }
    expect(await statusOf('POST', '/api/auth/sign-up/email', wrong)).toBe(403)
    await made('POST', '/api/auth/sign-up/email', { ...wrong, setupToken })
    const guess = { email: `${plant('address that nobody has')}@example.org`, password: plant('guessed password') }
    expect(await statusOf('POST', '/api/auth/sign-in/email', guess)).toBe(401)
    const signedIn = await ask('POST', '/api/auth/sign-in/email', person)
    expect(signedIn.status).toBe(200)
    cookie = signedIn.cookie
    canaries.set('session cookie', decodeURIComponent(cookie.split('=')[1] ?? '').split('.')[0] ?? '')
    const started = await ask('POST', '/api/auth/sign-in/social', { next: '/' })
    const state = new URL(JSON.parse(started.text).url).searchParams.get('state') ?? ''
    const back = `/api/auth/callback/oidc?code=${plant('code of the provider')}&state=${encodeURIComponent(state)}`
    expect((await ask('GET', back, undefined, { cookie: started.cookie })).location).toContain('reason=provider')
    const forged = { authorization: `Bearer ${plant('wrong API token')}`, cookie: `session=${plant('wrong cookie')}` }
    expect(await statusOf('GET', '/api/v1/me', undefined, forged)).toBe(401)
  })

  const { workspaces } = await made('GET', '/api/v1/me')
  const workspaceId: string = workspaces[0].id
  const { token } = await made('POST', '/api/v1/tokens', { name: 'Program' })
  canaries.set('API token', token)
  const bearer = { authorization: `Bearer ${token}` }
  const text = { workspaceId, title: 'Words', markdown: plant('text of a post') }
  const post = await made('POST', '/api/v1/posts', text, bearer)

  await test.step('the API: what is refused, and a table that is missing', async () => {
    const odd = { ...text, unknown: plant('value of an unknown field') }
    expect(await statusOf('POST', '/api/v1/posts', odd, bearer)).toBe(400)
    await database.query('alter table thread rename to thread_away')
    const comment = { body: plant('comment that failed'), quote: plant('quoted words') }
    expect(await statusOf('POST', `/api/v1/posts/${post.id}/threads`, comment)).toBeGreaterThanOrEqual(500)
    await database.query('alter table thread_away rename to thread')
    await made('POST', `/api/v1/posts/${post.id}/threads`, { ...comment, body: plant('comment') })
  })

  await test.step('webhook, mail and store that fail', async () => {
    receiver.answerWith(response => response.writeHead(500).end())
    const settings = { url: `${receiver.url}/${plant('address of a webhook')}` }
    const hook = { workspaceId, kind: 'webhook', name: 'Letters', settings }
    const channel = await made('POST', '/api/v1/channels', hook)
    canaries.set('secret of a webhook', channel.secret.replace('whsec_', ''))
    await ask('POST', `/api/v1/channels/${channel.id}/test`, {})
    expect(receiver.taken).not.toEqual([])
    await made('POST', `/api/v1/posts/${post.id}/publish`, { channelIds: [channel.id] })
    await expect
      .poll(async () => (await made('GET', `/api/v1/posts/${post.id}`)).deliveries[0].attempts)
      .toBeGreaterThan(0)
    const letters = { workspaceId, kind: 'newsletter', name: 'News', settings: { from: 'news@saltmarsh.example' } }
    const newsletter = await made('POST', '/api/v1/channels', letters)
    await made('POST', `/api/v1/channels/${newsletter.id}/test`, {})
    const picture = await ask(
      'POST',
      `/api/v1/images?post=${post.id}`,
      new Blob([new Uint8Array(await pictureOf({ format: 'png' }))]),
      {
        cookie,
        'content-type': 'image/png',
      },
    )
    expect(picture.status, picture.text).toBeGreaterThanOrEqual(500)
  })

  await test.step('the socket: a ticket, words, presence, and frames that are none', async () => {
    const { ticket } = await made('POST', '/api/v1/collab-ticket')
    canaries.set('ticket', ticket)
    const doc = `post:${post.id}`
    const raw = await rawSocket(`ws://127.0.0.1:${collabPort}/collab`, { origin: url, cookie })
    await raw.open(doc, ticket)
    raw.send(presenceFrame(doc, [[7, { page: plant('page in presence') }]]))
    raw.send(frameOf(doc, 5, encoder => writeVarString(encoder, plant('note'))))
    raw.sync(doc, 2, new TextEncoder().encode(plant('broken update')))
    await expect.poll(() => raw.reasons(doc)).toEqual(['bad_message'])
    raw.auth(doc, plant('wrong ticket'))
    await expect.poll(() => raw.reasons(doc)).toEqual(['bad_message', 'unauthenticated'])
    raw.send(`{"${plant('text frame')}":1}`)
    await raw.closed
    const inAddress = await rawSocket(`${url.replace('http', 'ws')}/collab/y/${doc}?ticket=${ticket}x`, { origin: url })
    await inAddress.closed
  })

  const figures = await test.step('figures, for who may read them', async () => {
    const elsewhere = { 'x-forwarded-for': '192.0.2.1' }
    const wrong = { ...elsewhere, authorization: `Bearer ${plant('wrong METRICS_TOKEN')}` }
    expect(await statusOf('GET', '/metrics', undefined, wrong)).toBe(404)
    const right = { ...elsewhere, authorization: `Bearer ${metricsToken}` }
    const ofCollab = await fetch(`http://127.0.0.1:${collabPort}/metrics`, { headers: right })
    return (await ask('GET', '/metrics', undefined, right)).text + (await ofCollab.text())
  })
  expect(figures).toContain('galley_refused_requests_total{reason="unauthenticated"')
  expect(figures).toContain('galley_refusals_total{reason="bad_message"}')

  await test.step('the database away', async () => {
    await database.cut()
    expect(await statusOf('GET', '/readyz')).toBe(503)
    expect(await statusOf('GET', '/api/v1/me')).toBeGreaterThanOrEqual(500)
  })

  await running.stop()
  const log = running.written().replace(`/setup?token=${setupToken}`, '')
  for (const words of ['request failed', 'refused', 'not ready']) expect(log).toContain(words)
  expect(found(log), 'in what the processes wrote').toEqual([])
  expect(found(figures), 'in figures').toEqual([])
  expect(found(refused.join('\n')), 'in answers that refuse').toEqual([])
  await Promise.all([mail.close(), store.close(), provider.close(), receiver.close()])
})

test('[AU521] what browsers load holds no secret that was set while it was built, and says nothing of its sources', () => {
  const files = SERVED.flatMap(folder =>
    readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap(one =>
      one.isFile() ? [join(one.parentPath, one.name)] : [],
    ),
  )
  const isStatic = (name: string) => name.startsWith(STATIC)
  const served = files.filter(name => isStatic(name) || /\.(html|rsc|body)$/.test(name))
  expect(served.length).toBeGreaterThan(10)
  expect(files.filter(name => isStatic(name) && name.endsWith('.map'))).toEqual([])
  expect(served.filter(name => readFileSync(name, 'utf8').includes(CANARY_OF_BUILD))).toEqual([])
})

test('[UL33] npm start and web alone refuse a Postgres that may forget, in one sentence and without its password', async () => {
  const { url } = await ownDatabase(plant('password of the database'))
  const folder = test.info().outputPath('data')
  const [PORT, COLLAB_PORT] = [String(await freePort()), String(await freePort())]
  const env = { DATABASE_URL: url, PORT, COLLAB_PORT, DATA_DIR: folder, AUTH_SECRET: plant('AUTH_SECRET') }
  const whole = runProgram(['scripts/main.ts', 'start'], env)
  const alone = runProgram(['web/server.ts'], { ...env, NODE_ENV: 'production' })
  expect(await Promise.all([whole.ended, alone.ended])).toEqual([1, 1])
  expect(whole.written()).toMatch(/DATABASE_URL: This Postgres has fsync, .* off, .* start again\./)
  expect(alone.written()).toMatch(/^This Postgres has fsync, .* start again\.$/m)
  expect(found(whole.written() + alone.written())).toEqual([])
})

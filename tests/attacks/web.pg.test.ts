/** What is said to the HTTP side: nothing of it is in the log, and no odd key does harm (A25, A27). */
import { PassThrough } from 'node:stream'
import { afterAll, describe, expect, test } from 'vitest'
import { createLogger } from '#domain/logger.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { createTestWeb, jsonInit } from '#tests/support/web.ts'
import { addDraft, addTeam } from '#tests/support/workspace.ts'

const database = await testDatabase()
const lines: string[] = []
const written = new PassThrough()
written.setEncoding('utf8').on('data', (part: string) => lines.push(part))
const logger = createLogger('test', 'trace', written)
const web = createTestWeb(database, { logger })
const team = await addTeam(database)
const postId = await addDraft(web.stores, team)
const owner = await web.bearerOf(team.people.owner)

const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = owner) =>
  web.fetch(`/api/v1${path}`, body === undefined ? { method, headers } : jsonInit(method, body, headers))

function canaries() {
  const said: string[] = []
  return {
    said,
    next: () => {
      const one = `canary${crypto.randomUUID().replaceAll('-', '')}`
      said.push(one)
      return one
    },
  }
}

/** At least one line was written, and none holds any of them. */
function expectSilence(said: readonly string[]): void {
  const log = lines.splice(0).join('')
  expect(log).not.toBe('')
  expect(said.filter(one => log.includes(one))).toEqual([])
}

describe('the log of the HTTP side', () => {
  test('[AU17] holds nothing of what people write, show to get in or name', async () => {
    const { said, next } = canaries()
    await web.auth('/sign-in/email', { email: `${next()}@example.org`, password: next() })
    await web.auth('/sign-up/email', {
      email: `${next()}@example.org`,
      password: next(),
      name: next(),
      setupToken: next(),
    })
    const answers = [
      await call('POST', '/posts', { workspaceId: team.workspaceId, title: next(), markdown: next() }),
      await call('PUT', `/posts/${postId}/content?format=markdown`, { markdown: next() }),
      await call('POST', `/posts/${postId}/threads`, { body: next(), quote: next() }),
      await call('POST', `/workspaces/${team.workspaceId}/invitations`, {
        email: `${next()}@example.org`,
        role: 'editor',
      }),
      await call('POST', '/channels', {
        workspaceId: team.workspaceId,
        kind: 'webhook',
        name: next(),
        settings: { url: `https://hooks.example.org/${next()}` },
      }),
      await call('POST', `/invitations/${next()}/accept`, {}),
      await call('GET', `/posts?workspace=${team.workspaceId}&${next()}=${next()}`),
      await call('GET', '/me', undefined, { authorization: `Bearer ${next()}`, cookie: `session=${next()}` }),
      await web.fetch('/api/v1/posts', {
        method: 'POST',
        headers: { ...owner, 'content-type': 'application/json' },
        body: `{"${next()}`,
      }),
    ]
    expect(answers.map(({ status }) => status).filter(status => status >= 500)).toEqual([])
    // A line there must be: that nothing was logged at all would prove nothing.
    logger.info('end')
    expectSilence(said)
  })

  test('[AU17] gets no text from a call that was built wrongly', async () => {
    const { said, next } = canaries()
    const wrong = { data: { title: next(), unknown: next() } }
    const error: unknown = await web.stores.db.post.create(wrong as never).catch(reason => reason)
    logger.error({ err: error }, 'built wrongly')
    expectSilence(said)
  })

  describe('while a table is missing', () => {
    afterAll(() => database.pool.query('alter table thread_away rename to thread'))

    test('[AU17] [AU12] holds no text either, and the answer says nothing of the inside', async () => {
      await database.pool.query('alter table thread rename to thread_away')
      const { said, next } = canaries()
      const answer = await call('POST', `/posts/${postId}/threads`, { body: next(), quote: next() })
      expect(answer.status).toBeGreaterThanOrEqual(500)
      expect(await answer.text()).not.toMatch(/thread_away|prisma|select|insert|canary/i)
      expectSilence(said)
    })
  })
})

describe('odd keys', () => {
  const ODD = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']
  const bodies = ODD.flatMap(key => [
    `{"workspaceId":"${team.workspaceId}","title":"Odd","${key}":{"polluted":true}}`,
    `{"${key}":{"polluted":true,"workspaceId":"${team.workspaceId}"}}`,
    `{"workspaceId":"${team.workspaceId}","kind":"webhook","name":"Odd","settings":{"url":"https://hooks.example.org","${key}":{"polluted":true}}}`,
    `{"body":"Odd","anchor":{"${key}":{"polluted":true}}}`,
    `{"type":"doc","content":[{"type":"title"},{"type":"paragraph","attrs":{"${key}":{"polluted":true}}}]}`,
  ])
  const paths = [
    ['POST', '/posts'],
    ['POST', '/channels'],
    ['POST', `/posts/${postId}/threads`],
    ['PUT', `/posts/${postId}/content?format=json`],
    ['POST', `/posts/${postId}/submit`],
    ['POST', '/notifications/read'],
  ] as const

  test.each(paths)('[AU12] in the body of %s %s are dropped or refused', async (method, path) => {
    for (const body of bodies) {
      const answer = await web.fetch(`/api/v1${path}`, {
        method,
        headers: { ...owner, 'content-type': 'application/json' },
        body,
      })
      expect(answer.status, body).toBeLessThan(500)
      expect(await answer.text()).not.toContain('polluted')
    }
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })

  test('[AU12] in a query are dropped or refused', async () => {
    for (const key of ODD) {
      for (const query of [`${key}=1`, `limit[${key}]=1`, `cursor=${key}`, `workspace=${key}`, `format=${key}`]) {
        for (const path of ['/posts', '/notifications', `/posts/${postId}/content`, `/posts/${postId}/threads`]) {
          expect((await call('GET', `${path}?${query}`)).status, `${path}?${query}`).toBeLessThan(500)
        }
      }
    }
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })
})

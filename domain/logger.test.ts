import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { createLogger } from './logger.ts'

function capture() {
  const stream = new PassThrough()
  const lines = () =>
    String(stream.read() ?? '')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
  return { logger: createLogger('test', 'info', stream), lines }
}

test('a line is JSON with level, name, time and the fields', () => {
  const { logger, lines } = capture()
  logger.info({ user: 'u1', doc: 'post:1' }, 'opened')
  expect(lines()[0]).toMatchObject({ level: 'info', name: 'test', user: 'u1', doc: 'post:1', msg: 'opened' })
})

test('cookies, tokens, passwords and addresses of mail never reach a line', () => {
  const { logger, lines } = capture()
  const headers = { cookie: 'c-secret', authorization: 'a-secret', 'set-cookie': 's-secret', host: 'h' }
  logger.info({ headers, req: { headers }, password: 'p-secret', body: { token: 't-secret', email: 'e-secret' } }, 'x')
  logger.child({ user: { email: 'e-secret' } }).info({ databaseUrl: 'd-secret' }, 'x')
  const text = JSON.stringify(lines())
  expect(text).not.toContain('-secret')
  expect(text).toContain('"host":"h"')
})

test('[AU521] of the settings no secret reaches a line', () => {
  const { logger, lines } = capture()
  const config = {
    port: 1,
    authSecret: 'a-secret',
    databaseUrl: 'd-secret',
    metricsToken: 'm-secret',
    setupToken: 't-secret',
    smtpUrl: 's-secret',
    redisUrl: 'r-secret',
    oidc: { clientSecret: 'o-secret' },
    s3: { secretAccessKey: 'k-secret' },
  }
  logger.info({ config, ...config }, 'x')
  const text = JSON.stringify(lines())
  expect(text).not.toContain('-secret')
  expect(text).toContain('"port":1')
})

test('[CN521] of one sentence about trouble there are sixty lines a minute, then how many more; alerts stand each', () => {
  const stream = new PassThrough()
  const due: (() => void)[] = []
  const logger = createLogger('test', 'info', stream, run => due.push(run))
  const said = () => String(stream.read() ?? '').match(/"msg":"[^"]*"/g) ?? []
  for (let count = 0; count < 1000; count += 1) logger.child({ part: 'api' }).error({ code: 500 }, 'failed')
  expect(said()).toHaveLength(60)
  logger.warn('another')
  for (let count = 0; count < 100; count += 1) logger.error({ alert: true }, 'damaged')
  for (let count = 0; count < 100; count += 1) logger.info('done')
  expect(said()).toHaveLength(201)
  for (const run of due.splice(0)) run()
  expect(String(stream.read())).toContain('"sentence":"failed","more":940')
})

test('below its level a logger is silent', () => {
  const { logger, lines } = capture()
  logger.debug('hidden')
  logger.warn('shown')
  expect(lines().map(line => line.msg)).toEqual(['shown'])
})

test('[AU17] of what a database says the call and the row are left out, also in a cause', () => {
  const { logger, lines } = capture()
  const quoting = new Error(
    '\nInvalid `tx.post.create()` invocation\n\n  title: "secret words"\n\nUnknown argument `titel`.',
  )
  quoting.name = 'PrismaClientValidationError'
  const failing = Object.assign(new Error('violates a constraint'), {
    code: '23502',
    detail: 'Failing row contains (secret words).',
    cause: quoting,
  })
  logger.error({ err: failing }, 'not written')
  const text = JSON.stringify(lines())
  expect(text).toMatch(/violates a constraint.*23502.*Unknown argument/)
  expect(text).not.toContain('secret words')
})

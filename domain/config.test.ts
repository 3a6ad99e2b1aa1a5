import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { CONFIG_VARIABLES, ConfigError, readConfig, readSettings } from './config.ts'

const folder = mkdtempSync(join(tmpdir(), 'galley-config-'))
afterAll(() => rmSync(folder, { recursive: true }))

function mistakesOf(env: Record<string, string>): readonly string[] {
  try {
    readSettings(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes
    throw error
  }
  return []
}

test('nothing set gives the documented defaults', () => {
  expect(readSettings({})).toMatchObject({
    port: 3000,
    host: '127.0.0.1',
    publicUrl: 'http://127.0.0.1:3000',
    dataDir: resolve('data'),
    allowSignUp: false,
    trustedProxies: [],
    allowedOrigins: ['http://127.0.0.1:3000', 'http://localhost:3000'],
    logLevel: 'info',
  })
})

test('an empty value counts as absent', () => {
  expect(readSettings({ PORT: '', DATABASE_URL: ' ' })).toMatchObject({ port: 3000, databaseUrl: undefined })
})

test('listening on all addresses still names one that opens', () => {
  expect(readSettings({ HOST: '0.0.0.0', PORT: '8080' }).publicUrl).toBe('http://127.0.0.1:8080')
  expect(readSettings({ HOST: '::1' }).publicUrl).toBe('http://[::1]:3000')
})

test('a public address is an origin, and the only one that is allowed by itself', () => {
  const settings = readSettings({ PUBLIC_URL: 'https://write.example.org/', ALLOWED_ORIGINS: 'https://a.example' })
  expect(settings.publicUrl).toBe('https://write.example.org')
  expect(settings.allowedOrigins).toEqual(['https://write.example.org', 'https://a.example'])
})

test('a single proxy address becomes a network', () => {
  expect(readSettings({ TRUSTED_PROXIES: '10.0.0.0/8, 127.0.0.1,::1' }).trustedProxies).toEqual([
    '10.0.0.0/8',
    '127.0.0.1/32',
    '::1/128',
  ])
})

describe('a wrong value gets one sentence that says what to write instead', () => {
  test.for([
    ['PORT', 'http', /^PORT is "http": write a number/],
    ['PORT', '70000', /^PORT is "70000"/],
    ['PORT', '0', /^PORT is "0"/],
    ['HOST', 'not a host', /^HOST is/],
    ['PUBLIC_URL', 'write.example.org', /^PUBLIC_URL is/],
    ['PUBLIC_URL', 'https://example.org/galley', /without a path/],
    ['DATABASE_URL', 'mysql://root@localhost/x', /postgresql:\/\//],
    ['DATABASE_URL', 'postgresql://localhost', /postgresql:\/\//],
    ['REDIS_URL', 'localhost:6379', /redis:\/\//],
    ['AUTH_SECRET', 'short', /32 random characters/],
    ['COLLAB_PORT', '-1', /^COLLAB_PORT is/],
    ['COLLAB_PUBLIC_URL', 'https://collab.example', /wss:\/\//],
    ['TRUSTED_PROXIES', '10.0.0.0/33', /^TRUSTED_PROXIES is/],
    ['ALLOWED_ORIGINS', 'example.org', /^ALLOWED_ORIGINS is/],
    ['SETUP_TOKEN', 'abc', /^SETUP_TOKEN is not right/],
    ['ALLOW_SIGN_UP', 'maybe', /true or false/],
    ['SMTP_URL', 'mail.example.org', /smtps:\/\//],
    ['S3_BUCKET', 'galley', /^The S3 store is set in part: add S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY/],
    ['METRICS_TOKEN', 'abc', /^METRICS_TOKEN is not right/],
    ['LOG_LEVEL', 'loud', /^LOG_LEVEL is "loud": write one of trace/],
  ] as const)('%s=%s', ([name, value, expected]) => {
    const mistakes = mistakesOf({ [name]: value })
    expect(mistakes).toHaveLength(1)
    expect(mistakes[0]).toMatch(expected)
  })
})

test('all mistakes are told at once', () => {
  expect(mistakesOf({ PORT: 'x', LOG_LEVEL: 'y', ALLOW_SIGN_UP: 'z' })).toHaveLength(3)
})

test('a secret is never repeated', () => {
  const [mistake] = mistakesOf({ DATABASE_URL: 'mysql://root:hunter2@db/x' })
  expect(mistake).not.toContain('hunter2')
})

test('NAME_FILE gives the value of NAME', () => {
  const file = join(folder, 'secret')
  writeFileSync(file, `${'s'.repeat(40)}\n`)
  expect(readSettings({ AUTH_SECRET_FILE: file }).authSecret).toBe('s'.repeat(40))
  expect(mistakesOf({ AUTH_SECRET_FILE: join(folder, 'nothing') })[0]).toMatch(/cannot be read/)
  expect(mistakesOf({ AUTH_SECRET_FILE: file, AUTH_SECRET: 's'.repeat(40) })[0]).toMatch(/both set/)
})

test('a process that is started alone is told what it lacks', () => {
  expect(() => readConfig({})).toThrow(/DATABASE_URL is missing[\s\S]*AUTH_SECRET[\s\S]*COLLAB_PORT/)
  const complete = { DATABASE_URL: 'postgresql://u:p@h/d', AUTH_SECRET: 'x'.repeat(32), COLLAB_PORT: '4000' }
  expect(readConfig(complete)).toMatchObject({ collabPort: 4000, authSecret: 'x'.repeat(32) })
})

test('every setting is in the list of examples, and passed on by compose', () => {
  const fileOf = (name: string) => readFileSync(join(import.meta.dirname, '..', name), 'utf8')
  const [examples, compose] = [fileOf('.env.example'), fileOf('docker-compose.yml')]
  expect(CONFIG_VARIABLES.filter(name => !examples.includes(`\n#${name}=`))).toEqual([])
  // The image has a place of its own for data.
  expect(CONFIG_VARIABLES.filter(name => !compose.includes(`\n    ${name}: `))).toEqual(['DATA_DIR'])
})

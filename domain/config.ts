/**
 * The environment, read once: every variable, its default, and the sentence that helps when it is wrong.
 * `NAME_FILE` names a file to read the value of NAME from (Docker secrets). An empty value counts as absent.
 */
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { z } from 'zod'

/** What was set, checked and completed with defaults; what only a running installation has may be missing. */
export type Settings = ReturnType<typeof readSettings>

/** What web and collab-server run with. */
export type Config = Settings & {
  readonly databaseUrl: string
  readonly authSecret: string
  readonly collabPort: number
}

/** Mistakes in the environment, all at once: one sentence each that says what to write instead. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly mistakes: readonly string[]

  constructor(mistakes: readonly string[]) {
    super(mistakes.join('\n'))
    this.mistakes = mistakes
  }
}

export type Environment = Readonly<Record<string, string | undefined>>

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** Values that must not be repeated on a terminal or in a log. */
const SECRET = new Set([
  'DATABASE_URL',
  'REDIS_URL',
  'AUTH_SECRET',
  'SETUP_TOKEN',
  'SMTP_URL',
  'METRICS_TOKEN',
  'OIDC_CLIENT_SECRET',
])

const VARIABLES = z.object({
  PORT: rule(toPort, 'write a number from 1 to 65535, for example 3000').default(3000),
  HOST: rule(toHost, 'write an address to listen on, for example 127.0.0.1, or 0.0.0.0 for all').default('127.0.0.1'),
  PUBLIC_URL: rule(
    toOrigin,
    'write what people type into the browser, without a path: https://write.example.org',
  ).optional(),
  DATA_DIR: rule(resolve, 'write a folder').default(resolve('data')),
  DATABASE_URL: rule(
    toDatabaseUrl,
    'write postgresql://user:password@host:5432/database, or leave it out to use the built-in Postgres',
  ).optional(),
  REDIS_URL: rule(toUrl('redis:', 'rediss:'), 'write redis://host:6379, or leave it out').optional(),
  AUTH_SECRET: rule(
    atLeast(32),
    'write at least 32 random characters, for example from `openssl rand -hex 32`, or leave it out to have one made',
  ).optional(),
  COLLAB_PORT: rule(toPort, 'write a number from 1 to 65535, or leave it out for a free one').optional(),
  COLLAB_PUBLIC_URL: rule(toUrl('ws:', 'wss:'), 'write wss://collab.example.org/collab, or leave it out').optional(),
  TRUSTED_PROXIES: rule(listOf(toNetwork), 'write addresses or networks with commas: 10.0.0.0/8,127.0.0.1').default([]),
  ALLOWED_ORIGINS: rule(
    listOf(toOrigin),
    'write origins with commas: https://a.example.org,https://b.example.org',
  ).default([]),
  SETUP_TOKEN: rule(atLeast(8), 'write at least 8 characters, or leave it out to have one made').optional(),
  ALLOW_SIGN_UP: rule(toBoolean, 'write true or false').default(false),
  OIDC_ISSUER: rule(
    toUrl('http:', 'https:'),
    'write the address of the provider of identities: https://id.example.org/realms/team',
  ).optional(),
  OIDC_CLIENT_ID: rule(atLeast(1), 'write the id that the provider gave this server').optional(),
  OIDC_CLIENT_SECRET: rule(atLeast(1), 'write the secret that the provider gave this server').optional(),
  OIDC_NAME: rule(atLeast(1), 'write what the button says: Example ID').default('your organisation'),
  SMTP_URL: rule(toUrl('smtp:', 'smtps:'), 'write smtps://user:password@host:465, or leave it out').optional(),
  MAIL_FROM: rule(toMailAddress, 'write the address that mails come from: galley@example.org').optional(),
  S3_ENDPOINT: rule(toUrl('http:', 'https:'), 'write the address of the store: https://s3.example.org').optional(),
  S3_BUCKET: rule(atLeast(1), 'write the name of the bucket').optional(),
  S3_REGION: rule(atLeast(1), 'write the region').default('us-east-1'),
  S3_ACCESS_KEY_ID: rule(atLeast(1), 'write the key id').optional(),
  S3_SECRET_ACCESS_KEY: rule(atLeast(1), 'write the secret').optional(),
  ALLOWED_PRIVATE_NETWORKS: rule(
    listOf(toNetwork),
    'write addresses or networks with commas: 10.1.0.0/16,127.0.0.1, or leave it out',
  ).default([]),
  METRICS_TOKEN: rule(
    atLeast(16),
    'write at least 16 characters, or leave it out: then only this machine sees /metrics',
  ).optional(),
  LOG_LEVEL: rule(toLogLevel, `write one of ${LOG_LEVELS.join(', ')}`).default('info'),
})

/** Names of all variables that are ours. */
export const CONFIG_VARIABLES: readonly string[] = Object.keys(VARIABLES.shape)

/** @throws {ConfigError} */
export function readSettings(env: Environment) {
  const { values, mistakes } = readValues(env)
  const parsed = VARIABLES.safeParse(values)
  for (const { path, message } of parsed.error?.issues ?? []) mistakes.push(sentence(String(path[0]), values, message))
  mistakes.push(...halfAStore(values), ...halfAProvider(values))
  if (!parsed.success || mistakes.length > 0) throw new ConfigError(mistakes)
  const is = parsed.data
  const here = is.HOST === '0.0.0.0' || is.HOST === '::' ? '127.0.0.1' : is.HOST
  const local = `http://${here.includes(':') ? `[${here}]` : here}:${is.PORT}`
  const publicUrl = is.PUBLIC_URL ?? local
  // Whoever types localhost means the same server; to a browser it is another origin.
  const alias = is.PUBLIC_URL || here !== '127.0.0.1' ? [] : [`http://localhost:${is.PORT}`]
  return {
    port: is.PORT,
    host: is.HOST,
    /** Origin without a slash at the end. */
    publicUrl,
    /** Absolute path. */
    dataDir: is.DATA_DIR,
    databaseUrl: is.DATABASE_URL,
    redisUrl: is.REDIS_URL,
    authSecret: is.AUTH_SECRET,
    collabPort: is.COLLAB_PORT,
    /** ws or wss address of /collab where it is not behind `publicUrl`. */
    collabPublicUrl: is.COLLAB_PUBLIC_URL,
    /** Networks in CIDR form whose X-Forwarded-* headers are believed. */
    trustedProxies: is.TRUSTED_PROXIES,
    /** Origins that requests and sockets may come from; the one of `publicUrl` is always among them. */
    allowedOrigins: [...new Set([publicUrl, ...alias, ...is.ALLOWED_ORIGINS])],
    setupToken: is.SETUP_TOKEN,
    allowSignUp: is.ALLOW_SIGN_UP,
    /** Undefined where nobody but this server knows people. */
    oidc:
      is.OIDC_ISSUER && is.OIDC_CLIENT_ID && is.OIDC_CLIENT_SECRET
        ? {
            issuer: is.OIDC_ISSUER,
            clientId: is.OIDC_CLIENT_ID,
            clientSecret: is.OIDC_CLIENT_SECRET,
            name: is.OIDC_NAME,
          }
        : undefined,
    smtpUrl: is.SMTP_URL,
    /** Address that notices come from. */
    mailFrom: is.MAIL_FROM ?? `galley@${new URL(publicUrl).hostname}`,
    s3:
      is.S3_BUCKET && is.S3_ACCESS_KEY_ID && is.S3_SECRET_ACCESS_KEY
        ? {
            endpoint: is.S3_ENDPOINT,
            bucket: is.S3_BUCKET,
            region: is.S3_REGION,
            accessKeyId: is.S3_ACCESS_KEY_ID,
            secretAccessKey: is.S3_SECRET_ACCESS_KEY,
          }
        : undefined,
    /** Networks in CIDR form that webhooks may reach though they are not public. */
    allowedPrivateNetworks: is.ALLOWED_PRIVATE_NETWORKS,
    metricsToken: is.METRICS_TOKEN,
    logLevel: is.LOG_LEVEL,
  }
}

/**
 * For web and collab-server, which `npm start` gives all they need.
 *
 * @throws {ConfigError}
 */
export function readConfig(env: Environment): Config {
  const settings = readSettings(env)
  const { databaseUrl, authSecret, collabPort } = settings
  if (databaseUrl && authSecret && collabPort) return { ...settings, databaseUrl, authSecret, collabPort }
  const missing = Object.entries({ DATABASE_URL: databaseUrl, AUTH_SECRET: authSecret, COLLAB_PORT: collabPort })
  throw new ConfigError(
    missing
      .filter(([, value]) => !value)
      .map(([name]) => `${name} is missing: set it, or start with npm start, which does.`),
  )
}

type Values = Record<string, string>

function readValues(env: Environment): { values: Values; mistakes: string[] } {
  const values: Values = {}
  const mistakes: string[] = []
  for (const name of CONFIG_VARIABLES) {
    const file = env[`${name}_FILE`]
    const given = env[name]?.trim()
    if (given && file) mistakes.push(`${name} and ${name}_FILE are both set: leave one of them out.`)
    else if (given) values[name] = given
    else if (file) {
      try {
        values[name] = readFileSync(file, 'utf8').trim()
      } catch {
        mistakes.push(`${name}_FILE is "${file}": that file cannot be read; write the path of one that can.`)
      }
    }
  }
  return { values, mistakes }
}

function halfAStore(values: Values): string[] {
  const needed = ['S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY']
  const missing = needed.filter(name => !values[name])
  const begun = ['S3_ENDPOINT', ...needed].some(name => values[name])
  return begun && missing.length > 0
    ? [`The S3 store is set in part: add ${missing.join(' and ')}, or leave out all S3_*.`]
    : []
}

function halfAProvider(values: Values): string[] {
  const needed = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET']
  const missing = needed.filter(name => !values[name])
  return missing.length > 0 && missing.length < needed.length
    ? [`The provider of identities is set in part: add ${missing.join(' and ')}, or leave out all OIDC_*.`]
    : []
}

function sentence(name: string, values: Values, remedy: string): string {
  const secret = SECRET.has(name) || name.startsWith('S3_')
  return `${name} is ${secret ? 'not right' : `"${values[name] ?? ''}"`}: ${remedy}.`
}

function rule<T>(read: (text: string) => T | undefined, remedy: string) {
  return z.string().transform((text, context): T => {
    const value = read(text)
    if (value !== undefined) return value
    context.addIssue({ code: 'custom', message: remedy })
    return z.NEVER
  })
}

function toPort(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0
  return port >= 1 && port <= 65_535 ? port : undefined
}

function toHost(text: string): string | undefined {
  return isIP(text) || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text) ? text : undefined
}

function toOrigin(text: string): string | undefined {
  const url = toUrl('http:', 'https:')(text)
  if (!url) return undefined
  const { origin, pathname, search, hash } = new URL(url)
  return pathname === '/' && !search && !hash ? origin : undefined
}

function toMailAddress(text: string): string | undefined {
  return z.email().safeParse(text).success ? text : undefined
}

function toUrl(...protocols: string[]): (text: string) => string | undefined {
  return text => (URL.canParse(text) && protocols.includes(new URL(text).protocol) ? text : undefined)
}

function toDatabaseUrl(text: string): string | undefined {
  const url = toUrl('postgres:', 'postgresql:')(text)
  return url && new URL(url).pathname.length > 1 ? url : undefined
}

/** An address alone is the network of just that address. */
function toNetwork(text: string): string | undefined {
  const [address = '', bits, ...more] = text.split('/')
  const width = isIP(address) === 4 ? 32 : isIP(address) === 6 ? 128 : 0
  if (width === 0 || more.length > 0) return undefined
  if (bits === undefined) return `${address}/${width}`
  return /^\d{1,3}$/.test(bits) && Number(bits) <= width ? text : undefined
}

function listOf(read: (text: string) => string | undefined): (text: string) => string[] | undefined {
  return text => {
    const parts = text.split(',').map(part => read(part.trim()))
    const good = parts.filter(part => part !== undefined)
    return good.length === parts.length ? good : undefined
  }
}

function toBoolean(text: string): boolean | undefined {
  const known: Record<string, boolean> = { true: true, '1': true, yes: true, false: false, '0': false, no: false }
  return known[text.toLowerCase()]
}

function toLogLevel(text: string): LogLevel | undefined {
  return LOG_LEVELS.find(level => level === text.toLowerCase())
}

function atLeast(length: number): (text: string) => string | undefined {
  return text => (text.length >= length ? text : undefined)
}

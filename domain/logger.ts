/** Logs: facts with fields, as JSON lines; readable lines where a person watches. */
import { type LogFn, type Logger, type LoggerOptions, pino } from 'pino'
import pretty from 'pino-pretty'
import { createMinutes, type Later } from './bounded-lines.ts'
import type { LogLevel } from './config.ts'

export type { Logger }

/** Never in a log, at whatever depth up to three a caller hands them over. */
const HIDDEN = [
  'authorization',
  'cookie',
  '"set-cookie"',
  'password',
  'token',
  'setupToken',
  'ticket',
  'secret',
  'authSecret',
  'databaseUrl',
  'metricsToken',
  'smtpUrl',
  'redisUrl',
  'clientSecret',
  'secretAccessKey',
  'email',
]
const DEPTHS = ['', '*', '*.*']

/** A minute's lines of one sentence that says what went wrong: as often as people ask for what fails, it is said. */
const TROUBLES = 60
/** Pino's number of that level. */
const WARN = 40

/**
 * @param name of the process, the `name` field of each line
 * @param later runs something after that many milliseconds
 */
export function createLogger(
  name: string,
  level: LogLevel,
  destination: NodeJS.WritableStream & { isTTY?: boolean } = process.stdout,
  later?: Later,
): Logger {
  const { admit } = createMinutes({
    lines: TROUBLES,
    linesOfOne: TROUBLES,
    tellMore: (sentence, more) => logger.warn({ sentence, more }, 'more of these than there are lines'),
    later,
  })
  const options = {
    name,
    level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: toLogged },
    hooks: {
      logMethod(this: Logger, args: Parameters<LogFn>, method: LogFn, levelNumber: number) {
        const [facts, words] = args
        const sentence = typeof facts === 'string' ? facts : String(words)
        if (levelNumber < WARN || isAlert(facts) || admit(sentence, '')) method.apply(this, args)
      },
    },
    redact: { paths: DEPTHS.flatMap(depth => HIDDEN.map(key => pathTo(depth, key))), censor: '[hidden]' },
  }
  const logger = createPino(options, destination)
  return logger
}

function createPino(options: LoggerOptions, destination: NodeJS.WritableStream & { isTTY?: boolean }): Logger {
  if (!destination.isTTY) return destination === process.stdout ? pino(options) : pino(options, destination)
  return pino(options, pretty({ destination, ignore: 'pid', translateTime: 'SYS:HH:MM:ss.l', singleLine: true }))
}

/** Somebody has to look at each of them. */
function isAlert(facts: unknown): boolean {
  return typeof facts === 'object' && facts !== null && 'alert' in facts
}

/** What a database says of a failure quotes the call or the row, with what people wrote in it: of those only the last line. */
const QUOTES = /^(PrismaClient|DriverAdapter)/

type LoggedError = {
  readonly type: string
  readonly message: string
  readonly stack: string
  readonly code?: unknown
  readonly details?: unknown
  readonly cause?: unknown
}

function toLogged(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { name, cause } = error
  const message = QUOTES.test(name) ? (error.message.trim().split('\n').at(-1) ?? '') : error.message
  const frames = (error.stack ?? '').split('\n').filter(line => line.startsWith('    at '))
  return {
    type: name,
    message,
    stack: [`${name}: ${message}`, ...frames].join('\n'),
    ...('code' in error && { code: error.code }),
    ...('details' in error && { details: error.details }),
    ...(cause !== undefined && { cause: toLogged(cause) }),
  } satisfies LoggedError
}

function pathTo(depth: string, key: string): string {
  if (key.startsWith('"')) return `${depth}[${key}]`
  return depth === '' ? key : `${depth}.${key}`
}

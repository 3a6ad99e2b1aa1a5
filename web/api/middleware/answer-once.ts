/**
 * Idempotency-Key: the same request sent again gets the first answer again. The key is claimed before anything is done;
 * a second request with it waits for the first one's answer.
 */
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { MiddlewareHandler } from 'hono'
import { z } from 'zod'
import { AppError, ERRORS } from '#domain/contract/errors.ts'
import type { Db } from '#prisma/client.ts'
import type { ApiContext, ApiEnv } from '../context.ts'

/** Their answers hold a secret that is shown once and kept as a hash or sealed: no copy of it may lie here. */
const SECRET_ANSWERS = /\/(?:tokens|collab-ticket|invitations|channels|webhooks|secret|share-links)$/
/** Of the answer's headers, those that say something of the thing itself. */
const KEPT_HEADERS = ['content-type', 'etag', 'location'] as const
/** Status of a row whose request is still running. */
const RUNNING = 0
const POLL_MS = 50
const WAIT_MS = 10_000
/** A claim this old without an answer was left by a process that died. */
const ABANDONED_MS = 60_000

/** @throws {AppError} idempotency_mismatch when the key was used for something else; restarting while it still runs */
export function answerOnce(db: Db): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const key = c.req.header('idempotency-key')
    if (key === undefined || c.req.method === 'GET' || c.req.method === 'HEAD') return next()
    if (SECRET_ANSWERS.test(c.req.path)) return next()
    if (!/^[\x21-\x7e]{1,200}$/.test(key)) {
      throw new AppError('invalid_input', {
        details: [{ path: 'Idempotency-Key', message: 'is 1 to 200 printable letters' }],
      })
    }
    const id = { userId: c.get('principal').userId, key }
    const request = await fingerprintOf(c)
    const { count } = await db.idempotentAnswer.createMany({
      data: { ...id, request, status: RUNNING, body: {} },
      skipDuplicates: true,
    })
    if (count === 0 && !(await takeOver(db, id, request))) return repeat(db, id, request)

    try {
      await next()
    } finally {
      await keep(db, id, c)
    }
    return undefined
  }
}

type Id = { readonly userId: string; readonly key: string }

async function fingerprintOf(c: ApiContext): Promise<string> {
  // As bytes: whoever reads the body after this gets it as it came.
  const body = new Uint8Array(await c.req.arrayBuffer())
  const { search } = new URL(c.req.url)
  return createHash('sha256').update(`${c.req.method} ${c.req.path}${search}\n`).update(body).digest('hex')
}

async function takeOver(db: Db, { userId, key }: Id, request: string): Promise<boolean> {
  const now = Date.now()
  const { count } = await db.idempotentAnswer.updateMany({
    where: { userId, key, request, status: RUNNING, createdAt: { lt: new Date(now - ABANDONED_MS) } },
    data: { createdAt: new Date(now) },
  })
  return count > 0
}

/** Only answers that will not change are kept: what asks for the same request again must not meet itself. */
async function keep(db: Db, { userId, key }: Id, { res, error }: ApiContext): Promise<void> {
  const where = { userId, key, status: RUNNING }
  if (res.status >= 500 || (error instanceof AppError && REPEATABLE.has(ERRORS[error.code].retry))) {
    await db.idempotentAnswer.deleteMany({ where })
    return
  }
  const text = await res.clone().text()
  const headers = KEPT_HEADERS.flatMap(name => {
    const value = res.headers.get(name)
    return value === null ? [] : [[name, value]]
  })
  await db.idempotentAnswer.updateMany({
    where,
    data: { status: res.status, body: { text, headers: Object.fromEntries(headers) } },
  })
}

const REPEATABLE: ReadonlySet<string> = new Set(['back_off', 'after_sign_in'])

const KeptBody = z.object({ text: z.string(), headers: z.record(z.string(), z.string()) })

async function repeat(db: Db, { userId, key }: Id, request: string): Promise<Response> {
  for (let waitedMs = 0; waitedMs < WAIT_MS; waitedMs += POLL_MS) {
    const row = await db.idempotentAnswer.findUnique({ where: { userId_key: { userId, key } } })
    if (!row) break
    if (row.request !== request) throw new AppError('idempotency_mismatch')
    if (row.status !== RUNNING) {
      const { text, headers } = KeptBody.parse(row.body)
      return new Response(text === '' ? null : text, {
        status: row.status,
        headers: { ...headers, 'idempotency-replayed': 'true' },
      })
    }
    await sleep(POLL_MS)
  }
  throw new AppError('restarting', {
    message: 'The first request with this Idempotency-Key has no answer yet. Try again.',
  })
}

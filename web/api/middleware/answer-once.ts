/**
 * Idempotency-Key: the same request sent again gets the first answer again. The key is claimed before anything is done;
 * a second request with it waits for the first one's answer.
 */
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { MiddlewareHandler } from 'hono'
import { AppError } from '#domain/contract/errors.ts'
import type { Db } from '#prisma/client.ts'
import type { ApiContext, ApiEnv } from '../context.ts'

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
  const body = await c.req.text()
  return createHash('sha256').update(`${c.req.method} ${c.req.path}\n${body}`).digest('hex')
}

async function takeOver(db: Db, { userId, key }: Id, request: string): Promise<boolean> {
  const now = Date.now()
  const { count } = await db.idempotentAnswer.updateMany({
    where: { userId, key, request, status: RUNNING, createdAt: { lt: new Date(now - ABANDONED_MS) } },
    data: { createdAt: new Date(now) },
  })
  return count > 0
}

/** Only answers that will not change are kept: after a failure of ours the same key may try again. */
async function keep(db: Db, { userId, key }: Id, { res }: ApiContext): Promise<void> {
  const where = { userId, key, status: RUNNING }
  if (res.status >= 500 || res.status === 401 || res.status === 429) {
    await db.idempotentAnswer.deleteMany({ where })
    return
  }
  const text = await res.clone().text()
  await db.idempotentAnswer.updateMany({
    where,
    data: { status: res.status, body: { text, type: res.headers.get('content-type') } },
  })
}

async function repeat(db: Db, { userId, key }: Id, request: string): Promise<Response> {
  for (let waitedMs = 0; waitedMs < WAIT_MS; waitedMs += POLL_MS) {
    const row = await db.idempotentAnswer.findUnique({ where: { userId_key: { userId, key } } })
    if (!row) break
    if (row.request !== request) throw new AppError('idempotency_mismatch')
    if (row.status !== RUNNING) {
      const { text, type } = row.body as { text: string; type: string | null }
      const headers = { 'idempotency-replayed': 'true', ...(type === null ? {} : { 'content-type': type }) }
      return new Response(text === '' ? null : text, { status: row.status, headers })
    }
    await sleep(POLL_MS)
  }
  throw new AppError('restarting', {
    message: 'The first request with this Idempotency-Key has no answer yet. Try again.',
  })
}

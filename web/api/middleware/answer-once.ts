/**
 * Idempotency-Key: the same request sent again gets the first answer again. The key is claimed before anything is done;
 * a second request with it waits for the first one's answer. What was done and lost its answer is not done again: that is
 * said. Answers are kept sealed, all of them: some hold a secret that is shown once, and no list of those can be forgotten.
 */
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { MiddlewareHandler } from 'hono'
import { z } from 'zod'
import { AppError, ERRORS } from '#domain/contract/errors.ts'
import { CLAIM, type Claim, underClaim } from '#domain/services/claim.ts'
import { openSecret, sealSecret } from '#domain/services/sealed-secret.ts'
import type { Db } from '#prisma/client.ts'
import type { ApiContext, ApiEnv, ApiOptions } from '../context.ts'

/**
 * Tickets are nothing that stays, and yesterday's opens nothing; guests and other servers' messages come without a person
 * whose key it could be.
 */
const KEYLESS = /\/collab-ticket$|\/guest\/|\/webhooks\/in\//
/** Of the answer's headers, those that say something of the thing itself. */
const KEPT_HEADERS = ['content-type', 'etag', 'location'] as const
const POLL_MS = 50
const WAIT_MS = 10_000
/** A claim this old without an answer was left by a process that died. */
const ABANDONED_MS = 60_000

/** Whether a request of this kind may carry a key. */
export function takesKey(method: string, path: string): boolean {
  return !/^(?:get|head)$/i.test(method) && !KEYLESS.test(path)
}

/** @throws {AppError} idempotency_mismatch when the key was used for something else; restarting while it still runs */
export function answerOnce({ db, config: { authSecret } }: AnswerOnceOptions): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const key = c.req.header('idempotency-key')
    if (key === undefined || !takesKey(c.req.method, c.req.path)) return next()
    if (!/^[\x21-\x7e]{1,200}$/.test(key)) {
      throw new AppError('invalid_input', {
        details: [{ path: 'Idempotency-Key', message: 'is 1 to 200 printable letters' }],
      })
    }
    const id = { userId: c.get('principal').userId, key }
    const request = await fingerprintOf(c)
    const { count } = await db.idempotentAnswer.createMany({
      data: { ...id, request, status: CLAIM.running, body: {} },
      skipDuplicates: true,
    })
    if (count === 0 && !(await takeOver(db, id, request))) return repeat({ db, authSecret }, id, request)

    try {
      await underClaim(id, next)
    } finally {
      await keep({ db, authSecret }, id, c)
    }
    return undefined
  }
}

type AnswerOnceOptions = Pick<ApiOptions, 'db'> & { readonly config: Pick<ApiOptions['config'], 'authSecret'> }
type Kept = { readonly db: Db; readonly authSecret: string }

async function fingerprintOf(c: ApiContext): Promise<string> {
  // As bytes: whoever reads the body after this gets it as it came.
  const body = new Uint8Array(await c.req.arrayBuffer())
  const { search } = new URL(c.req.url)
  return createHash('sha256').update(`${c.req.method} ${c.req.path}${search}\n`).update(body).digest('hex')
}

async function takeOver(db: Db, { userId, key }: Claim, request: string): Promise<boolean> {
  const now = Date.now()
  const { count } = await db.idempotentAnswer.updateMany({
    where: { userId, key, request, status: CLAIM.running, createdAt: { lt: new Date(now - ABANDONED_MS) } },
    data: { createdAt: new Date(now) },
  })
  return count > 0
}

/** Only answers that will not change are kept: what asks for the same request again must not meet itself. */
async function keep({ db, authSecret }: Kept, { userId, key }: Claim, { res, error }: ApiContext): Promise<void> {
  const where = { userId, key, status: { in: [CLAIM.running, CLAIM.done] } }
  if (res.status >= 500) {
    await db.idempotentAnswer.updateMany({
      where: { userId, key, status: CLAIM.done },
      data: { status: CLAIM.lost },
    })
    await db.idempotentAnswer.deleteMany({ where: { userId, key, status: CLAIM.running } })
    return
  }
  if (error instanceof AppError && REPEATABLE.has(ERRORS[error.code].retry)) {
    await db.idempotentAnswer.deleteMany({ where })
    return
  }
  const text = await res.clone().text()
  const headers = KEPT_HEADERS.flatMap(name => {
    const value = res.headers.get(name)
    return value === null ? [] : [[name, value]]
  })
  const answer: Answer = { text, headers: Object.fromEntries(headers) }
  const sealed = sealSecret(JSON.stringify(answer), authSecret, ownerOf({ userId, key }))
  await db.idempotentAnswer.updateMany({
    where,
    data: { status: res.status, body: { sealed: Buffer.from(sealed).toString('base64') } },
  })
}

const REPEATABLE: ReadonlySet<string> = new Set(['back_off', 'after_sign_in'])

const Answer = z.object({ text: z.string(), headers: z.record(z.string(), z.string()) })
type Answer = z.infer<typeof Answer>
const KeptBody = z.object({ sealed: z.base64() })

/** Sealed in: no row's answer can be put under another person or key. */
function ownerOf({ userId, key }: Claim): string {
  return `answer:${userId}:${key}`
}

function openAnswer(body: unknown, authSecret: string, id: Claim): Answer {
  try {
    const sealed = Buffer.from(KeptBody.parse(body).sealed, 'base64')
    return Answer.parse(JSON.parse(openSecret(sealed, authSecret, ownerOf(id))))
  } catch (cause) {
    throw lostAnswer(cause)
  }
}

function lostAnswer(cause?: unknown): AppError {
  return new AppError('idempotency_mismatch', {
    cause,
    message: 'It was done, but its answer is lost. See what is there, and use a new Idempotency-Key.',
  })
}

async function repeat({ db, authSecret }: Kept, { userId, key }: Claim, request: string): Promise<Response> {
  for (let waitedMs = 0; waitedMs < WAIT_MS; waitedMs += POLL_MS) {
    const row = await db.idempotentAnswer.findUnique({ where: { userId_key: { userId, key } } })
    if (!row) break
    if (row.request !== request) throw new AppError('idempotency_mismatch')
    const isAbandoned = Date.now() - row.createdAt.getTime() > ABANDONED_MS
    if (row.status === CLAIM.lost || (row.status === CLAIM.done && isAbandoned)) throw lostAnswer()
    if (row.status > CLAIM.lost) {
      const { text, headers } = openAnswer(row.body, authSecret, { userId, key })
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

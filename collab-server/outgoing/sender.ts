/**
 * The one way out to addresses that people give. The guard sits in the connector, so that it sees every form of an
 * address and every redirect; the machine that was judged is the machine that is spoken to.
 *
 *   url ─▶ judge ─▶ connect (≤ 5 s) ─▶ send ─▶ answer (≤ 64 kB, ≤ 30 s in all)
 *            ▲                                   │ 301, 307, 308: at most three times
 *            └───────────────────────────────────┘
 *
 * What comes back says what is certain: `answered`, `not_sent` (nothing reached the receiver), or `unknown`.
 */
import { buildConnector, Client, type Dispatcher } from 'undici'
import { LIMITS } from '#domain/contract/limits.ts'
import { type AddressGuard, AddressRefused } from './address-guard.ts'

export type Message = {
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** How much of the answer is read; LIMITS.outgoingAnswerBytes if left out. */
  readonly answerBytes?: number
  readonly signal: AbortSignal
}

export type Sent =
  | {
      readonly kind: 'answered'
      /** Where the answer came from, after redirects. */
      readonly url: string
      readonly status: number
      /** Names in lower case; the first value of each. */
      readonly headers: Readonly<Record<string, string>>
      /** The beginning of it, no more than was asked for. */
      readonly body: string
    }
  | {
      readonly kind: 'not_sent'
      readonly reason: string /** Whether it may work in a while. */
      readonly later: boolean
    }
  | { readonly kind: 'unknown'; readonly reason: string }

export type Sender = (url: string, message: Message) => Promise<Sent>

type Times = { readonly connectMs: number; readonly totalMs: number }

/** Redirects that say: the same again, over there. Others may mean that it was done. */
const SAME_AGAIN: ReadonlySet<number> = new Set([301, 307, 308])

export function createSender(
  guard: AddressGuard,
  { connectMs, totalMs }: Times = { connectMs: LIMITS.outgoingConnectMs, totalMs: LIMITS.outgoingMs },
): Sender {
  return async (url, message) => {
    const signal = AbortSignal.any([message.signal, AbortSignal.timeout(totalMs)])
    let at = url
    for (let redirects = 0; ; redirects++) {
      const target = toTarget(at)
      if ('refused' in target) return { kind: 'not_sent', reason: target.refused, later: false }
      const sent = await sendOnce(target.url, { ...message, signal }, guard, connectMs)
      if (sent.kind !== 'answered' || !SAME_AGAIN.has(sent.status)) return sent
      const next = sent.headers.location
      if (!next || !URL.canParse(next, at)) return sent
      if (redirects === LIMITS.outgoingRedirects) {
        return { kind: 'not_sent', reason: `It redirects more than ${LIMITS.outgoingRedirects} times.`, later: false }
      }
      at = new URL(next, at).href
    }
  }
}

function toTarget(text: string): { readonly url: URL } | { readonly refused: string } {
  if (!URL.canParse(text)) return { refused: 'The address is not a web address.' }
  const url = new URL(text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return { refused: 'Only http and https are spoken.' }
  if (url.username || url.password) return { refused: 'An address may not hold a name or a password.' }
  return { url }
}

/** Whatever went wrong before a connection stood. */
class NotConnected extends Error {
  override readonly name = 'NotConnected'
}

async function sendOnce(
  url: URL,
  { method, headers, body, signal, answerBytes = LIMITS.outgoingAnswerBytes }: Message,
  guard: AddressGuard,
  connectMs: number,
): Promise<Sent> {
  let connected = false
  const open = buildConnector({ allowH2: false, timeout: connectMs, maxCachedSessions: 0 })
  const client = new Client(url.origin, {
    pipelining: 0,
    headersTimeout: LIMITS.outgoingMs,
    bodyTimeout: LIMITS.outgoingMs,
    connect: (options, callback) => {
      within(connectMs, guard.resolve(options.hostname)).then(
        address =>
          open({ ...options, hostname: address, servername: servernameOf(url) }, (error, socket) => {
            if (error) return callback(new NotConnected(error.message, { cause: error }), null)
            connected = true
            callback(null, socket)
          }),
        (cause: unknown) => callback(new NotConnected('no address', { cause }), null),
      )
    },
  })
  try {
    const answer = await client.request({
      method,
      path: url.pathname + url.search,
      headers: { 'user-agent': 'Galley', 'accept-encoding': 'identity', ...headers },
      body: body ?? null,
      signal,
    })
    const text = await readBeginning(answer.body, answerBytes)
    return {
      kind: 'answered',
      url: url.href,
      status: answer.statusCode,
      headers: firstOfEach(answer.headers),
      body: text,
    }
  } catch (error) {
    if (error instanceof NotConnected) return notSent(error.cause, url)
    if (!connected) return { kind: 'not_sent', reason: `${url.host} could not be reached in time.`, later: true }
    return { kind: 'unknown', reason: unknownWords(error, signal, url) }
  } finally {
    client.destroy().catch(() => undefined)
  }
}

/** The name that a certificate must be for; undefined for plain addresses, which have none. */
function servernameOf({ protocol, hostname }: URL): string | undefined {
  const isName = !hostname.startsWith('[') && !/^[\d.]+$/.test(hostname)
  return protocol === 'https:' && isName ? hostname : undefined
}

/** A name server that does not answer holds nobody up. */
async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error('late'), { code: 'EAI_AGAIN' })), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

/** The status is known by now: a body that breaks off or has no end changes nothing about it. */
async function readBeginning(body: Dispatcher.ResponseData['body'], most: number): Promise<string> {
  const parts: Buffer[] = []
  let bytes = 0
  try {
    for await (const part of body) {
      parts.push(part)
      bytes += part.length
      if (bytes >= most) break
    }
  } catch {
    // What came is enough to go by.
  }
  return Buffer.concat(parts).subarray(0, most).toString('utf8')
}

function firstOfEach(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      const first = Array.isArray(value) ? value[0] : value
      return first === undefined ? [] : [[name.toLowerCase(), first]]
    }),
  )
}

function notSent(cause: unknown, { host }: URL): Sent {
  if (cause instanceof AddressRefused) {
    const reason = `${host} is on a private network, which this server does not send to. ALLOWED_PRIVATE_NETWORKS can allow it.`
    return { kind: 'not_sent', reason, later: false }
  }
  switch (codeOf(cause)) {
    case 'ENOTFOUND':
      return { kind: 'not_sent', reason: `There is no server with the name ${host}.`, later: false }
    case 'EAI_AGAIN':
      return { kind: 'not_sent', reason: `The name ${host} could not be looked up.`, later: true }
    case 'ECONNREFUSED':
      return { kind: 'not_sent', reason: `${host} takes no connection.`, later: true }
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return { kind: 'not_sent', reason: `The certificate that ${host} shows is for another name.`, later: false }
    case 'CERT_HAS_EXPIRED':
      return { kind: 'not_sent', reason: `The certificate of ${host} has expired.`, later: false }
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return { kind: 'not_sent', reason: `The certificate of ${host} is not from a known authority.`, later: false }
    default:
      return { kind: 'not_sent', reason: `${host} could not be reached.`, later: true }
  }
}

function unknownWords(error: unknown, signal: AbortSignal, { host }: URL): string {
  return signal.aborted || codeOf(error) === 'UND_ERR_HEADERS_TIMEOUT'
    ? `${host} took it and did not answer in time.`
    : `${host} broke off before it answered.`
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
}

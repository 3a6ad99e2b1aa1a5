/**
 * A post on Bluesky, or on any server of its network (https://docs.bsky.app/docs/advanced-guides/posts). Its own calls
 * instead of a client library: they go through the guarded sender, which tells "never sent" from "nobody knows".
 *
 * The record's key is made from the delivery's idempotency key, and it is put, not added: the same post has one place,
 * however often it is sent, and can be looked up there.
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Sender, Sent } from '#collab/outgoing/sender.ts'
import { BlueskySettings } from '#domain/contract/inputs/channels.ts'
import type { ImageStore } from '#domain/images/image-store.ts'
import type { Found, Outcome } from '#domain/services/deliveries.ts'
import { linksIn } from '#domain/text/count-letters.ts'
import { networkText } from '#domain/text/network-text.ts'
import { excerptOf } from '#domain/text/plain-text.ts'
import type { Account, Channel, PublishRequest } from './channel.ts'
import { isSuccess, parseJson, refusalWords, toOutcome } from './http-answer.ts'
import { refusalOf, toNetworkPost } from './network-post.ts'
import { type NotPosted, pictureRefused, readPictures } from './picture-bytes.ts'

const COLLECTION = 'app.bsky.feed.post'

const Session = z.object({ accessJwt: z.string(), did: z.string(), handle: z.string() })
type Session = z.infer<typeof Session>
/** What names a picture there is theirs: it goes back as it came. */
const Uploaded = z.object({ blob: z.looseObject({}) })
type SentPicture = {
  readonly alt: string
  readonly image: object
  readonly aspectRatio: { readonly width: number; readonly height: number }
}
const ErrorAnswer = z.object({ error: z.string() })

type Caller = Account & { readonly signal: AbortSignal }

type BlueskyOptions = { readonly send: Sender; readonly images: ImageStore; readonly now?: () => number }

export function createBlueskyChannel({ send, images, now = Date.now }: BlueskyOptions): Channel {
  return {
    kind: 'bluesky',
    async publish(request) {
      const short = networkText('bluesky', toNetworkPost(request))
      if (short.problem) return refusalOf('bluesky', short)
      const session = await signIn(request)
      if ('outcome' in session) return session.outcome
      const pictures = await sendPictures(request, session)
      if ('outcome' in pictures) return pictures.outcome
      const rkey = recordKeyOf(request)
      const record = {
        repo: session.did,
        collection: COLLECTION,
        rkey,
        record: recordOf(request, short.text, pictures),
      }
      const sent = await call(request, 'POST', 'com.atproto.repo.putRecord', { session, body: record })
      const outcome = toOutcome(sent, now())
      return outcome.kind === 'published' ? { kind: 'published', url: linkOf(session, rkey) } : outcome
    },
    async lookUp(request): Promise<Found> {
      const session = await signIn(request)
      if ('outcome' in session) return unknown()
      const rkey = recordKeyOf(request)
      const query = new URLSearchParams({ repo: session.did, collection: COLLECTION, rkey })
      const sent = await call(request, 'GET', `com.atproto.repo.getRecord?${query}`, { session })
      if (sent.kind !== 'answered') return unknown()
      if (isSuccess(sent.status)) return { kind: 'published', url: linkOf(session, rkey) }
      const error = ErrorAnswer.safeParse(parseJson(sent.body)).data?.error
      return sent.status === 400 && error === 'RecordNotFound' ? { kind: 'absent' } : unknown()
    },
    async test(request) {
      const session = await signIn(request)
      if (!('outcome' in session)) return { works: true, words: `Signed in as @${session.handle}.` }
      return { works: false, words: session.outcome.reason }
    },
  }

  async function sendPictures(request: PublishRequest, session: Session): Promise<readonly SentPicture[] | NotPosted> {
    const pictures = await readPictures(images, request.images)
    if ('outcome' in pictures) return pictures
    const sent: SentPicture[] = []
    for (const { bytes, alt, width, height } of pictures) {
      const answer = await call(request, 'POST', 'com.atproto.repo.uploadBlob', { session, picture: bytes })
      const uploaded =
        answer.kind === 'answered' && isSuccess(answer.status) ? Uploaded.safeParse(parseJson(answer.body)).data : null
      if (!uploaded) return pictureRefused(answer, now())
      sent.push({ alt, image: uploaded.blob, aspectRatio: { width, height } })
    }
    return sent
  }

  /** Whatever goes wrong here, nothing was posted. */
  async function signIn(caller: Caller): Promise<Session | { outcome: Extract<Outcome, { kind: 'rejected' }> }> {
    const { handle } = BlueskySettings.parse(caller.settings)
    const body = { identifier: handle, password: caller.secret }
    const sent = await call(caller, 'POST', 'com.atproto.server.createSession', { body })
    const session =
      sent.kind === 'answered' && isSuccess(sent.status) ? Session.safeParse(parseJson(sent.body)).data : undefined
    if (session) return session
    const outcome = toOutcome(sent, now())
    if (outcome.kind === 'rejected') return { outcome }
    const reason = sent.kind === 'answered' ? `Signing in failed. ${refusalWords(sent)}` : 'Signing in got no answer.'
    return { outcome: { kind: 'rejected', reason, retryAfterMs: 0 } }
  }

  function call(
    { settings, signal }: Caller,
    method: 'GET' | 'POST',
    procedure: string,
    { session, body, picture }: { session?: Session; body?: unknown; picture?: Uint8Array },
  ): Promise<Sent> {
    const { url } = BlueskySettings.parse(settings)
    return send(new URL(`/xrpc/${procedure}`, url).href, {
      method,
      headers: {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(picture && { 'content-type': 'image/jpeg' }),
        ...(session && { authorization: `Bearer ${session.accessJwt}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(picture && { body: picture }),
      signal,
    })
  }
}

function unknown(): Found {
  return { kind: 'unknown', reason: 'Bluesky did not say whether the post is there.' }
}

function linkOf({ handle }: Session, rkey: string): string {
  return `https://bsky.app/profile/${handle}/post/${rkey}`
}

/** Pictures take the place of the card that shows the link; in the text the link stays. */
function recordOf(
  { title, content, siteUrl: url, versionAt }: PublishRequest,
  text: string,
  pictures: readonly SentPicture[],
) {
  const bytesTo = (end: number) => Buffer.byteLength(text.slice(0, end))
  const links = linksIn(text).filter(link => URL.canParse(link.url))
  return {
    $type: COLLECTION,
    text,
    createdAt: versionAt.toISOString(),
    ...(links.length > 0 && {
      facets: links.map(link => ({
        index: { byteStart: bytesTo(link.start), byteEnd: bytesTo(link.end) },
        features: [{ $type: 'app.bsky.richtext.facet#link', uri: link.url }],
      })),
    }),
    ...(pictures.length > 0 && { embed: { $type: 'app.bsky.embed.images', images: pictures } }),
    ...(url !== null &&
      pictures.length === 0 && {
        embed: {
          $type: 'app.bsky.embed.external',
          external: { uri: url, title, description: excerptOf(content) },
        },
      }),
  }
}

const DIGITS = '234567abcdefghijklmnopqrstuvwxyz'
const TID_DIGITS = 13

/**
 * A TID (https://atproto.com/specs/tid): 53 bits of microseconds, 10 bits of the writer. Milliseconds are the version's;
 * the rest is from the idempotency key, so that every attempt has the same.
 */
export function recordKeyOf({ versionAt, idempotencyKey }: PublishRequest): string {
  const hash = createHash('sha256').update(idempotencyKey).digest().readUInt32BE()
  const micros = BigInt(versionAt.getTime()) * 1000n + BigInt(hash % 1000)
  let left = (micros << 10n) | BigInt((hash >>> 10) & 1023)
  let digits = ''
  for (let index = 0; index < TID_DIGITS; index++) {
    digits = (DIGITS[Number(left & 31n)] ?? '') + digits
    left >>= 5n
  }
  return digits
}

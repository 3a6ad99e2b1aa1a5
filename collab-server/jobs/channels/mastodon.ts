/**
 * A status on a Mastodon server (https://docs.joinmastodon.org/methods/statuses/). Its own calls instead of a client
 * library: they go through the guarded sender, which tells "never sent" from "nobody knows".
 *
 * The Idempotency-Key keeps the same status from being there twice for an hour; after that a second attempt is looked up
 * among the account's statuses first.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Sender, Sent } from '#collab/outgoing/sender.ts'
import { MastodonSettings } from '#domain/contract/inputs/channels.ts'
import type { ImageStore } from '#domain/images/image-store.ts'
import type { Found, Outcome } from '#domain/services/deliveries.ts'
import { networkText } from '#domain/text/network-text.ts'
import type { Account, Channel, PublishRequest } from './channel.ts'
import { isSuccess, parseJson, refusalWords, toOutcome } from './http-answer.ts'
import { refusalOf, toNetworkPost } from './network-post.ts'
import {
  encodeForm,
  type NotPosted,
  notPosted,
  type PictureBytes,
  pictureRefused,
  readPictures,
} from './picture-bytes.ts'

/** Statuses that are looked through, newest first. */
const LOOKED_THROUGH = 40
const LIST_BYTES = 2 * 1024 * 1024
/** Their clock may be off by that much. */
const CLOCKS_MS = 5 * 60_000

/** How often a picture is asked about. */
const LOOKS = 15

const Media = z.object({ id: z.string(), url: z.string().nullable() })
const Me = z.object({ id: z.string(), acct: z.string() })
const Statuses = z.array(z.object({ url: z.string().nullable(), content: z.string(), created_at: z.coerce.date() }))

type MastodonOptions = {
  readonly send: Sender
  readonly images: ImageStore
  readonly now?: () => number
  /** Between two looks at a picture that the server still works on. */
  readonly lookEveryMs?: number
}

export function createMastodonChannel({ send, images, now = Date.now, lookEveryMs = 1_000 }: MastodonOptions): Channel {
  return {
    kind: 'mastodon',
    async publish(request) {
      if (request.attempt > 1) {
        const found = await look(request)
        if (found.kind !== 'absent') return found
      }
      const short = networkText('mastodon', toNetworkPost(request))
      if (short.problem) return refusalOf('mastodon', short)
      const pictures = await sendPictures(request)
      if ('outcome' in pictures) return pictures.outcome
      const media = pictures.length > 0 ? { media_ids: pictures } : {}
      const body = JSON.stringify({ status: short.text, visibility: 'public', ...media })
      const headers = { 'content-type': 'application/json', 'idempotency-key': request.idempotencyKey }
      return toOutcome(await call(request, 'POST', '/api/v1/statuses', { headers, body }), now())
    },
    async lookUp(request) {
      const found = await look(request)
      return found.kind === 'rejected' ? unknown(found.reason) : found
    },
    async test(request) {
      const sent = await call(request, 'GET', '/api/v1/accounts/verify_credentials')
      if (sent.kind !== 'answered') return { works: false, words: sent.reason }
      const me = isSuccess(sent.status) ? Me.safeParse(parseJson(sent.body)).data : undefined
      return me ? { works: true, words: `Signed in as @${me.acct}.` } : { works: false, words: refusalWords(sent) }
    },
  }

  /** @returns their ids there; they are seen by nobody until a status names them */
  async function sendPictures(request: PublishRequest): Promise<readonly string[] | NotPosted> {
    const pictures = await readPictures(images, request.images)
    if ('outcome' in pictures) return pictures
    const ids: string[] = []
    for (const picture of pictures) {
      const id = await sendPicture(request, picture)
      if (typeof id !== 'string') return id
      ids.push(id)
    }
    return ids
  }

  /** Large ones are worked on there before a status may name them. */
  async function sendPicture(request: PublishRequest, { bytes, alt }: PictureBytes): Promise<string | NotPosted> {
    const form = new FormData()
    form.set('file', new Blob([bytes], { type: 'image/jpeg' }), 'picture.jpg')
    if (alt !== '') form.set('description', alt)
    let sent = await call(request, 'POST', '/api/v2/media', await encodeForm(form))
    for (let looks = 0; ; looks++) {
      const media =
        sent.kind === 'answered' && isSuccess(sent.status) ? Media.safeParse(parseJson(sent.body)).data : null
      if (!media) return pictureRefused(sent, now())
      if (media.url !== null) return media.id
      if (looks === LOOKS || request.signal.aborted) return notPosted('Mastodon is still working on a picture.', 0)
      await sleep(lookEveryMs)
      sent = await call(request, 'GET', `/api/v1/media/${encodeURIComponent(media.id)}`)
    }
  }

  /** Who is not let in sends nothing in this attempt, and learns nothing of an earlier one. */
  async function look(request: PublishRequest): Promise<Found | KeyRefused> {
    const signedIn = await call(request, 'GET', '/api/v1/accounts/verify_credentials')
    const outcome = toOutcome(signedIn, now())
    if (isKeyRefused(outcome)) return outcome
    const me = read(signedIn, Me)
    if (!me) return unknown()
    const path = `/api/v1/accounts/${encodeURIComponent(me.id)}/statuses?exclude_reblogs=true&limit=${LOOKED_THROUGH}`
    const statuses = read(await call(request, 'GET', path), Statuses)
    return statuses ? findAmong(statuses, request) : unknown()
  }

  function call(
    { settings, secret, signal }: Account & { signal: AbortSignal },
    method: 'GET' | 'POST',
    path: string,
    { headers = {}, body }: { headers?: Record<string, string>; body?: string | Uint8Array } = {},
  ): Promise<Sent> {
    const { url } = MastodonSettings.parse(settings)
    return send(new URL(path, url).href, {
      method,
      headers: { ...headers, accept: 'application/json', authorization: `Bearer ${secret}` },
      ...(body !== undefined && { body }),
      answerBytes: LIST_BYTES,
      signal,
    })
  }
}

type KeyRefused = Extract<Outcome, { kind: 'rejected' }> & { readonly isKeyRefused: true }

function isKeyRefused(outcome: Outcome): outcome is KeyRefused {
  return outcome.kind === 'rejected' && outcome.isKeyRefused === true
}

function read<S extends z.ZodType>(sent: Sent, schema: S): z.infer<S> | null {
  if (sent.kind !== 'answered' || !isSuccess(sent.status)) return null
  return schema.safeParse(parseJson(sent.body)).data ?? null
}

/** @param why its own words, where it gave any */
function unknown(why = ''): Found {
  return { kind: 'unknown', reason: `Mastodon did not say whether the post is there. ${why}`.trim() }
}

/** A status with the same words is this version's when it came after the version did; nothing else tells them apart. */
function findAmong(statuses: z.infer<typeof Statuses>, request: PublishRequest): Found {
  const words = lettersOf(networkText('mastodon', toNetworkPost(request)).text)
  const versionAt = request.versionAt.getTime()
  const same = statuses.filter(({ content }) => lettersOf(plainOf(content)) === words)
  const after = same.find(({ created_at }) => created_at.getTime() >= versionAt)
  if (after) return { kind: 'published', url: after.url }
  const isNear = same.some(({ created_at }) => created_at.getTime() > versionAt - CLOCKS_MS)
  const oldest = statuses.at(-1)?.created_at.getTime() ?? 0
  const sawAll = statuses.length < LOOKED_THROUGH || oldest < versionAt - CLOCKS_MS
  return isNear || !sawAll ? unknown() : { kind: 'absent' }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", apos: "'" }

/** Mastodon gives HTML of its own making: what was typed, with links hidden in parts. */
function plainOf(html: string): string {
  const text = html.replace(/<br\s*\/?>|<\/p>/g, '\n').replace(/<[^>]*>/g, '')
  return text.replace(/&(#?\w+);/g, (entity, name: string) => ENTITIES[name] ?? entity)
}

/** Spaces are theirs to change. */
function lettersOf(text: string): string {
  return text.replace(/\s+/g, '').normalize('NFC')
}

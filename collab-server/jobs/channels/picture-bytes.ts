/** The pictures of a post as social networks take them: few, as JPEG, with their words. */

import type { Sent } from '#collab/outgoing/sender.ts'
import { AppError } from '#domain/contract/errors.ts'
import { type ImageSize, imageSize, SHARE_FILE } from '#domain/contract/images.ts'
import type { ImageStore } from '#domain/images/image-store.ts'
import type { Outcome } from '#domain/services/deliveries.ts'
import type { CarriedImage } from '#domain/text/carried-images.ts'
import { toOutcome } from './http-answer.ts'

export type PictureBytes = ImageSize & { readonly alt: string; readonly bytes: Uint8Array<ArrayBuffer> }

/** Whatever goes wrong before the post itself is sent, nothing was posted. */
export type NotPosted = { readonly outcome: Extract<Outcome, { kind: 'rejected' }> }

/** Both networks take so many with one post. */
const PICTURES_MAX = 4

export async function readPictures(
  images: ImageStore,
  carried: readonly CarriedImage[],
): Promise<readonly PictureBytes[] | NotPosted> {
  const pictures: PictureBytes[] = []
  for (const { id, alt } of carried.slice(0, PICTURES_MAX)) {
    try {
      const bytes = await images.find(id, SHARE_FILE)
      if (bytes === null) return notPosted('A picture of this post is not in the store of pictures.')
      pictures.push({ ...imageSize(id), alt, bytes })
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return notPosted(error.message, 0)
    }
  }
  return pictures
}

/** @param retryAfterMs left out where trying again would not help */
export function notPosted(reason: string, retryAfterMs?: number): NotPosted {
  const words = `${reason} Nothing was posted.`
  return { outcome: { kind: 'rejected', reason: words, ...(retryAfterMs !== undefined && { retryAfterMs }) } }
}

/** Why a picture did not get there; the post was not sent then, whatever became of the picture. */
export function pictureRefused(sent: Sent, nowMs: number): NotPosted {
  const outcome = toOutcome(sent, nowMs)
  if (outcome.kind === 'rejected') return notPosted(`A picture was not taken. ${outcome.reason}`, outcome.retryAfterMs)
  return notPosted('Nobody knows whether a picture arrived.', 0)
}

export async function encodeForm(form: FormData): Promise<{ headers: Record<string, string>; body: Uint8Array }> {
  const encoded = new Response(form)
  const type = encoded.headers.get('content-type') ?? ''
  return { headers: { 'content-type': type }, body: new Uint8Array(await encoded.arrayBuffer()) }
}

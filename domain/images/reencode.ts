/**
 * A file that somebody sent → files that we have written ourselves, pixel by pixel: nothing but the picture is left of
 * it, no place or camera, no other file behind its end. One at a time, in bounded memory and time.
 *
 *   type by content ─▶ size by its head ─▶ decode, turn upright, make smaller ─▶ WebP in the widths of pages, one JPEG
 */
import type { Metadata, Sharp, SharpOptions } from 'sharp'
import { AppError } from '#domain/contract/errors.ts'
import { IMAGE_HEIGHT_MAX, IMAGE_WIDTH_MAX, type ImageSize, SHARE_FILE, SHARE_SIDE } from '#domain/contract/images.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { type ImageType, isAnimatedPng, requireImageType } from './image-type.ts'

type Reencoded = {
  /** Of the file as it came. */
  readonly type: ImageType
  /** Of the widest file. */
  readonly size: ImageSize
  /** @param width as `imageWidths` names them */
  readonly files: (widths: readonly number[]) => Promise<ReadonlyMap<string, Uint8Array>>
}

const SECONDS = 20
const QUALITY = 82
/** The smallest of the networks takes 976 kB. */
const SHARE_BYTES = 950_000
const SHARE_QUALITIES = [82, 70, 55, 40]
/** Waiting beside the one that is worked on. */
const WAITING_MAX = 20
/**
 * What the decoder may be asked to read by anybody in this process. Svg for the cards that it draws itself
 * (web/features/public-site/card-picture.tsx): what people send is refused as one before (image-type.ts).
 */
const LOADERS = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Gif', 'Heif', 'Svg'].map(name => `VipsForeignLoad${name}`)

type SharpModule = typeof import('sharp').default
let opened: Promise<SharpModule> | undefined

/** With the first picture: who puts in none does not load it. */
function openSharp(): Promise<SharpModule> {
  opened ??= loadSharp()
  return opened
}

async function loadSharp(): Promise<SharpModule> {
  const { default: sharp } = await import('sharp')
  sharp.cache(false)
  // The pages are served by the same process.
  sharp.concurrency(1)
  sharp.block({ operation: ['VipsForeignLoad'] })
  sharp.unblock({ operation: LOADERS })
  return sharp
}

let line: Promise<unknown> = Promise.resolve()
let waiting = 0

/**
 * @param use is given the decoded picture while nobody else has one
 * @throws {AppError} invalid_input with what is wrong with the file; rate_limited while too many wait
 */
export async function reencode<T>(bytes: Uint8Array, use: (image: Reencoded) => Promise<T>): Promise<T> {
  const type = requireImageType(bytes)
  if (waiting >= WAITING_MAX) {
    throw new AppError('rate_limited', {
      message: 'Many pictures are being worked on. Try again in a moment.',
      details: { retryAfterSeconds: 5 },
    })
  }
  waiting += 1
  const turn = line.then(() => decode(bytes, type).then(use))
  line = turn.catch(() => undefined)
  return turn.finally(() => {
    waiting -= 1
  })
}

async function decode(bytes: Uint8Array, type: ImageType): Promise<Reencoded> {
  const sharp = await openSharp()
  requireStill(await readHead(sharp, bytes), type === 'image/png' && isAnimatedPng(bytes))
  const options: SharpOptions = { limitInputPixels: LIMITS.imagePixels, failOn: 'error', sequentialRead: true }
  const { data, info } = await asRefusal(() =>
    sharp(bytes, options)
      .timeout({ seconds: SECONDS })
      .autoOrient()
      .resize({ width: IMAGE_WIDTH_MAX, height: IMAGE_HEIGHT_MAX, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true }),
  )
  const { width, height, channels } = info
  const pixels = () => sharp(data, { raw: { width, height, channels } }).timeout({ seconds: SECONDS })
  return {
    type,
    size: { width, height },
    async files(widths) {
      const files = new Map<string, Uint8Array>([[SHARE_FILE, await shareFile(pixels)]])
      for (const one of widths) {
        const webp = pixels().resize({ width: one, withoutEnlargement: true }).webp({ quality: QUALITY, effort: 3 })
        files.set(`${one}.webp`, await webp.toBuffer())
      }
      return files
    },
  }
}

/** @throws {AppError} invalid_input */
async function readHead(sharp: SharpModule, bytes: Uint8Array): Promise<Metadata> {
  return asRefusal(() => sharp(bytes, { limitInputPixels: false }).metadata())
}

function requireStill({ width, height, pages = 1 }: Metadata, moves: boolean): void {
  // Of what moves, the height is that of all its frames in some formats: it is named first.
  if (moves || pages > 1) throw refusal('Pictures that move are not shown here. Send a still one.')
  if (width * height > LIMITS.imagePixels) {
    const most = Math.round(LIMITS.imagePixels / 1e6)
    throw refusal(`This picture is ${width} × ${height} pixels; ${most} million in all are taken. Make it smaller.`)
  }
}

/** JPEG has no transparency: what was see-through becomes white. */
async function shareFile(pixels: () => Sharp): Promise<Uint8Array> {
  let file: Uint8Array = new Uint8Array()
  for (const quality of SHARE_QUALITIES) {
    file = await pixels()
      .resize({ width: SHARE_SIDE, height: SHARE_SIDE, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#fff' })
      .jpeg({ quality, mozjpeg: false })
      .toBuffer()
    if (file.byteLength <= SHARE_BYTES) break
  }
  return file
}

/** The decoder's own words are about its inside. */
async function asRefusal<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw new AppError('invalid_input', {
      message: 'This picture is damaged, or is not what it says it is. Open it, save it anew and send that.',
      cause,
    })
  }
}

function refusal(message: string): AppError {
  return new AppError('invalid_input', { message })
}

/**
 * What a picture is called. Its id holds 130 random bits and its size in pixels, so that whoever has the id knows how
 * large it is and where its files are, without asking: `k3…q7-1600x1067` is at `/images/k3…q7-1600x1067/960.webp`.
 */
declare const brand: unique symbol
export type ImageId = string & { readonly [brand]: 'ImageId' }

export const IMAGE_ID = /^([a-z2-7]{26})-([1-9]\d{0,4})x([1-9]\d{0,4})$/

export type ImageSize = { readonly width: number; readonly height: number }

/** Widest file of a picture; what is larger is made smaller when it comes. */
export const IMAGE_WIDTH_MAX = 2400
export const IMAGE_HEIGHT_MAX = 9600
/** Widths that a page may ask for, where the picture is wider. */
const WIDTHS = [480, 960, 1600]
/** JPEG for those who take no WebP, or not much: mail, cards of other sites, social networks. */
export const SHARE_FILE = 'share.jpg'
/** Longest side of it. */
export const SHARE_SIDE = 1600

const IMAGES_PATH = '/images'

/** Null for anything that is not the id of a picture. */
export function parseImageId(value: unknown): ImageId | null {
  return typeof value === 'string' && IMAGE_ID.test(value) ? (value as ImageId) : null
}

export function imageSize(id: ImageId): ImageSize {
  const [, , width, height] = IMAGE_ID.exec(id) ?? []
  return { width: Number(width), height: Number(height) }
}

/** Widths of its WebP files, narrowest first; the last one is the whole picture. */
export function imageWidths(id: ImageId): readonly number[] {
  const { width } = imageSize(id)
  return [...WIDTHS.filter(one => one < width), width]
}

/** The narrowest file that is at least so wide, or the widest there is. */
export function imageFile(id: ImageId, width: number): string {
  const widths = imageWidths(id)
  return `${widths.find(one => one >= width) ?? widths.at(-1)}.webp`
}

/** From the root of this server. */
export function imagePath(id: ImageId, file: string): string {
  return `${IMAGES_PATH}/${id}/${file}`
}

/** Every file that a picture has. */
export function imageFiles(id: ImageId): readonly string[] {
  return [...imageWidths(id).map(width => `${width}.webp`), SHARE_FILE]
}

/** The picture that a path of this server shows; null for any other address, also for one of another site. */
export function imageOfPath(address: unknown): ImageId | null {
  if (typeof address !== 'string') return null
  const [, id, file] = /^\/images\/([a-z0-9-]+)\/([a-z0-9.]+)$/.exec(address) ?? []
  const known = parseImageId(id)
  return known && file && imageFiles(known).includes(file) ? known : null
}

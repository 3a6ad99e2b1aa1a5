/** Pictures for tests: a gradient, so that something is on them. */
import sharp from 'sharp'

export const PICTURE = { width: 96, height: 64 }

type Wanted = {
  readonly format: 'jpeg' | 'png' | 'webp' | 'gif' | 'avif' | 'tiff'
  readonly width?: number
  readonly height?: number
  /** Two of another colour are two pictures. */
  readonly red?: number
}

export async function pictureOf({ format, width = PICTURE.width, height = PICTURE.height, red = 40 }: Wanted) {
  const pixels = Buffer.alloc(width * height * 3)
  for (let index = 0; index < width * height; index++) {
    pixels[index * 3] = red
    pixels[index * 3 + 1] = Math.round(((index % width) / width) * 255)
    pixels[index * 3 + 2] = Math.round((Math.floor(index / width) / height) * 255)
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .toFormat(format)
    .toBuffer()
}

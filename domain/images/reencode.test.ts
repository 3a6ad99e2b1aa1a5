import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { AppError } from '#domain/contract/errors.ts'
import { SHARE_FILE } from '#domain/contract/images.ts'
import { startCpuTime } from '#tests/support/cpu-time.ts'
import { PICTURE, pictureOf } from '#tests/support/pictures.ts'
import { reencode } from './reencode.ts'

const filesOf = (bytes: Uint8Array, widths = [100]) =>
  reencode(bytes, async ({ type, size, files }) => ({ type, size, files: await files(widths) }))

async function wordsOf(bytes: Uint8Array): Promise<string> {
  const error = await filesOf(bytes).catch((thrown: unknown) => thrown)
  if (error instanceof AppError && error.code === 'invalid_input') return error.message
  throw error
}

const text = (words: string) => new TextEncoder().encode(words)

describe('what is taken', () => {
  test.each(['jpeg', 'png', 'webp', 'gif', 'avif'] as const)('[IM1] %s, whatever it is called', async format => {
    const { type, size, files } = await filesOf(await pictureOf({ format }), [48, 96])
    expect([type, size]).toEqual([`image/${format}`, { width: PICTURE.width, height: PICTURE.height }])
    expect([...files.keys()].sort()).toEqual(['48.webp', '96.webp', SHARE_FILE])
    const narrow = await sharp(files.get('48.webp')).metadata()
    expect([narrow.format, narrow.width, narrow.height]).toEqual(['webp', 48, 32])
    expect((await sharp(files.get(SHARE_FILE)).metadata()).format).toBe('jpeg')
  })

  test('[IM1] what is see-through stays so, and is white where there is no such thing', async () => {
    const clear = await sharp({ create: { width: 8, height: 8, channels: 4, background: '#0000' } })
      .png()
      .toBuffer()
    const { files } = await filesOf(clear, [8])
    expect((await sharp(files.get('8.webp')).stats()).isOpaque).toBe(false)
    const share = await sharp(files.get(SHARE_FILE)).stats()
    expect(share.channels.map(({ mean }) => Math.round(mean))).toEqual([255, 255, 255])
  })
})

describe('what is refused, with words', () => {
  test('[IM1] nothing, SVG, HTML called PNG, HEIC, and what is no picture', async () => {
    expect(await wordsOf(new Uint8Array())).toMatch(/empty/)
    for (const svg of [
      '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
      '\ufeff<?xml version="1.0"?><!-- x --><svg onload="alert(1)"/>',
      '<!DOCTYPE svg PUBLIC "x">\n<svg/>',
      '<svg/>',
    ])
      expect(await wordsOf(text(svg))).toMatch(/SVG/)
    expect(await wordsOf(text('<!doctype html><script>alert(1)</script>'))).toMatch(/not a picture/)
    expect(await wordsOf(text('%PDF-1.7'))).toMatch(/not a picture/)
    expect(await wordsOf(text('\0\0\0\x18ftypheic\0\0\0\0mif1heic'))).toMatch(/HEIC/)
    // Formats that the decoder could read and nobody asked for.
    expect(await wordsOf(await pictureOf({ format: 'tiff' }))).toMatch(/not a picture/)
  })

  test('[IM1] a head that promises a picture, and something else behind it', async () => {
    const head = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
    expect(await wordsOf(Buffer.concat([head, text('<script>alert(1)</script>')]))).toMatch(/damaged/)
    expect(await wordsOf(Buffer.concat([Buffer.from('GIF89a'), text('/*<svg onload=alert(1)>*/')]))).toMatch(
      /SVG|damaged/,
    )
    const whole = await pictureOf({ format: 'jpeg', width: 400, height: 400 })
    expect(await wordsOf(whole.subarray(0, whole.byteLength / 3))).toMatch(/damaged/)
  })

  test('[IM1] what moves, in every format that can', async () => {
    const frames = { raw: { width: 8, height: 16, channels: 3, pageHeight: 8 } } as const
    const moving = sharp(Buffer.alloc(8 * 16 * 3, 7).fill(200, 0, 192), frames)
    expect(await wordsOf(await moving.clone().gif().toBuffer())).toMatch(/move/)
    expect(await wordsOf(await moving.clone().webp().toBuffer())).toMatch(/move/)
    const png = Buffer.from(await pictureOf({ format: 'png' }))
    const control = Buffer.concat([
      png.subarray(0, 33),
      Buffer.from('\0\0\0\x08acTL\0\0\0\x02\0\0\0\0\0\0\0\0', 'latin1'),
      png.subarray(33),
    ])
    expect(await wordsOf(control)).toMatch(/move/)
  })

  test('[IM3] more than 40 million pixels, before any of them is unpacked', async () => {
    const flat = { width: 6400, height: 6400, channels: 3, background: '#fff' } as const
    const bomb = await sharp({ create: flat, limitInputPixels: false })
      .toColourspace('b-w')
      .png({ compressionLevel: 1 })
      .toBuffer()
    expect(bomb.byteLength).toBeLessThan(1_000_000)
    const spentMs = startCpuTime()
    expect(await wordsOf(bomb)).toMatch(/6400 × 6400 pixels; 40 million/)
    expect(spentMs()).toBeLessThan(500)
    // A head that lies about it.
    const liar = Buffer.from(bomb)
    liar.writeUInt32BE(60_000, 16)
    liar.writeUInt32BE(60_000, 20)
    expect(await wordsOf(liar)).toMatch(/damaged|60000 × 60000/)
  })
})

describe('[IM2] what is kept is the picture and nothing else', () => {
  test('no place, no camera, no words, no other file behind its end; upright as it was taken', async () => {
    const gps = {
      IFD0: { Copyright: 'SECRET NAME' },
      IFD3: { GPSLatitude: '54/1 7/1 0/1', GPSLatitudeRef: 'N' },
    }
    const taken = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#38a' } })
      .jpeg()
      .withMetadata({ orientation: 6, exif: gps })
      .toBuffer()
    expect((await sharp(taken).metadata()).exif).toBeDefined()
    const polyglot = Buffer.concat([taken, text('PK\x03\x04<script>alert("HIDDEN")</script>')])
    const { size, files } = await filesOf(polyglot, [40])
    // Turned by what its EXIF said.
    expect(size).toEqual({ width: 40, height: 60 })
    for (const [name, bytes] of files) {
      const { exif, xmp, iptc, orientation } = await sharp(bytes).metadata()
      expect([name, exif, xmp, iptc, orientation]).toEqual([name, undefined, undefined, undefined, undefined])
      expect(Buffer.from(bytes).toString('latin1')).not.toMatch(/SECRET|HIDDEN|Exif/)
    }
  })

  test('wider than pages show it is made smaller; a long one stays long', async () => {
    const wide = await filesOf(await pictureOf({ format: 'jpeg', width: 5000, height: 1000 }), [480, 2400])
    expect(wide.size).toEqual({ width: 2400, height: 480 })
    const long = await filesOf(await pictureOf({ format: 'png', width: 100, height: 8000 }), [100])
    expect(long.size).toEqual({ width: 100, height: 8000 })
  })

  test('the JPEG is small enough for every network, whatever is on it', async () => {
    const noise = Buffer.alloc(1700 * 1700 * 3)
    for (let index = 0; index < noise.length; index++) noise[index] = (index * 2_654_435_761) >>> 13
    const bytes = await sharp(noise, { raw: { width: 1700, height: 1700, channels: 3 } })
      .jpeg({ quality: 100 })
      .toBuffer()
    const { files } = await filesOf(bytes, [480])
    expect(files.get(SHARE_FILE)?.byteLength).toBeLessThan(976_000)
  })
})

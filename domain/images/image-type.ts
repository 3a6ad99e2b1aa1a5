/** What a file is by its first bytes. Names, endings and the sender's Content-Type say nothing. */
import { AppError } from '#domain/contract/errors.ts'

export const IMAGE_TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif'] as const
export type ImageType = (typeof IMAGE_TYPES)[number]

/** Where SVG may say so, behind comments and a declaration. */
const LOOKED_AT = 1024

/** @throws {AppError} invalid_input with what to send instead */
export function requireImageType(bytes: Uint8Array): ImageType {
  if (bytes.byteLength === 0) throw refusal('This file is empty. Choose another one.')
  const type = findType(bytes)
  if (type) return type
  const words = latin1(bytes, 0, LOOKED_AT)
  if (/<svg[\s/>]|<!doctype svg/i.test(words)) {
    throw refusal('SVG is a program that draws, not a picture. Save it as PNG and send that.')
  }
  if (/^....ftyp(?:hei|hev|mif1|msf1)/s.test(words)) {
    throw refusal('HEIC is not read here. Send it as JPEG: phones do so when they share a picture.')
  }
  throw refusal('This is not a picture that is read here. Send JPEG, PNG, WebP, AVIF or GIF.')
}

function findType(bytes: Uint8Array): ImageType | null {
  const ascii = (from: number, to: number) => latin1(bytes, from, to)
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'image/jpeg'
  if (ascii(0, 8) === '\x89PNG\r\n\x1a\n') return 'image/png'
  if (ascii(0, 4) === 'RIFF' && ascii(8, 12) === 'WEBP') return 'image/webp'
  if (/^GIF8[79]a$/.test(ascii(0, 6))) return 'image/gif'
  return ascii(4, 8) === 'ftyp' && ascii(8, 40).includes('avif') ? 'image/avif' : null
}

/** PNG keeps its frames where its readers overlook them: what moves would quietly stand still. */
export function isAnimatedPng(bytes: Uint8Array): boolean {
  const at = (chunk: string) =>
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(chunk, 8, 'latin1')
  const frames = at('acTL')
  return frames >= 0 && frames < at('IDAT')
}

function refusal(message: string): AppError {
  return new AppError('invalid_input', { message })
}

/** One letter a byte. */
function latin1(bytes: Uint8Array, from: number, to: number): string {
  return asBuffer(bytes).toString('latin1', from, Math.min(to, bytes.byteLength))
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

/**
 * CRC-32 beside what is stored: finds a changed byte, and says which one it was and what it should be.
 * Signed, as Postgres keeps an `integer`.
 */
import { crc32 } from 'node:zlib'

/** Remainders of each byte (CRC-32/ISO-HDLC, reflected polynomial), and which byte has a remainder's highest byte. */
const REMAINDERS = Array.from({ length: 256 }, (_, byte) => {
  let rest = byte
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1
  return rest >>> 0
})
const byteByRemainder = new Map(REMAINDERS.map((rest, byte) => [rest, byte]))
const byteByHighest = new Map(REMAINDERS.map((rest, byte) => [rest >>> 24, byte]))

export function checksumOf(bytes: Uint8Array): number {
  return crc32(bytes) | 0
}

/** What was stored before there were checksums counts as sound until something else speaks against it. */
export function isSound(bytes: Uint8Array, checksum: number | null): boolean {
  return checksum === null || checksumOf(bytes) === checksum
}

/**
 * The bytes as they were when exactly one of them is wrong: the checksum is linear, so each wrong byte has its own
 * difference at each place, and the difference is walked back from the end.
 *
 * @returns null when no one byte explains the difference, or more than one would
 */
export function mendByte(bytes: Uint8Array, checksum: number): Uint8Array | null {
  let difference = (checksumOf(bytes) ^ checksum) >>> 0
  if (difference === 0) return null
  // In one byte of the checksum alone: it may be the checksum that is wrong.
  let found: { at: number; xor: number } | null = null
  if ([0, 8, 16, 24].some(shift => (difference & ~(0xff << shift)) >>> 0 === 0)) return null
  for (let at = bytes.byteLength - 1; at >= 0; at -= 1) {
    const xor = byteByRemainder.get(difference)
    if (xor !== undefined) {
      if (found) return null
      found = { at, xor }
    }
    const last = byteByHighest.get(difference >>> 24) ?? 0
    difference = (((difference ^ (REMAINDERS[last] ?? 0)) << 8) | last) >>> 0
  }
  if (!found) return null
  const mended = bytes.slice()
  mended[found.at] = (mended[found.at] ?? 0) ^ found.xor
  return mended
}

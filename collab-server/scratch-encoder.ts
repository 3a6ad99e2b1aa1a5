/**
 * Writing without new memory for each message: lib0's encoder begins with a hundred bytes and takes more, piece by piece,
 * as they fill up. What goes to hundreds of feeds is written in one piece of memory, and copied out once.
 */
import { createEncoder, type Encoder, toUint8Array } from 'lib0/encoding'

const memory = new Uint8Array(64 * 1024)
let idle: Encoder | null = createEncoder()

/** As lib0's `encode`; a call within another one takes memory of its own. */
export function encodeInScratch(write: (encoder: Encoder) => void): Uint8Array {
  const encoder = idle ?? createEncoder()
  const isScratch = encoder === idle
  idle = null
  if (isScratch) begin(encoder)
  try {
    write(encoder)
    return copyOf(encoder)
  } finally {
    if (isScratch) idle = encoder
  }
}

function begin(encoder: Encoder): void {
  encoder.cbuf = memory
  encoder.cpos = 0
  encoder.bufs = []
}

/** In memory that Node has ready: asking the system for a piece of each frame's size is most of what a small one costs. */
function copyOf(encoder: Encoder): Uint8Array {
  if (encoder.bufs.length > 0) return toUint8Array(encoder)
  const copy = Buffer.allocUnsafe(encoder.cpos)
  copy.set(encoder.cbuf.subarray(0, encoder.cpos))
  return copy
}

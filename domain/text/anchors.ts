/** The place in a text that a thread hangs on, as bytes and as it goes over the wire. */
import * as Y from 'yjs'

/** Null for what is not a Yjs relative position in base64. */
export function parsePosition(base64: string): Y.RelativePosition | null {
  const bytes = fromBase64(base64)
  if (bytes === null) return null
  try {
    const position = Y.decodeRelativePosition(bytes)
    const hangsOn = position.item ?? position.type ?? position.tname
    return hangsOn === null ? null : position
  } catch {
    return null
  }
}

export function formatPosition(position: Y.RelativePosition): string {
  return toBase64(Y.encodeRelativePosition(position))
}

export function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}

/** Null for other letters than those of base64. */
export function fromBase64(base64: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(base64), letter => letter.charCodeAt(0))
  } catch {
    return null
  }
}

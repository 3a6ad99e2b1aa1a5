/** The pictures of a text, in its order. */
import { type ImageId, parseImageId } from '#domain/contract/images.ts'
import type { JsonNode } from './document.ts'

type TextImage = { readonly id: ImageId; readonly alt: string; readonly caption: string }

export function imagesOf(json: JsonNode): readonly TextImage[] {
  if (json.type !== 'image') return (json.content ?? []).flatMap(imagesOf)
  const { id, alt, caption } = json.attrs ?? {}
  const known = parseImageId(id)
  return known === null ? [] : [{ id: known, alt: wordsOf(alt), caption: wordsOf(caption) }]
}

function wordsOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

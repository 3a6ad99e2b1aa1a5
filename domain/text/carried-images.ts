/** The pictures that go along with a post to where only a few fit: its cover, then those of the text, each once. */
import type { ImageId } from '#domain/contract/images.ts'
import type { JsonNode } from './document.ts'
import { imagesOf } from './images-in.ts'
import { coverOf, type Fields } from './post-fields.ts'

export type CarriedImage = { readonly id: ImageId; readonly alt: string }

export function carriedImages(content: JsonNode, fields: Fields): readonly CarriedImage[] {
  const cover = coverOf(fields)
  const byId = new Map<ImageId, CarriedImage>()
  for (const { id, alt } of [...(cover ? [cover] : []), ...imagesOf(content)]) {
    const known = byId.get(id)
    // Where the same picture stands twice, whichever has words speaks.
    if (!known || known.alt === '') byId.set(id, { id, alt })
  }
  return [...byId.values()]
}

/** Pictures of a text as HTML: only our own files, each in the widths it has, with its size, so that nothing jumps. */
import { escapeHTML, escapeHTMLAttribute } from '@tiptap/static-renderer/json/html-string'
import { imageFile, imagePath, imageSize, imageWidths, SHARE_FILE } from '#domain/contract/images.ts'
import type { JsonNode } from './document.ts'
import { imagesOf } from './images-in.ts'

/** Where the HTML is read. `page`: beside us or in a feed reader; `mail`: by programs that know JPEG and little else. */
export type HtmlPlace = {
  readonly as: 'page' | 'mail'
  /** Put before the paths of pictures, for readers elsewhere: `https://write.example.org`. */
  readonly origin?: string
}

/** The column of text on the public site. */
const COLUMN = 680
const SIZES = `(max-width: ${COLUMN}px) 100vw, ${COLUMN}px`
const MAIL_WIDTH = 568

/** Empty for a node that names no picture of ours. */
export function imageHtml(node: JsonNode, { as, origin = '' }: HtmlPlace): string {
  const [image] = imagesOf(node)
  if (!image) return ''
  const { id, caption } = image
  const address = (file: string) => escapeHTMLAttribute(`${origin}${imagePath(id, file)}`)
  const { width, height } = imageSize(id)
  const alt = escapeHTMLAttribute(image.alt)
  const words = caption === '' ? '' : `<figcaption>${escapeHTML(caption)}</figcaption>`
  if (as === 'mail') {
    const shown = Math.min(width, MAIL_WIDTH)
    return `<figure style="margin:16px 0"><img src="${address(SHARE_FILE)}" alt="${alt}" width="${shown}" style="max-width:100%;height:auto">${words}</figure>\n`
  }
  const srcset = imageWidths(id)
    .map(one => `${address(`${one}.webp`)} ${one}w`)
    .join(', ')
  return `<figure><img src="${address(imageFile(id, COLUMN))}" srcset="${srcset}" sizes="${SIZES}" width="${width}" height="${height}" alt="${alt}" loading="lazy" decoding="async">${words}</figure>\n`
}

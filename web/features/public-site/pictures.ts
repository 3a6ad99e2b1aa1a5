/** Pictures of the public site outside of texts: covers, and what other sites show of a link. */
import { html } from 'hono/html'
import {
  type ImageId,
  imageFile,
  imagePath,
  imageSize,
  imageWidths,
  SHARE_FILE,
  SHARE_SIDE,
} from '#domain/contract/images.ts'
import type { SitePost, SiteWorkspace } from '#domain/queries/public-site.ts'
import { imagesOf } from '#domain/text/images-in.ts'
import { CARD, cardOf } from './card.ts'
import type { Html } from './page.ts'

/** Columns that covers stand in, in CSS pixels. */
const COVER = { post: 680, lead: 992, list: 304 } as const

/** @param place the widest it is shown; only that of a post and the first of a list are loaded at once */
export function coverPicture({ cover }: SitePost, place: keyof typeof COVER): Html | '' {
  if (cover === null) return ''
  const { id, alt } = cover
  const { width, height } = imageSize(id)
  const most = COVER[place]
  const srcset = imageWidths(id)
    .map(one => `${imagePath(id, `${one}.webp`)} ${one}w`)
    .join(', ')
  const urgency = place === 'list' ? html`loading="lazy"` : html`fetchpriority="high"`
  return html`<img class="cover" src="${imagePath(id, imageFile(id, most))}" srcset="${srcset}" sizes="(max-width: 760px) 100vw, ${most}px" width="${width}" height="${height}" alt="${alt}" ${urgency} decoding="async">
`
}

/**
 * Of the cover, of the first picture in the text, or of a card with the title; what stands in the head of a page. X takes
 * the same picture, and what a card says stands beside it anyway.
 */
export function cardTags(publicUrl: string, workspace: SiteWorkspace, post: SitePost): Html {
  const { origin } = new URL(publicUrl)
  const shown = post.cover ?? imagesOf(post.content)[0]
  if (shown) {
    return html`${pictureTags(`${origin}${imagePath(shown.id, SHARE_FILE)}`, shareSize(shown.id))}
<meta property="og:image:type" content="image/jpeg">
<meta property="og:image:alt" content="${shown.alt}">`
  }
  const card = cardOf(workspace, post)
  return card ? pictureTags(`${origin}${card.path}`, CARD) : html`<meta name="twitter:card" content="summary">`
}

function pictureTags(url: string, { width, height }: { readonly width: number; readonly height: number }): Html {
  return html`<meta property="og:image" content="${url}">
<meta property="og:image:width" content="${width}">
<meta property="og:image:height" content="${height}">
<meta name="twitter:card" content="summary_large_image">`
}

function shareSize(id: ImageId) {
  const { width, height } = imageSize(id)
  const scale = Math.min(1, SHARE_SIDE / Math.max(width, height))
  return { width: Math.round(width * scale), height: Math.round(height * scale) }
}

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
import type { SitePost } from '#domain/queries/public-site.ts'
import { imagesOf } from '#domain/text/images-in.ts'
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

/** Of the cover, or of the first picture in the text; what stands in the head of a page. */
export function cardTags(publicUrl: string, post: SitePost): Html {
  const shown = post.cover ?? imagesOf(post.content)[0]
  if (!shown) return html`<meta name="twitter:card" content="summary">`
  const { width, height } = shareSize(shown.id)
  const address = `${new URL(publicUrl).origin}${imagePath(shown.id, SHARE_FILE)}`
  return html`<meta property="og:image" content="${address}">
<meta property="og:image:type" content="image/jpeg">
<meta property="og:image:width" content="${width}">
<meta property="og:image:height" content="${height}">
<meta property="og:image:alt" content="${shown.alt}">
<meta name="twitter:card" content="summary_large_image">
<meta name="twitter:image" content="${address}">
<meta name="twitter:image:alt" content="${shown.alt}">`
}

function shareSize(id: ImageId) {
  const { width, height } = imageSize(id)
  const scale = Math.min(1, SHARE_SIDE / Math.max(width, height))
  return { width: Math.round(width * scale), height: Math.round(height * scale) }
}

/** A post as the message that webhooks get: the job sends it, and people look at it before. */
import { imagePath, imageSize, SHARE_FILE } from '#domain/contract/images.ts'
import type { CarriedImage } from './carried-images.ts'
import type { JsonNode } from './document.ts'
import { htmlOf } from './html.ts'
import { markdownOf } from './markdown.ts'

type MessagedPost = {
  readonly postId: string
  readonly workspaceId: string
  readonly postSlug: string
  /** When it was frozen. */
  readonly versionAt: Date
  readonly title: string
  readonly content: JsonNode
  readonly contentHash: string
  /** Its address on the built-in site, where it goes there too. */
  readonly siteUrl: string | null
  readonly images: readonly CarriedImage[]
}

export function webhookMessage(post: MessagedPost, origin: string) {
  const { postId, workspaceId, postSlug, versionAt, title, content, contentHash, siteUrl, images } = post
  return {
    type: 'post.published',
    timestamp: versionAt.toISOString(),
    data: {
      id: postId,
      workspaceId,
      title,
      slug: postSlug,
      url: siteUrl,
      contentHash,
      content,
      html: htmlOf(content, { as: 'page', origin }),
      markdown: markdownOf(content, origin),
      images: images.map(({ id, alt }) => ({ url: `${origin}${imagePath(id, SHARE_FILE)}`, alt, ...imageSize(id) })),
    },
  }
}

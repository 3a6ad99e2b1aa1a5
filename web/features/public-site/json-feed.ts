/** The site's feed as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/): the same posts as in the RSS. */
import type { SitePost, SiteWorkspace } from '#domain/queries/public-site.ts'
import { htmlOf } from '#domain/text/html.ts'
import { excerptOf } from '#domain/text/plain-text.ts'
import { postUrl, siteUrl } from './address.ts'

export function jsonFeedOf(publicUrl: string, workspace: SiteWorkspace, posts: readonly SitePost[]): string {
  const home = siteUrl(publicUrl, workspace)
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: workspace.name,
    home_page_url: home,
    feed_url: `${home}/feed.json`,
    description: `Posts by ${workspace.name}`,
    items: posts.map(post => ({
      id: postUrl(publicUrl, workspace, post),
      url: postUrl(publicUrl, workspace, post),
      title: post.title || 'Untitled',
      summary: excerptOf(post.content),
      content_html: htmlOf(post.content, { as: 'page', origin: new URL(publicUrl).origin }),
      date_published: post.publishedAt.toISOString(),
      ...(post.versionAt > post.publishedAt && { date_modified: post.versionAt.toISOString() }),
      ...(post.author && { authors: [{ name: post.author }] }),
    })),
  })
}

/** The site's feed for readers: the same posts with their whole text. */
import { Feed } from 'feed'
import type { SitePost, SiteWorkspace } from '#domain/queries/public-site.ts'
import { htmlOf } from '#domain/text/html.ts'
import { excerptOf } from '#domain/text/plain-text.ts'
import { postUrl, siteUrl } from './address.ts'

export function rssOf(publicUrl: string, workspace: SiteWorkspace, posts: readonly SitePost[]): string {
  const link = siteUrl(publicUrl, workspace)
  const feed = new Feed({
    id: link,
    link,
    title: workspace.name,
    description: `Posts by ${workspace.name}`,
    copyright: `© ${workspace.name}`,
    generator: 'Galley',
    feedLinks: { rss: `${link}/feed.xml`, json: `${link}/feed.json` },
    // Of the newest post, not of this moment: the same posts are the same feed.
    updated: posts[0]?.publishedAt ?? new Date(0),
  })
  for (const post of posts) {
    const address = postUrl(publicUrl, workspace, post)
    feed.addItem({
      id: address,
      link: address,
      title: post.title || 'Untitled',
      description: excerptOf(post.content),
      content: htmlOf(post.content, { as: 'page', origin: new URL(publicUrl).origin }),
      date: post.publishedAt,
      published: post.publishedAt,
      category: post.tags.map(name => ({ name })),
      ...(post.author && { author: [{ name: post.author }] }),
    })
  }
  return feed.rss2().toWellFormed().replace(NOT_XML, '')
}

/** What XML 1.0 cannot hold, not even escaped: one control character or U+FFFE, and no reader takes the feed. */
const NOT_XML = /[^\P{Cc}\t\n\r\u0080-\u009f]|[\ufffe\uffff]/gu

/** What search engines are told: which pages there are (https://www.sitemaps.org/protocol.html), and where not to look. */
import type { SiteEntry, SiteWorkspace } from '#domain/queries/public-site.ts'
import { postUrl, siteUrl } from './address.ts'

const XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
const NAMES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'

export function siteMapOf(publicUrl: string, workspace: SiteWorkspace, posts: readonly SiteEntry[]): string {
  const urls = posts.map(
    post =>
      `<url><loc>${xmlText(postUrl(publicUrl, workspace, post))}</loc><lastmod>${post.changedAt.toISOString()}</lastmod></url>\n`,
  )
  return `${XML}<urlset ${NAMES}>\n<url><loc>${xmlText(siteUrl(publicUrl, workspace))}</loc></url>\n${urls.join('')}</urlset>\n`
}

/** The maps of all workspaces that have something published. */
export function siteMapIndex(publicUrl: string, slugs: readonly string[]): string {
  const maps = slugs.map(slug => `<sitemap><loc>${xmlText(siteUrl(publicUrl, { slug }))}/sitemap.xml</loc></sitemap>\n`)
  return `${XML}<sitemapindex ${NAMES}>\n${maps.join('')}</sitemapindex>\n`
}

/** Only the public site is for search engines. */
export function robotsText(publicUrl: string): string {
  return `User-agent: *\nAllow: /p/\nDisallow: /\n\nSitemap: ${new URL('/sitemap.xml', publicUrl).href}\n`
}

function xmlText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

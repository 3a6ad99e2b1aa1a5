/** All published posts of a workspace: the newest large, the others below it. */
import { html } from 'hono/html'
import type { SitePost, SiteWorkspace } from '#domain/queries/public-site.ts'
import { excerptOf } from '#domain/text/plain-text.ts'
import { siteUrl } from './address.ts'
import { subscribeForm } from './newsletter-page.ts'
import { day, frame, type Html } from './page.ts'
import { coverPicture } from './pictures.ts'

/** @param takesMail whether new posts go out by mail */
export function indexPage(
  publicUrl: string,
  workspace: SiteWorkspace,
  posts: readonly SitePost[],
  takesMail = false,
): Html {
  const canonical = siteUrl(publicUrl, workspace)
  const [newest, ...others] = posts
  const href = (post: SitePost) => `/p/${workspace.slug}/${post.slug}`
  const main = newest
    ? html`<div class="wide list"><h1 class="vh">${workspace.name}</h1>
<article class="lead">${coverPicture(newest, 'lead')}<h2><a href="${href(newest)}">${newest.title || 'Untitled'}</a></h2>
<p class="dek">${excerptOf(newest.content)}</p><div class="m">${byline(newest)}</div></article>
${
  others.length > 0 &&
  html`<div class="g3">${others.map(
    post => html`<article>${coverPicture(post, 'list')}<h2><a href="${href(post)}">${post.title || 'Untitled'}</a></h2>
<p>${excerptOf(post.content)}</p><div class="m">${byline(post)}</div></article>
`,
  )}</div>`
}</div>`
    : html`<div class="none"><h1>${workspace.name}</h1><p>Nothing is published yet.</p></div>`
  const more = html`<meta property="og:type" content="website">
<meta property="og:title" content="${workspace.name}">
<meta property="og:description" content="Posts by ${workspace.name}">
<meta property="og:url" content="${canonical}">
<meta property="og:site_name" content="${workspace.name}">
<meta name="twitter:card" content="summary">`
  const footer = html`${takesMail && subscribeForm(workspace)}<footer class="ft"><span>© ${workspace.name}</span><a href="/p/${workspace.slug}/feed.xml">RSS</a><a href="/p/${workspace.slug}/feed.json">JSON feed</a></footer>`
  const description = `Posts by ${workspace.name}`
  return frame(workspace, { title: workspace.name, description, canonical, more }, main, footer)
}

function byline(post: SitePost): Html {
  return html`${post.author && `${post.author} · `}${day(post.publishedAt)}`
}

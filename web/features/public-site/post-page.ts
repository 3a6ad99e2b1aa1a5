/** One published post: the frozen text, who wrote it and when, and the proof of what it is. */
import { html, raw } from 'hono/html'
import type { ReaderSide, SitePost, SiteWorkspace } from '#domain/queries/public-site.ts'
import { htmlOf } from '#domain/text/html.ts'
import { excerptOf, wordCount } from '#domain/text/plain-text.ts'
import { initialsOf } from '#web/ui/initials.ts'
import { postUrl } from './address.ts'
import { day, frame, type Html } from './page.ts'
import { cardTags, coverPicture } from './pictures.ts'
import { readerSection } from './reader-section.ts'

const WORDS_PER_MINUTE = 220

export function postPage(publicUrl: string, workspace: SiteWorkspace, post: SitePost, readers: ReaderSide): Html {
  const canonical = postUrl(publicUrl, workspace, post)
  const title = post.title || 'Untitled'
  const description = excerptOf(post.content)
  const more = html`<meta property="og:type" content="article">
<meta property="og:title" content="${title}">
<meta property="og:description" content="${description}">
<meta property="og:url" content="${canonical}">
<meta property="og:site_name" content="${workspace.name}">
<meta property="article:published_time" content="${post.publishedAt.toISOString()}">
<meta property="article:modified_time" content="${post.versionAt.toISOString()}">
${post.tags.map(
  tag => html`<meta property="article:tag" content="${tag}">
`,
)}${cardTags(publicUrl, workspace, post)}
<meta name="author" content="${post.author}">
<link rel="alternate" type="application/json" href="${canonical}.json">`
  const main = html`${articleOf(post)}
${readerSection(workspace, post, readers)}`
  const footer = html`<footer class="proof"><p>This is exactly the text that was published: version ${post.version}, sha-256<br>
<code>${post.contentHash}</code></p>
<p><a href="${canonical}.json">The same text as JSON</a>, to check it: its sha-256 is the number above.</p></footer>`
  return frame(workspace, { title: `${title} · ${workspace.name}`, description, canonical, more }, main, footer)
}

/** The same page before it is public, of the draft (version 0) or a frozen text: without readers and what other programs look for. */
export function previewPage(workspace: SiteWorkspace, post: SitePost): Html {
  const frozen = post.version > 0 && html` Version ${post.version}, sha-256<br><code>${post.contentHash}</code>`
  const main = articleOf(post, html`<p class="q">A preview. Nothing of it is public because of this page.${frozen}</p>`)
  return frame(workspace, { title: `Preview: ${post.title || 'Untitled'}`, description: 'A preview.' }, main)
}

/** @param before what stands above its title */
function articleOf(post: SitePost, before: Html | '' = ''): Html {
  return html`<article class="post">${before}<h1>${post.title || 'Untitled'}</h1>
<div class="by">${
    post.author && html`<span class="av p${post.authorColor}" aria-hidden="true">${initialsOf(post.author)}</span>`
  }<span>${post.author && html`<b>${post.author}</b><br>`}<span class="m">${day(post.publishedAt)} · ${minutes(post)} min</span></span></div>
${coverPicture(post, 'post')}<div class="body">
${raw(htmlOf(post.content))}</div>
${post.tags.length > 0 && html`<ul class="tags" aria-label="Tags">${post.tags.map(tag => html`<li>${tag}</li>`)}</ul>`}</article>`
}

function minutes(post: SitePost): number {
  return Math.max(1, Math.ceil(wordCount(post.content) / WORDS_PER_MINUTE))
}

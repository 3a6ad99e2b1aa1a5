/** The frame of every public page. Everything in `html` is escaped unless it says `raw`. */
import { html, raw } from 'hono/html'
import type { SiteWorkspace } from '#domain/queries/public-site.ts'
import { STYLE } from './style.ts'

export type Html = ReturnType<typeof html>

type Head = {
  readonly title: string
  readonly description: string
  /** Absolute; absent for pages that are not to be found again. */
  readonly canonical?: string
  /** Further tags of the head. */
  readonly more?: Html
}

const MARK = html`<svg class="mark" viewBox="0 0 16 16" aria-hidden="true"><path d="m4 11 4-6.5L12 11"/></svg>`
const WAVES = html`<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 3a10 10 0 0 1 10 10M3 7.5A5.5 5.5 0 0 1 8.5 13M3.6 12.4h.01"/></svg>`

/** @param workspace null on pages that belong to none */
export function frame(workspace: SiteWorkspace | null, head: Head, main: Html, footer: Html | '' = ''): Html {
  const home = workspace && `/p/${workspace.slug}`
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${head.title}</title>
<meta name="description" content="${head.description}">
${head.canonical ? html`<link rel="canonical" href="${head.canonical}">` : html`<meta name="robots" content="noindex">`}
<link rel="icon" href="/icon.svg" type="image/svg+xml">
${
  workspace &&
  html`<link rel="alternate" type="application/rss+xml" title="${workspace.name}" href="${home}/feed.xml">
<link rel="alternate" type="application/feed+json" title="${workspace.name}" href="${home}/feed.json">`
}
${head.more ?? ''}
<style>${raw(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
${
  workspace &&
  html`<header class="hd"><a class="nm" href="${home}">${MARK}<span>${workspace.name}</span></a>
<nav aria-label="Site"><a class="posts" href="${home}">Posts</a><a href="${home}/feed.xml">${WAVES} RSS</a></nav></header>`
}
<main id="main" tabindex="-1">
${main}
</main>
${footer}
</body>
</html>
`
}

/** What is not there, was taken back, or never was: all look the same. */
export function notFoundPage(workspace: SiteWorkspace | null): Html {
  const main = html`<div class="none"><h1>Nothing here</h1>
<p>This page does not exist, or it is not public any more.</p>
${workspace && html`<p><a href="/p/${workspace.slug}">All posts of ${workspace.name}</a></p>`}</div>`
  return frame(workspace, { title: 'Nothing here', description: 'This page does not exist.' }, main)
}

const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })

export function day(date: Date): Html {
  return html`<time datetime="${date.toISOString()}">${DAY.format(date)}</time>`
}

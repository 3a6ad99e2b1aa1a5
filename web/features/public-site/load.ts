/** What a public address shows: rows that are live now, or the page that says that nothing is there. */

import type { Mailer } from '#domain/mail/mailer.ts'
import {
  findReaderSide,
  findSiteEntries,
  findSitePost,
  findSitePosts,
  findSiteWorkspace,
  type SitePost,
  type SiteWorkspace,
} from '#domain/queries/public-site.ts'
import { findNewsletter } from '#domain/queries/subscribers.ts'
import { canonicalJson } from '#domain/text/hash.ts'
import type { Db } from '#prisma/client.ts'
import { indexPage } from './index-page.ts'
import { jsonFeedOf } from './json-feed.ts'
import { notFoundPage } from './page.ts'
import { postPage } from './post-page.ts'
import { type Answer, answer } from './respond.ts'
import { rssOf } from './rss.ts'
import { siteMapOf } from './site-map.ts'
import { POSTS_IN } from './stamps.ts'

export type Site = {
  readonly db: Db
  readonly publicUrl: string
  readonly authSecret: string
  /** Null where no mail is sent. */
  readonly mailer: Mailer | null
}

/** As domain/text/slug.ts makes them; nothing else is looked for. */
const SLUG = /^[a-z0-9-]{1,120}$/

export async function loadIndex({ db, publicUrl, mailer }: Site, workspaceSlug: string): Promise<Answer> {
  const workspace = await findWorkspace(db, workspaceSlug)
  if (!workspace) return answer('html', notFoundPage(null), 404)
  const posts = await findSitePosts(db, workspace.id, POSTS_IN.index)
  const takesMail = mailer !== null && (await findNewsletter(db, workspace.id)) !== null
  return answer('html', indexPage(publicUrl, workspace, posts, takesMail))
}

/** `<slug>.json` is the frozen document in its canonical form: its bytes have the sha-256 that the page shows. */
export async function loadPost({ db, publicUrl }: Site, workspaceSlug: string, name: string): Promise<Answer> {
  const workspace = await findWorkspace(db, workspaceSlug)
  if (!workspace) return answer('html', notFoundPage(null), 404)
  const isJson = name.endsWith('.json')
  const slug = isJson ? name.slice(0, -'.json'.length) : name
  const post = SLUG.test(slug) ? await findSitePost(db, workspace.id, slug) : null
  if (!post) return answer('html', notFoundPage(workspace), 404)
  if (isJson) return answer('json', canonicalJson(post.content))
  return answer('html', postPage(publicUrl, workspace, post, await findReaderSide(db, post.id)))
}

/** The post itself, for what readers send about it; null for what is not public. */
export async function findPublicPost(
  db: Db,
  workspaceSlug: string,
  slug: string,
): Promise<{ readonly workspace: SiteWorkspace; readonly post: SitePost } | null> {
  const workspace = await findWorkspace(db, workspaceSlug)
  const post = workspace && (await findSitePost(db, workspace.id, slug))
  return post && { workspace, post }
}

export async function loadRss({ db, publicUrl }: Site, workspaceSlug: string): Promise<Answer> {
  const workspace = await findWorkspace(db, workspaceSlug)
  if (!workspace) return answer('html', notFoundPage(null), 404)
  return answer('rss', rssOf(publicUrl, workspace, await findSitePosts(db, workspace.id, POSTS_IN.rss)))
}

export async function loadJsonFeed({ db, publicUrl }: Site, workspaceSlug: string): Promise<Answer> {
  const workspace = await findWorkspace(db, workspaceSlug)
  if (!workspace) return answer('html', notFoundPage(null), 404)
  return answer('feed', jsonFeedOf(publicUrl, workspace, await findSitePosts(db, workspace.id, POSTS_IN.feed)))
}

export async function loadSiteMap({ db, publicUrl }: Site, workspaceSlug: string): Promise<Answer> {
  const workspace = await findWorkspace(db, workspaceSlug)
  if (!workspace) return answer('html', notFoundPage(null), 404)
  const entries = await findSiteEntries(db, workspace.id, POSTS_IN['site-map'])
  return answer('xml', siteMapOf(publicUrl, workspace, entries))
}

export function findWorkspace(db: Db, slug: string): Promise<SiteWorkspace | null> {
  return SLUG.test(slug) ? findSiteWorkspace(db, slug) : Promise.resolve(null)
}

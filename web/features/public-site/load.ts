/** What a public address shows: rows that are live now, or the page that says that nothing is there. */

import type { Mailer } from '#domain/mail/mailer.ts'
import { findSitePost, findSitePosts, findSiteWorkspace, type SiteWorkspace } from '#domain/queries/public-site.ts'
import { findNewsletter } from '#domain/queries/subscribers.ts'
import { canonicalJson } from '#domain/text/hash.ts'
import type { Db } from '#prisma/client.ts'
import { indexPage } from './index-page.ts'
import { notFoundPage } from './page.ts'
import { postPage } from './post-page.ts'
import { type Answer, answer } from './respond.ts'
import { rssOf } from './rss.ts'

export type Site = {
  readonly db: Db
  readonly publicUrl: string
  readonly authSecret: string
  /** Null where no mail is sent. */
  readonly mailer: Mailer | null
}

/** As domain/text/slug.ts makes them; nothing else is looked for. */
const SLUG = /^[a-z0-9-]{1,120}$/

const POSTS_ON_INDEX = 60
const POSTS_IN_FEED = 30

export async function loadIndex({ db, publicUrl, mailer }: Site, workspaceSlug: string): Promise<Answer> {
  const workspace = await findWorkspace(db, workspaceSlug)
  if (!workspace) return answer('html', notFoundPage(null), 404)
  const posts = await findSitePosts(db, workspace.id, POSTS_ON_INDEX)
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
  return isJson ? answer('json', canonicalJson(post.content)) : answer('html', postPage(publicUrl, workspace, post))
}

export async function loadRss({ db, publicUrl }: Site, workspaceSlug: string): Promise<Answer> {
  const workspace = await findWorkspace(db, workspaceSlug)
  if (!workspace) return answer('html', notFoundPage(null), 404)
  return answer('rss', rssOf(publicUrl, workspace, await findSitePosts(db, workspace.id, POSTS_IN_FEED)))
}

export function findWorkspace(db: Db, slug: string): Promise<SiteWorkspace | null> {
  return SLUG.test(slug) ? findSiteWorkspace(db, slug) : Promise.resolve(null)
}

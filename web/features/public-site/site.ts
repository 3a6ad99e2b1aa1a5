/**
 * The public site of this server: pages from memory while they are true, and what readers send.
 *
 *   path ─▶ place ─▶ what is it made of now? ─▶ kept with that stamp ─▶ out
 *                     (asked of the database      └ else: rows ─▶ page ─▶ kept
 *                      for all who wait at once)
 *
 * The rule: nothing is answered from memory before the database has said, after the request came, that the page is still
 * made of the same. So what is taken off the site is gone with its commit, on every node, whatever was kept or lost on
 * the way; and while the database does not answer, nothing is said to be public.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { LIMITS } from '#domain/contract/limits.ts'
import type { Mailer } from '#domain/mail/mailer.ts'
import { findPublicSlugs } from '#domain/queries/public-site.ts'
import { recordViews } from '#domain/services/views.ts'
import { createVisitorNames } from '#domain/services/visitor.ts'
import type { Db } from '#prisma/client.ts'
import { createKeptPages } from './kept-pages.ts'
import { findPublicPost, findWorkspace, loadIndex, loadJsonFeed, loadPost, loadRss, loadSiteMap } from './load.ts'
import { notFoundPage } from './page.ts'
import { type Place, placeOf } from './places.ts'
import { awayPage, foreignPage } from './reader-pages.ts'
import { createReaders } from './readers.ts'
import { type Answer, answer, choose, type Prepared, prepare, toResponse } from './respond.ts'
import { robotsText, siteMapIndex } from './site-map.ts'
import { createStamps } from './stamps.ts'
import { createViewCounter, type ViewedPost } from './view-counter.ts'

const KEPT_BYTES = 32 * 1024 * 1024

type SiteOptions = {
  readonly db: Db
  readonly publicUrl: string
  readonly authSecret: string
  /** Null where no mail is sent. */
  readonly mailer: Mailer | null
  /** Sites whose forms are taken: this server under its names. */
  readonly origins: readonly string[]
  readonly logger: Logger
}

export type PublicSite = {
  /** Answers a GET or HEAD of a public page straight to the socket; false when the path is none. */
  readonly answers: (request: IncomingMessage, response: ServerResponse) => boolean
  /** The same for a handler that has a Request, and the forms of readers. */
  readonly fetch: (request: Request) => Promise<Response>
  readonly robots: () => Promise<Answer>
  readonly siteMaps: () => Promise<Answer>
  readonly stop: () => Promise<void>
}

/** A page, and the post whose views it counts. */
type Page = { readonly page: Prepared; readonly post: ViewedPost | null }

/** What a page and its views are made from, whichever way a request comes. */
type Asked = { readonly method: string; readonly path: string; readonly header: (name: string) => string }

export function createPublicSite(options: SiteOptions): PublicSite {
  const { db, publicUrl, authSecret, logger, origins } = options
  const stampOf = createStamps(db)
  const kept = createKeptPages(KEPT_BYTES)
  const making = new Map<string, Promise<Prepared>>()
  const visitorOf = createVisitorNames(authSecret)
  const views = createViewCounter({ record: counted => recordViews(db, counted), logger })
  const readers = createReaders({ db, authSecret })

  async function find(path: string, place: Place): Promise<Page> {
    const found = await stampOf(place)
    if (!found) {
      kept.forget(path)
      return { page: prepare(await nothingHere(place.workspace), new Date()), post: null }
    }
    const page = kept.find(path, found.stamp) ?? (await make(path, place, found.stamp))
    return { page, post: place.kind === 'post' && page.status === 200 ? found.post : null }
  }

  /** The rows are read after the stamp: what changed in between has another stamp, and is made again. */
  function make(path: string, place: Place, stamp: string): Promise<Prepared> {
    const key = `${path} ${stamp}`
    const underWay = making.get(key)
    if (underWay) return underWay
    const made = load(place).then(loaded => {
      const page = prepare(loaded, new Date())
      if (page.tag !== null) kept.keep(path, { stamp, page })
      return page
    })
    making.set(key, made)
    return made.finally(() => making.delete(key))
  }

  function load({ kind, workspace, slug }: Place): Promise<Answer> {
    switch (kind) {
      case 'index':
        return loadIndex(options, workspace)
      case 'rss':
        return loadRss(options, workspace)
      case 'feed':
        return loadJsonFeed(options, workspace)
      case 'site-map':
        return loadSiteMap(options, workspace)
      case 'post':
        return loadPost(options, workspace, slug)
      case 'json':
        return loadPost(options, workspace, `${slug}.json`)
    }
  }

  async function nothingHere(workspace: string): Promise<Answer> {
    return answer('html', notFoundPage(await findWorkspace(db, workspace)), 404)
  }

  async function get(asked: Asked, place: Place): Promise<Prepared> {
    try {
      const { page, post } = await find(asked.path, place)
      if (post && asked.method === 'GET') {
        views.seen(post, visitor(asked), {
          agent: asked.header('user-agent'),
          purpose: asked.header('sec-purpose') || asked.header('purpose'),
          destination: asked.header('sec-fetch-dest'),
        })
      }
      return page
    } catch (error) {
      logger.warn({ err: error }, 'a public page could not be made')
      return prepare(await away(), new Date())
    }
  }

  function visitor({ header }: Asked): string {
    return visitorOf({ address: header('x-forwarded-for'), agent: header('user-agent') }, new Date())
  }

  async function post(request: Request, asked: Asked, place: Place): Promise<Answer> {
    if (!origins.includes(asked.header('origin'))) return answer('html', foreignPage(), 403)
    const about = await findPublicPost(db, place.workspace, place.slug)
    if (!about) return nothingHere(place.workspace)
    const fields = await readFields(request)
    if (!fields) return answer('text', 'This form is larger than a form of this page.\n', 413)
    const who = visitor(asked)
    return readers.take({
      ...about,
      fields,
      visitor: who,
      address: asked.header('x-forwarded-for'),
      sinceFirstMs: views.sinceFirstMs(about.post.id, who),
    })
  }

  return {
    answers(request, response) {
      const { method = '', url = '' } = request
      const [path = ''] = url.split('?', 1)
      const place = method === 'GET' || method === 'HEAD' ? placeOf(path) : null
      if (!place) return false
      const { headers } = request
      const header = (name: string) => String(headers[name] ?? '')
      void get({ method, path, header }, place).then(page => {
        const sent = choose(page, { ifNoneMatch: header('if-none-match'), acceptEncoding: header('accept-encoding') })
        const length = sent.body ? { 'content-length': sent.body.byteLength } : {}
        response.writeHead(sent.status, { ...sent.headers, ...length })
        response.end(method === 'HEAD' ? undefined : (sent.body ?? undefined))
      })
      return true
    },
    async fetch(request) {
      const path = new URL(request.url).pathname
      const place = placeOf(path)
      const asked = { method: request.method, path, header: (name: string) => request.headers.get(name) ?? '' }
      if (!place) return toResponse(request, await answer('html', notFoundPage(null), 404))
      if (request.method !== 'POST') return toResponse(request, await get(asked, place))
      if (place.kind !== 'post') return toResponse(request, await nothingHere(place.workspace))
      try {
        return toResponse(request, await post(request, asked, place))
      } catch (error) {
        logger.warn({ err: error }, 'what a reader sent could not be taken')
        return toResponse(request, await away())
      }
    },
    robots: () => answer('text', robotsText(publicUrl)),
    siteMaps: async () => answer('xml', siteMapIndex(publicUrl, await findPublicSlugs(db))),
    stop: views.stop,
  }
}

function away(): Promise<Answer> {
  return answer('html', awayPage(), 503, { 'retry-after': '5' })
}

/** Null for more than a form of ours holds. */
async function readFields(request: Request): Promise<URLSearchParams | null> {
  if (Number(request.headers.get('content-length') ?? Number.POSITIVE_INFINITY) > LIMITS.readerFormBytes) return null
  return new URLSearchParams(await request.text())
}

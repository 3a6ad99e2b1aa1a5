import { describe, expect, test } from 'vitest'
import { indexPage } from '#web/features/public-site/index-page.ts'
import { jsonFeedOf } from '#web/features/public-site/json-feed.ts'
import { notFoundPage } from '#web/features/public-site/page.ts'
import { postPage } from '#web/features/public-site/post-page.ts'
import { reactedPage, surePage, thankYouPage, wrongCommentPage } from '#web/features/public-site/reader-pages.ts'
import { rssOf } from '#web/features/public-site/rss.ts'
import { siteMapOf } from '#web/features/public-site/site-map.ts'
import { STYLE } from '#web/features/public-site/style.ts'
import { findActing } from './acting.ts'
import { type HostilePost, hostilePost, isInText, PAYLOADS, PLACES } from './public-page.ts'

const URL_OF_SITE = 'https://galley.example'

/** `inText` leaves out the pages that show none of its text. */
async function pagesOf({ workspace, post, readers, draft }: HostilePost, inText: boolean) {
  const about = { workspace, post }
  const feed = JSON.parse(jsonFeedOf(URL_OF_SITE, workspace, [post]))
  const pages = {
    post: postPage(URL_OF_SITE, workspace, post, readers),
    index: indexPage(URL_OF_SITE, workspace, [post, post], true),
    'JSON feed': feed.items[0].content_html as string,
    ...(!inText && {
      'not found': notFoundPage(workspace),
      'wrong comment': wrongCommentPage(about, draft, ['The name is missing.']),
      sure: surePage(about, draft, 'token'),
      'thank you': thankYouPage(about),
      reacted: reactedPage(about, 'heart'),
    }),
  }
  return Promise.all(Object.entries(pages).map(async ([page, html]) => [page, String(await html)] as const))
}

describe('[EG40] A17: what people write, on public pages', () => {
  test('cannot act: every payload in every place of every page', async () => {
    let vectors = 0
    const acting: unknown[] = []
    // What is on a page of none of the payloads is looked at once.
    const seen = new Set<string>()
    for (const place of PLACES) {
      for (const payload of PAYLOADS) {
        vectors += 1
        for (const [page, whole] of await pagesOf(hostilePost(payload, place), isInText(place))) {
          const html = whole.replace(STYLE, '')
          if (seen.has(html)) continue
          seen.add(html)
          const found = findActing(html)
          if (found.length > 0) acting.push({ place, payload, page, found })
        }
      }
    }
    expect(acting).toEqual([])
    expect(vectors).toBeGreaterThanOrEqual(500)
    expect(seen.size).toBeGreaterThanOrEqual(vectors)
  }, 120_000)

  test('would be noticed if it could', () => {
    const acting = [
      '<p onclick=x>',
      '<a href="java\nscript:x">',
      '<script></script>',
      '<svg><a xlink:href="javascript:x">',
      '<form action="data:x">',
      '<meta http-equiv=refresh>',
    ]
    for (const html of acting) expect(findActing(html), html).not.toEqual([])
  })
})

const NOT_XML = /[^\P{Cc}\t\n\r\u0080-\u009f]|[\ufffe\uffff]/u

describe('[EG41] A20: what people write, in feeds and maps', () => {
  test('ends no element and opens none: the same tags whatever is written', () => {
    const tagsOf = (xml: string) =>
      xml
        .replace(/<!\[CDATA\[[\s\S]*?\]\]>/g, '')
        .match(/<[^>]*>/g)
        ?.map(tag => tag.replace(/"[^"]*"/g, '""')) ?? []
    const honest = hostilePost('Words', 'title')
    const broken: unknown[] = []
    const rss = tagsOf(rssOf(URL_OF_SITE, honest.workspace, [honest.post]))
    const entry = { slug: 'a-buoy', changedAt: new Date(0) }
    for (const place of PLACES) {
      for (const payload of PAYLOADS) {
        const { workspace, post } = hostilePost(payload, place)
        const hostile = rssOf(URL_OF_SITE, workspace, [post])
        const isXml = !NOT_XML.test(hostile) && hostile.isWellFormed()
        if (!isXml || tagsOf(hostile).join() !== rss.join())
          broken.push({ place, payload, isXml, tags: tagsOf(hostile) })
      }
    }
    expect(broken).toEqual([])
    const hostile = siteMapOf(URL_OF_SITE, hostilePost(PAYLOADS.join(' ')).workspace, [entry])
    expect(tagsOf(hostile)).toEqual(tagsOf(siteMapOf(URL_OF_SITE, honest.workspace, [entry])))
  }, 120_000)
})

/** A17 in a real browser: the pages of the public site with everything an attacker would write, under their own headers. */
import { createServer } from 'node:http'
import { hostilePost, PAYLOADS } from '#tests/attacks/public-page.ts'
import { indexPage } from '#web/features/public-site/index-page.ts'
import { postPage } from '#web/features/public-site/post-page.ts'
import { surePage, wrongCommentPage } from '#web/features/public-site/reader-pages.ts'
import { answer, prepare } from '#web/features/public-site/respond.ts'
import { rssOf } from '#web/features/public-site/rss.ts'
import { expect, test } from './support/story.ts'

const PAGES = ['post', 'index', 'wrong', 'sure'] as const

async function pageOf(kind: string, payload: string, origin: string) {
  const { workspace, post, readers, draft } = hostilePost(payload)
  const about = { workspace, post }
  switch (kind) {
    case 'post':
      return answer('html', postPage(origin, workspace, post, readers))
    case 'index':
      return answer('html', indexPage(origin, workspace, [post, post], true))
    case 'wrong':
      return answer('html', wrongCommentPage(about, draft, ['The name is missing.']))
    case 'sure':
      return answer('html', surePage(about, draft, 'token'))
    default:
      return answer('rss', rssOf(origin, workspace, [post]))
  }
}

/** The real pages and headers of these rows, without a database behind them. */
async function openSite() {
  const server = createServer((request, response) => {
    const [, kind = '', index = '0'] = (request.url ?? '').split('/')
    const made = pageOf(kind, PAYLOADS[Number(index)] ?? '', 'http://127.0.0.1')
    void made.then(page => {
      const { status, headers, body } = prepare(page, new Date())
      // Icon and pictures: nobody looks at them here.
      response.writeHead(PAGES.some(known => known === kind) ? status : 204, headers)
      response.end(body)
    })
  })
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  return { url, close: () => new Promise(resolve => server.close(resolve)) }
}

test('[EG40] no dialog, no canary, no violation of the policy, no address that acts', async ({ browser }) => {
  const site = await openSite()
  const page = await browser.newPage()
  const dialogs: string[] = []
  page.on('dialog', dialog => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  await page.exposeFunction('canary', () => dialogs.push('canary'))
  const violations: string[] = []
  await page.exposeFunction('violated', (what: string) => violations.push(what))
  await page.addInitScript(`document.addEventListener('securitypolicyviolation', event => {
    violated(event.violatedDirective + ' ' + event.blockedURI)
  })`)
  const protocols = new Set<string>()
  for (const index of PAYLOADS.keys()) {
    for (const kind of PAGES) {
      await page.goto(`${site.url}/${kind}/${index}`)
      const found = await page.evaluate(() => ({
        protocols: [...document.querySelectorAll('a, area, link')].map(
          link => (link as HTMLAnchorElement).protocol ?? '',
        ),
        actions: [...document.forms].map(form => new URL(form.action).protocol),
        acting: document.querySelectorAll('script, iframe, object, embed, base, [onload], [onerror], [onclick]').length,
        base: document.baseURI,
      }))
      for (const protocol of [...found.protocols, ...found.actions]) protocols.add(protocol)
      expect({ index, kind, acting: found.acting, base: found.base }).toEqual({
        index,
        kind,
        acting: 0,
        base: `${site.url}/${kind}/${index}`,
      })
      // What waits for a hand: everything is pointed at and focused.
      await page.evaluate(() => {
        for (const element of document.querySelectorAll<HTMLElement>('body *')) {
          for (const type of ['mouseover', 'pointerenter', 'focus', 'toggle']) element.dispatchEvent(new Event(type))
        }
      })
    }
  }
  expect(dialogs).toEqual([])
  expect(violations).toEqual([])
  expect([...protocols].filter(protocol => !['', 'http:', 'https:', 'mailto:'].includes(protocol))).toEqual([])
  await site.close()
})

test('[EG41] A20: the feed reads back as it was written', async ({ browser }) => {
  const site = await openSite()
  const page = await browser.newPage()
  await page.goto(`${site.url}/index/0`)
  for (const [index, payload] of PAYLOADS.entries()) {
    const read = await page.evaluate(
      async xml => {
        const parsed = new DOMParser().parseFromString(xml, 'application/xml')
        return {
          errors: parsed.getElementsByTagName('parsererror').length,
          items: parsed.getElementsByTagName('item').length,
          title: parsed.querySelector('item > title')?.textContent ?? null,
          link: parsed.querySelector('item > link')?.textContent ?? null,
        }
      },
      String((await pageOf('rss', payload, 'http://127.0.0.1')).body),
    )
    // What XML cannot hold is left out; nothing else is.
    const title = payload.toWellFormed().replace(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu, '')
    expect({ index, ...read, title: read.title?.trim() }).toEqual({
      index,
      errors: 0,
      items: 1,
      title: title.trim(),
      link: 'http://127.0.0.1/p/saltmarsh/a-buoy',
    })
  }
  await site.close()
})

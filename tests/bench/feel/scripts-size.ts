/** Compressed bytes of script that a first visit loads, in kB. */
import type { Browser } from '@playwright/test'
import type { Team } from './team.ts'

export async function measureScripts(browser: Browser, team: Team): Promise<Record<string, number>> {
  const { writer, url, postId, workspaceSlug, channelIds } = team
  const state = await writer.context().storageState()
  const headers = { origin: new URL(url).origin }
  const published = await writer.request.post(`/api/v1/posts/${postId}/publish`, { headers, data: { channelIds } })
  if (!published.ok()) throw new Error(`publish was refused: ${await published.text()}`)
  await writer.goto('/')
  await writer.locator(`[data-row="${postId}"][data-state=published]`).waitFor()
  const view = await (await writer.request.get(`/api/v1/posts/${postId}`)).json()
  const publicPath = new URL(view.deliveries[0].url).pathname

  const sizes: Record<string, number> = {}
  const pages = {
    'editor page': `/posts/${postId}`,
    dashboard: '/',
    'public post': publicPath,
    'public index': `/p/${workspaceSlug}`,
  }
  for (const [what, path] of Object.entries(pages)) {
    const context = await browser.newContext({ baseURL: url, storageState: state })
    const page = await context.newPage()
    await page.goto(path, { waitUntil: 'networkidle' })
    const bytes = await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .filter(entry => entry instanceof PerformanceResourceTiming && new URL(entry.name).pathname.endsWith('.js'))
        .reduce((sum, entry) => sum + (entry as PerformanceResourceTiming).encodedBodySize, 0),
    )
    sizes[what] = Math.round(bytes / 100) / 10
    await context.close()
  }
  return sizes
}

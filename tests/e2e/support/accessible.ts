/** No axe finding on a page (WCAG 2.2 A and AA, best practices but `region`, which fires on portals of open menus). */
import { expect, type Page } from '@playwright/test'
import axe from 'axe-core'

export async function expectAccessible(page: Page, what: string): Promise<void> {
  await page.waitForFunction(isAtRest)
  // Once a document, and its findings alone: Playwright's own builder brings it anew each time, and opens a page beside.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  expect(await page.evaluate(findings), `axe on ${what}`).toEqual([])
}

/** In the page. */
async function findings(): Promise<string[]> {
  const { axe: inPage } = window as unknown as { axe: typeof axe }
  const { violations } = await inPage.run(document, {
    rules: { region: { enabled: false } },
    resultTypes: ['violations'],
  })
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help} at ${nodes.map(node => node.target.join(' ')).join(' | ')}`,
  )
}

/** In the page: what is still coming in is half transparent, and its contrast nobody's. What turns for ever is no coming in. */
function isAtRest(): boolean {
  const comes = ({ playState, effect }: Animation) =>
    playState === 'running' && effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY
  return !document.getAnimations().some(comes)
}

/** Nothing hangs over the right edge. */
export async function expectNoSidewaysScroll(page: Page, what: string): Promise<void> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(over, `${what} at ${page.viewportSize()?.width} px`).toBeLessThanOrEqual(0)
}

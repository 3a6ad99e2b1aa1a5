/** No axe finding on a page (WCAG 2.2 A and AA, best practices but `region`, which fires on portals of open menus). */
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

export async function expectAccessible(page: Page, what: string): Promise<void> {
  await page.waitForFunction(isAtRest)
  const { violations } = await new AxeBuilder({ page }).disableRules(['region']).analyze()
  const found = violations.map(
    ({ id, help, nodes }) => `${id}: ${help} at ${nodes.map(node => node.target.join(' ')).join(' | ')}`,
  )
  expect(found, `axe on ${what}`).toEqual([])
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

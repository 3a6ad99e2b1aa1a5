/** The first person: set-up link → owner, workspace, sample post. Leaves the owner's cookies for the other stories. */
import { expectAccessible } from './support/accessible.ts'
import { column, expectSaved, textOf } from './support/pages.ts'
import { OWNER, OWNER_STATE } from './support/people.ts'
import { expect, test } from './support/story.ts'

test('set-up makes the owner and a sample post that can be edited at once; while nothing happens nothing moves', async ({
  page,
  watch,
}) => {
  watch.expectErrors(/403 \(Forbidden\)/)
  const token = process.env.GALLEY_SETUP_TOKEN ?? ''

  await page.goto('/setup?token=not-the-token')
  await fillIn(page)
  await page.getByRole('button', { name: 'Create workspace' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'set-up link is not right' })).toBeVisible()

  await page.goto(`/setup?token=${encodeURIComponent(token)}`)
  await expectAccessible(page, 'set-up')
  await fillIn(page)
  await page.getByRole('button', { name: 'Create workspace' }).click()

  await expect(column(page, 'Publishing')).toBeVisible()
  await expect.poll(() => page.evaluate(moving)).toEqual([])
  await page.getByRole('link', { name: 'Welcome. This page is alive' }).click()
  await textOf(page).locator('p').first().click()
  await page.keyboard.type('I was here. ')
  await expectSaved(page)
  await expect(textOf(page)).toContainText('I was here. ')
  await page.context().storageState({ path: OWNER_STATE })
})

/** In the page: each animation that runs makes the browser draw, whether or not anybody looks there. */
function moving(): string[] {
  const running = document.getAnimations().filter(({ playState }) => playState === 'running')
  return running.map(({ effect }) => (effect instanceof KeyframeEffect && effect.target?.outerHTML) || 'something')
}

async function fillIn(page: import('@playwright/test').Page): Promise<void> {
  await page.getByLabel('Workspace name').fill(OWNER.workspace)
  await page.getByLabel('Your name').fill(OWNER.name)
  await page.getByLabel('Email').fill(OWNER.email)
  await page.getByLabel('Password').fill(OWNER.password)
}

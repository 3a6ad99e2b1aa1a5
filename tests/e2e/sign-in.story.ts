/** The way in: a password, a code from an app, a backup code, and a passkey, all set up and used in the pages. */
import pg from 'pg'
import { codeOf } from '#tests/support/code-generator.ts'
import { expectAccessible, expectNoSidewaysScroll } from './support/accessible.ts'
import { galley } from './support/galley.ts'
import { invite, OWNER, owner, type Person } from './support/people.ts'
import { expect, test } from './support/story.ts'

/** Browsers keep passkeys for names, and 127.0.0.1 is none. */
const byName = (path: string) => {
  const url = new URL(path, galley().url)
  url.hostname = 'localhost'
  return url.href
}

async function signInWithPassword({ page, email, password }: Person): Promise<void> {
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

test('a second set-up is told that there is an owner', async ({ page }) => {
  await page.goto('/setup?token=anything')
  await expect(page.getByRole('heading', { name: 'This server has an owner already' })).toBeVisible()
  await expectAccessible(page, 'set-up when it is done')
})

test('signing in: wrong words, then right ones', async ({ page, watch }) => {
  watch.expectErrors(/401 \(Unauthorized\)/)
  await page.goto('/sign-in')
  await expectAccessible(page, 'sign-in')
  await page.setViewportSize({ width: 360, height: 740 })
  await expectNoSidewaysScroll(page, 'sign-in')
  await page.getByLabel('Email').fill(OWNER.email)
  await page.getByLabel('Password').fill('not the password at all')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Email or password is not right.')).toBeVisible()
  await page.getByLabel('Password').fill(OWNER.password)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Posts' })).toBeVisible()
})

test('a code after the password, and a backup code without the phone', async ({ browser, watch }) => {
  watch.expectErrors(/400 \(Bad Request\)/)
  const sam = await owner(browser)
  const ada = await invite(browser, sam, 'Ada Okafor', 'editor')
  const { page, context, password } = ada
  await page.goto('/settings/account')
  await page.getByRole('button', { name: 'Turn on' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Your password').fill('not my password')
  await dialog.getByRole('button', { name: 'Go on' }).click()
  await expect(dialog.getByRole('alert')).toHaveText('That is not your password.')
  await dialog.getByLabel('Your password').fill(password)
  await dialog.getByRole('button', { name: 'Go on' }).click()
  await expect(dialog.getByRole('img', { name: /Secret for the app/ })).toBeVisible()
  await expectAccessible(page, 'the secret for the app')
  await page.setViewportSize({ width: 360, height: 740 })
  await expectNoSidewaysScroll(page, 'the secret for the app')
  await page.setViewportSize({ width: 1280, height: 800 })
  const secret = (await dialog.getByText(/^[A-Z2-7]{4}( [A-Z2-7]{1,4})+$/).textContent())?.replaceAll(' ', '') ?? ''
  const code = () => codeOf(`otpauth://totp/x?secret=${secret}`)
  await dialog.getByLabel('Code that the app shows now').fill(code())
  await dialog.getByRole('button', { name: 'Turn on' }).click()
  await expect(dialog.getByRole('heading', { name: 'Keep these codes' })).toBeVisible()
  const backup = (await dialog.getByRole('listitem').first().textContent()) ?? ''
  await dialog.getByRole('button', { name: 'I have them' }).click()
  await expect(page.getByText('On: an app on your phone shows it.')).toBeVisible()

  await context.clearCookies()
  await page.goto('/sign-in?next=/calendar')
  await signInWithPassword(ada)
  await expect(page.getByLabel('Code from your app')).toBeFocused()
  await expectAccessible(page, 'the second step')
  await page.getByLabel('Code from your app').fill(code())
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/calendar/)
  await expect(page.getByRole('button', { name: 'New post' }).first()).toBeVisible()

  // Without its cookies a page goes to the door by itself: not under the next words.
  await page.goto('about:blank')
  await context.clearCookies()
  await page.goto('/sign-in')
  await signInWithPassword(ada)
  await page.getByRole('button', { name: 'Use a backup code' }).click()
  await page.getByLabel('Backup code').fill(backup)
  await page.getByRole('button', { name: 'Go on' }).click()
  await expect(page).toHaveURL(/\/(\?.*)?$/)

  await page.goto('/settings/account')
  await page.getByRole('button', { name: 'Turn off' }).click()
  await page.getByRole('dialog').getByLabel('Your password').fill(password)
  await page.getByRole('dialog').getByRole('button', { name: 'Turn off' }).click()
  await expect(page.getByText('Off: whoever learns your password is in.')).toBeVisible()
})

test('[AU93] [AU100] [CN415] a passkey in place of the password, and to confirm with', async ({ browser, watch }) => {
  const sam = await owner(browser)
  const ben = await invite(browser, sam, 'Ben Achterberg', 'editor')
  const { page, context } = ben
  const devTools = await context.newCDPSession(page)
  await devTools.send('WebAuthn.enable')
  await devTools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  await page.goto(byName('/sign-in'))
  await signInWithPassword(ben)
  await expect(page).toHaveURL(byName('/'))
  await page.goto(byName('/settings/account'))
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await expect(page.getByRole('button', { name: /^Remove / })).toBeVisible()
  await expectAccessible(page, 'the account with a passkey')

  await context.clearCookies()
  await page.goto(byName('/sign-in?next=/inbox'))
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await expect(page).toHaveURL(byName('/inbox'))

  await page.goto(byName('/settings/account'))
  await page.getByRole('button', { name: /^Remove / }).click()
  await expect(page.getByRole('button', { name: /^Remove / })).toHaveCount(0)

  watch.expectErrors(/401 \(Unauthorized\)/)
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await expect(page.getByRole('button', { name: /^Remove / })).toBeVisible()
  await loseThePassword(ben.id)
  await page.reload()
  // As an open post keeps it.
  const kept = `galley:${ben.id}:post:${crypto.randomUUID()}`
  await page.evaluate(name => {
    const opening = indexedDB.open(name)
    opening.onupgradeneeded = () => ['updates', 'custom'].map(store => opening.result.createObjectStore(store))
    opening.onsuccess = () => opening.result.close()
  }, kept)
  await page.getByRole('button', { name: 'Delete account…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Delete my account' }).click()
  await expect(dialog.getByRole('alert')).toHaveText(/more than 10 minutes ago/)
  await expectAccessible(page, 'the question of who has no password')
  await dialog.getByRole('button', { name: 'Use a passkey' }).click()
  await expect(dialog.getByRole('status')).toHaveText('Signed in again.')
  await dialog.getByRole('button', { name: 'Delete my account' }).click()
  await expect(page).toHaveURL(byName('/sign-in'))
  const names = () => indexedDB.databases().then(found => found.map(({ name }) => name))
  await expect.poll(() => page.evaluate(names)).not.toContain(kept)
})

/** As if they had come through a provider, an hour ago. */
async function loseThePassword(userId: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: galley().databaseUrl })
  await pool.query('delete from account where "userId" = $1', [userId])
  await pool.query(`update session set "createdAt" = now() - interval '1 hour' where "userId" = $1`, [userId])
  await pool.end()
}

test('[AU242] one sees where one is signed in, and signs out there from here, by the keyboard', async ({
  browser,
  watch,
}) => {
  watch.expectErrors(/401 \(Unauthorized\)|WebSocket/)
  const sam = await owner(browser)
  const ida = await invite(browser, sam, 'Ida Brook', 'editor')
  const elsewhere = async (userAgent: string) => {
    const page = await (await browser.newContext({ userAgent })).newPage()
    await page.goto('/sign-in')
    await signInWithPassword({ ...ida, page })
    await expect(page.getByRole('heading', { name: 'Posts' })).toBeVisible()
    return page
  }
  const phone = await elsewhere('Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1')
  const laptop = await elsewhere('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')

  const { page } = ida
  await page.goto('/settings/account')
  const list = page.getByRole('list', { name: 'Where you are signed in' })
  await expect(list.getByRole('listitem')).toHaveCount(3)
  await expect(list.getByRole('listitem').first()).toContainText('this browser')
  await expectAccessible(page, 'where one is signed in')
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await list.scrollIntoViewIfNeeded()
    await page.screenshot({ path: `test-results/sessions-${colorScheme}.png` })
  }
  await page.setViewportSize({ width: 360, height: 740 })
  await expectNoSidewaysScroll(page, 'where one is signed in')
  await list.scrollIntoViewIfNeeded()
  await page.screenshot({ path: 'test-results/sessions-360.png' })
  await page.setViewportSize({ width: 1280, height: 800 })

  await list.getByRole('button', { name: 'Sign out Safari on iPhone' }).press('Enter')
  await expect(list.getByRole('listitem')).toHaveCount(2)
  await expect(
    phone
      .getByText('You were signed out.')
      .or(phone.getByRole('heading', { name: /Sign in/ }))
      .first(),
  ).toBeVisible()
  await expect(laptop.getByRole('heading', { name: 'Posts' })).toBeVisible()

  await page.getByRole('button', { name: 'Sign out everywhere else' }).press('Enter')
  await expect(list.getByRole('listitem')).toHaveCount(1)
  await expect(page.getByRole('button', { name: 'Sign out everywhere else' })).toHaveCount(0)
  await expect(
    laptop
      .getByText('You were signed out.')
      .or(laptop.getByRole('heading', { name: /Sign in/ }))
      .first(),
  ).toBeVisible()
  expect((await ida.call('get', '/api/v1/me')).status()).toBe(200)
})

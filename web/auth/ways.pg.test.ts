/** Signing in with a code after the password, and through a provider of identities. */
import { afterAll, describe, expect, test } from 'vitest'
import { requireWorkspace } from '#domain/services/access.ts'
import { createInvitation } from '#domain/services/invitations.ts'
import { codeOf } from '#tests/support/code-generator.ts'
import { CLIENT, type Claims, startIdentityProvider } from '#tests/support/identity-provider.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { cookieOf, createTestWeb } from '#tests/support/web.ts'
import { addTeam } from '#tests/support/workspace.ts'

const PASSWORD = 'a short sentence works'
const database = await testDatabase()
const team = await addTeam(database)
const admin = await requireWorkspace(database.db, team.people.admin, team.workspaceId, 'manage')
const invite = (email: string) => createInvitation(database.db, admin, { email, role: 'editor' })

const json = async (response: Response) => (await response.json()) as Record<string, never>
const sessionOf = (email: string) => database.db.session.count({ where: { user: { email } } })

describe('a code after the password', () => {
  let addresses = 0
  /** Somebody with a session, whose password alone is still enough. */
  async function newPerson(email: string) {
    addresses += 1
    const web = createTestWeb(database, { address: `198.51.100.${addresses}` })
    const { id } = await invite(email)
    const joined = await web.auth('/sign-up/email', { name: 'Ada', email, password: PASSWORD, invitationId: id })
    expect(joined.status).toBe(200)
    return { web, email, cookie: cookieOf(joined) }
  }
  async function withCodes(email: string) {
    const person = await newPerson(email)
    const { web, cookie } = person
    const begun = await web.auth('/two-factor/enable', { password: PASSWORD }, { cookie })
    const { totpURI, backupCodes } = (await begun.json()) as { totpURI: string; backupCodes: string[] }
    expect((await web.auth('/two-factor/verify-totp', { code: codeOf(totpURI) }, { cookie })).status).toBe(200)
    await database.db.session.deleteMany({ where: { user: { email } } })
    return { ...person, totpURI, backupCodes }
  }

  test('[AU90] is asked for from the first right code on, and the password alone opens nothing', async () => {
    const { web, email, cookie } = await newPerson('ada@example.org')
    const wrong = await web.auth('/two-factor/enable', { password: 'not my password' }, { cookie })
    expect([wrong.status, (await json(wrong)).error]).toMatchObject([400, { code: 'wrong_password' }])
    const begun = await web.auth('/two-factor/enable', { password: PASSWORD }, { cookie })
    const { totpURI } = (await begun.json()) as { totpURI: string }
    const before = await web.auth('/sign-in/email', { email, password: PASSWORD })
    expect(await json(before)).not.toHaveProperty('twoFactorRedirect')
    await web.auth('/two-factor/verify-totp', { code: codeOf(totpURI) }, { cookie })
    await database.db.session.deleteMany({ where: { user: { email } } })

    const halfway = await web.auth('/sign-in/email', { email, password: PASSWORD })
    expect(await json(halfway)).toMatchObject({ twoFactorRedirect: true })
    expect(await sessionOf(email)).toBe(0)
    const second = { cookie: cookieOf(halfway) }
    const refused = await web.auth('/two-factor/verify-totp', { code: '000000' }, second)
    expect([refused.status, (await json(refused)).error]).toMatchObject([401, { code: 'wrong_code' }])
    expect(await sessionOf(email)).toBe(0)
    expect((await web.auth('/two-factor/verify-totp', { code: codeOf(totpURI) }, second)).status).toBe(200)
    expect(await sessionOf(email)).toBe(1)
  })

  test('[AU90] a backup code is as good, once', async () => {
    const { web, email, backupCodes } = await withCodes('ben@example.org')
    const [code = ''] = backupCodes
    const useIt = async () => {
      const halfway = await web.auth('/sign-in/email', { email, password: PASSWORD })
      return web.auth('/two-factor/verify-backup-code', { code }, { cookie: cookieOf(halfway) })
    }
    expect((await useIt()).status).toBe(200)
    const again = await useIt()
    expect([again.status, (await json(again)).error]).toMatchObject([401, { code: 'wrong_code' }])
  })

  test('[AU91] nobody gets to try codes for long', async () => {
    const { web, email } = await withCodes('eve@example.org')
    const start = performance.now()
    let refused = 0
    // Each six seconds one more is free, and hashing takes its time on a busy machine.
    for (let tries = 0; refused !== 429 && tries < 12 + (performance.now() - start) / 6_000; tries += 1) {
      const halfway = await web.auth('/sign-in/email', { email, password: PASSWORD })
      const tried = await web.auth('/two-factor/verify-totp', { code: '000000' }, { cookie: cookieOf(halfway) })
      refused = tried.status
    }
    expect(refused).toBe(429)
    expect(await sessionOf(email)).toBe(0)
  })

  test('[AU90] neither the secret nor the backup codes are stored as they are', async () => {
    const { email, totpURI, backupCodes } = await withCodes('mia@example.org')
    const row = await database.db.twoFactor.findFirstOrThrow({ where: { user: { email } } })
    expect(row.secret).not.toContain(new URL(totpURI).searchParams.get('secret'))
    for (const code of backupCodes) expect(row.backupCodes).not.toContain(code)
  })
})

describe('a provider of identities', async () => {
  const provider = await startIdentityProvider()
  afterAll(() => provider.close())
  const oidc = { issuer: provider.issuer, name: 'Example ID', ...CLIENT }
  const web = createTestWeb(database, { address: '203.0.113.1', oidc })

  async function comeBy(claims: Claims, body: unknown = { next: '/calendar' }, at = web) {
    const begun = await at.auth('/sign-in/social', body)
    expect(begun.status).toBe(200)
    const { url } = (await begun.clone().json()) as { url: string }
    const back = new URL(provider.signIn(url, claims))
    const path = `${back.pathname.slice('/api/auth'.length)}${back.search}`
    return at.authGet(path, { cookie: cookieOf(begun) })
  }
  const claims = (email: string, verified = true): Claims => ({
    sub: `subject of ${email}`,
    email,
    email_verified: verified,
    name: 'Noa',
  })

  test('[AU92] signs in who is here already under an address that it vouches for', async () => {
    const { id } = await invite('noa@example.org')
    await web.auth('/sign-up/email', { name: 'Noa', email: 'noa@example.org', password: PASSWORD, invitationId: id })
    const before = await sessionOf('noa@example.org')
    const unsure = await comeBy(claims('noa@example.org', false))
    expect(unsure.headers.get('location')).toContain('/sign-in?reason=provider')
    expect(await sessionOf('noa@example.org')).toBe(before)
    const arrived = await comeBy(claims('noa@example.org'))
    expect([arrived.status, arrived.headers.get('location')]).toEqual([302, '/calendar'])
    expect(await sessionOf('noa@example.org')).toBe(before + 1)
    expect(await database.db.user.count({ where: { email: 'noa@example.org' } })).toBe(1)
  })

  test('[AU92] makes an account only for who is awaited', async () => {
    const refused = await comeBy(claims('stranger@example.org'))
    expect(refused.headers.get('location')).toContain('/sign-in?reason=provider')
    expect(await database.db.user.count({ where: { email: 'stranger@example.org' } })).toBe(0)
    await invite('awaited@example.org')
    const arrived = await comeBy(claims('awaited@example.org'))
    expect([arrived.status, arrived.headers.get('location')]).toEqual([302, '/calendar'])
    expect(await sessionOf('awaited@example.org')).toBe(1)
  })

  test('[AU92] where anybody may sign up, an address somebody typed is nobody’s', async () => {
    const open = createTestWeb(database, { address: '203.0.113.2', oidc, allowSignUp: true })
    await open.auth('/sign-up/email', { name: 'Mallory', email: 'victim@example.org', password: PASSWORD })
    const before = await sessionOf('victim@example.org')
    const refused = await comeBy(claims('victim@example.org'), {}, open)
    expect(refused.headers.get('location')).toContain('/sign-in?reason=provider')
    expect(await sessionOf('victim@example.org')).toBe(before)
  })

  test.each(['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '\t//evil.example'])(
    '[AU92] leads to no other site: %s',
    async next => {
      const arrived = await comeBy(claims('noa@example.org'), { next, callbackURL: next, errorCallbackURL: next })
      expect(arrived.headers.get('location')).toBe('/')
    },
  )

  test('[AU92] without one there is no such way', async () => {
    const without = createTestWeb(database, { address: '203.0.113.3' })
    expect((await without.auth('/sign-in/social', {})).status).toBe(404)
  })
})

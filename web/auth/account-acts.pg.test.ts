/** What the activity of a workspace tells of the accounts of its people, and to whom. */
import { describe, expect, test } from 'vitest'
import type { ActivityView } from '#domain/queries/activity.ts'
import { requireWorkspace } from '#domain/services/access.ts'
import { createInvitation } from '#domain/services/invitations.ts'
import { codeOf } from '#tests/support/code-generator.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { until } from '#tests/support/until.ts'
import { cookieOf, createTestWeb } from '#tests/support/web.ts'
import { addTeam } from '#tests/support/workspace.ts'

const PASSWORD = 'a short sentence works'
const OTHER = 'another short sentence'
const database = await testDatabase()
const team = await addTeam(database)
const admin = await requireWorkspace(database.db, team.people.admin, team.workspaceId, 'manage')
const ACCOUNT =
  'signed_in,sign_in_refused,signed_out,sessions_ended,password_changed,code_switched_on,code_switched_off,backup_codes_renewed'

async function join(name: string, address: string) {
  const email = `${name.toLowerCase()}@example.org`
  const web = createTestWeb(database, { address })
  const { id } = await createInvitation(database.db, admin, { email, role: 'editor' })
  const joined = await web.auth('/sign-up/email', { name, email, password: PASSWORD, invitationId: id })
  const told = async (headers: Record<string, string>, query = `kind=${ACCOUNT}`) => {
    const response = await web.fetch(`/api/v1/workspaces/${team.workspaceId}/activity?${query}`, { headers })
    expect(response.status).toBe(200)
    const { items } = (await response.json()) as { items: ActivityView[] }
    return items.filter(({ by }) => by?.name === name).toReversed()
  }
  const toAdmin = await web.bearerOf(team.people.admin)
  return {
    web,
    email,
    cookie: cookieOf(joined),
    told,
    toAdmin,
    signIn: (password: string) => web.auth('/sign-in/email', { email, password }),
  }
}

describe('activity of accounts', () => {
  test('[AU110] ways in and out, a new password and codes stand there as they happened, and no secret with them', async () => {
    const { web, email, cookie, told, toAdmin, signIn } = await join('Ada', '203.0.113.1')
    expect((await web.auth('/sign-out', {}, { cookie })).status).toBe(200)
    const first = { cookie: cookieOf(await signIn(PASSWORD)) }
    const changed = await web.auth('/change-password', { currentPassword: PASSWORD, newPassword: OTHER }, first)
    const second = { cookie: cookieOf(changed) }
    await signIn(OTHER)
    expect((await web.auth('/revoke-other-sessions', {}, second)).status).toBe(200)
    const { totpURI } = (await (await web.auth('/two-factor/enable', { password: OTHER }, second)).json()) as {
      totpURI: string
    }
    const on = await web.auth('/two-factor/verify-totp', { code: codeOf(totpURI) }, second)
    expect(on.status).toBe(200)
    const halfway = await signIn(OTHER)
    expect(await halfway.json()).toMatchObject({ twoFactorRedirect: true })
    const came = await web.auth('/two-factor/verify-totp', { code: codeOf(totpURI) }, { cookie: cookieOf(halfway) })
    const third = { cookie: cookieOf(came) }
    const renewed = await web.auth('/two-factor/generate-backup-codes', { password: OTHER }, third)
    expect(renewed.status).toBe(200)
    expect((await web.auth('/two-factor/disable', { password: OTHER }, third)).status).toBe(200)

    const items = await told(toAdmin)
    expect(items.map(({ kind, data }) => [kind, data.way].filter(Boolean).join(' '))).toEqual([
      'signed_out',
      'signed_in password',
      'password_changed',
      'signed_in password',
      'sessions_ended',
      'code_switched_on',
      'signed_in code',
      'backup_codes_renewed',
      'code_switched_off',
    ])
    const said = JSON.stringify(items)
    for (const secret of [PASSWORD, OTHER, email, codeOf(totpURI)]) expect(said).not.toContain(secret)
  })

  test('[AU110] wrong passwords are told of once in ten minutes, and never of an address that nobody has', async () => {
    const { web, told, toAdmin, signIn } = await join('Ben', '203.0.113.2')
    for (let tries = 0; tries < 3; tries++) expect((await signIn('not my password')).status).toBe(401)
    expect((await web.auth('/sign-in/email', { email: 'nobody@example.org', password: PASSWORD })).status).toBe(401)
    await until(async () => (await told(toAdmin)).length > 0)
    expect((await signIn(PASSWORD)).status).toBe(200)
    expect((await told(toAdmin)).map(({ kind }) => kind)).toEqual(['sign_in_refused', 'signed_in'])
    await database.db.$executeRaw`update activity set at = at - interval '11 minutes' where kind = 'sign_in_refused'`
    await signIn('not my password')
    await until(async () => (await told(toAdmin)).filter(({ kind }) => kind === 'sign_in_refused').length === 2)
    expect(await database.db.activity.count({ where: { kind: 'sign_in_refused' } })).toBe(2)
  })

  test('[AU110] a wrong code after the right password is told of as such', async () => {
    const { web, cookie, told, toAdmin, signIn } = await join('Eda', '203.0.113.4')
    const begun = await web.auth('/two-factor/enable', { password: PASSWORD }, { cookie })
    const { totpURI } = (await begun.json()) as { totpURI: string }
    expect((await web.auth('/two-factor/verify-totp', { code: codeOf(totpURI) }, { cookie })).status).toBe(200)
    const second = { cookie: cookieOf(await signIn(PASSWORD)) }
    for (let tries = 0; tries < 2; tries++)
      expect((await web.auth('/two-factor/verify-totp', { code: '000000' }, second)).status).toBe(401)
    const backup = await web.auth('/two-factor/verify-backup-code', { code: 'none-of-mine' }, second)
    expect(backup.status).toBe(401)
    await signIn('not my password')
    const refusals = async () => (await told(toAdmin)).filter(({ kind }) => kind === 'sign_in_refused')
    await until(async () => (await refusals()).length === 2)
    expect((await refusals()).map(({ data }) => data)).toEqual([{ said: 'code' }, { said: 'password' }])
    // Without the step before it nobody is meant.
    const unknown = { cookie: 'better-auth.two_factor=2fa-made-up.signature' }
    expect((await web.auth('/two-factor/verify-totp', { code: '000000' }, unknown)).status).toBe(401)
    expect(await refusals()).toHaveLength(2)
  })

  test('[AU110] a passkey that does not prove itself is told of, once in a while; one that nobody has is not', async () => {
    const { web, cookie, told, toAdmin } = await join('Fay', '203.0.113.5')
    const { user } = (await (await web.authGet('/get-session', { cookie })).json()) as { user: { id: string } }
    const known = Buffer.from(crypto.randomUUID()).toString('base64url')
    await database.db.passkey.create({
      data: {
        id: crypto.randomUUID(),
        userId: user.id,
        credentialID: known,
        publicKey: Buffer.from('no key at all').toString('base64'),
        counter: 0,
        deviceType: 'singleDevice',
        backedUp: false,
      },
    })
    const show = async (id: string, isAsked = true) => {
      const asked = await web.authGet('/passkey/generate-authenticate-options')
      const response = { id, rawId: id, type: 'public-key', response: {}, clientExtensionResults: {} }
      const headers: Record<string, string> = isAsked ? { cookie: cookieOf(asked) } : {}
      return web.auth('/passkey/verify-authentication', { response }, headers)
    }
    expect((await show('bm9ib2R5cw')).status).toBe(401)
    // Nothing was asked for: that is no try.
    expect((await show(known, false)).status).toBe(400)
    for (let tries = 0; tries < 2; tries++) expect((await show(known)).status).toBe(400)
    const refusals = async () => (await told(toAdmin)).filter(({ kind }) => kind === 'sign_in_refused')
    await until(async () => (await refusals()).length > 0)
    expect((await refusals()).map(({ data }) => data)).toEqual([{ said: 'passkey' }])
  })

  test('[AU111] their person and those who manage the workspace see them, its other people do not', async () => {
    const { web, told, toAdmin, signIn } = await join('Cem', '203.0.113.3')
    const own = { cookie: cookieOf(await signIn(PASSWORD)) }
    expect((await told(own)).map(({ kind }) => kind)).toEqual(['signed_in'])
    expect((await told(toAdmin)).map(({ kind }) => kind)).toEqual(['signed_in'])
    for (const role of ['publisher', 'editor', 'commenter', 'viewer'] as const) {
      const other = await web.bearerOf(team.people[role])
      expect(await told(other), role).toEqual([])
      expect(
        (await told(other, 'kind=member_joined')).map(({ kind }) => kind),
        role,
      ).toEqual(['member_joined'])
    }
  })
})

import { describe, expect, test } from 'vitest'
import type { SessionId } from '#domain/contract/ids.ts'
import type { Role } from '#domain/contract/roles.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { addDraft, addTeam, storesOf } from '#tests/support/workspace.ts'
import { requireWorkspace } from './access.ts'
import { createDoorkeeper } from './documents.ts'
import { acceptInvitation, createInvitation, getInvitation, revokeInvitations } from './invitations.ts'
import { changeRole, removeMember } from './members.ts'
import { leastUsedColor } from './people.ts'
import { createPost, recordTexts } from './posts.ts'

const database = await testDatabase()
const { db } = database
const stores = storesOf(database)

async function teamOf() {
  const team = await addTeam(database)
  const as = (role: 'owner' | 'admin') => requireWorkspace(db, team.people[role], team.workspaceId, 'manage')
  return { ...team, owner: await as('owner'), admin: await as('admin') }
}

describe('members', () => {
  test('[AU7] an admin makes no owner and unmakes none; an owner does', async () => {
    const { owner, admin, people, workspaceId } = await teamOf()
    const give = (role: Role) => changeRole(db, admin, people.editor.userId, role)
    await expect(give('owner')).rejects.toMatchObject({ code: 'forbidden' })
    await expect(changeRole(db, admin, people.owner.userId, 'viewer')).rejects.toMatchObject({ code: 'forbidden' })
    await expect(removeMember(db, admin, people.owner.userId)).rejects.toMatchObject({ code: 'forbidden' })
    await give('admin')
    await changeRole(db, owner, people.editor.userId, 'owner')
    expect(await db.member.count({ where: { workspaceId, role: 'owner' } })).toBe(2)
  })

  test('[AU7] two owners who leave at the same moment leave one behind', async () => {
    const { owner, people, workspaceId } = await teamOf()
    await changeRole(db, owner, people.admin.userId, 'owner')
    const other = await requireWorkspace(db, people.admin, workspaceId, 'manage')
    const results = await Promise.allSettled([
      removeMember(db, owner, people.owner.userId),
      removeMember(db, other, people.admin.userId),
    ])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await db.member.count({ where: { workspaceId, role: 'owner' } })).toBe(1)
  })

  test('[AU1] whoever was removed finds nothing, and what they invited ends', async () => {
    const { owner, admin, people, workspaceId } = await teamOf()
    const invitation = await createInvitation(db, admin, { email: 'new@example.org', role: 'editor' })
    await removeMember(db, owner, people.admin.userId)
    await expect(requireWorkspace(db, people.admin, workspaceId, 'read')).rejects.toMatchObject({ code: 'not_found' })
    await expect(getInvitation(db, invitation.id)).rejects.toMatchObject({ code: 'invitation_ended' })
    await expect(removeMember(db, owner, people.stranger.userId)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('[AU6] whoever is a member already keeps the role, and is told that one', async () => {
    const { admin, owner, people, workspaceId } = await teamOf()
    await removeMember(db, owner, people.editor.userId)
    const { email } = await db.user.findUniqueOrThrow({ where: { id: people.editor.userId } })
    const [first, second] = [
      await createInvitation(db, admin, { email, role: 'publisher' }),
      await createInvitation(db, admin, { email, role: 'viewer' }),
    ]
    const accept = (id: string) => acceptInvitation(db, { invitationId: id, userId: people.editor.userId })
    expect(await accept(first.id)).toEqual({ workspaceId, role: 'publisher' })
    expect(await accept(second.id)).toEqual({ workspaceId, role: 'publisher' })
  })

  test('posts of one name begun at the same moment have addresses of their own', async () => {
    const { people, workspaceId } = await teamOf()
    const workspace = await requireWorkspace(db, people.editor, workspaceId, 'edit')
    const ids = await Promise.all(Array.from({ length: 8 }, () => createPost(stores, workspace, { title: 'Tides' })))
    const rows = await db.post.findMany({ where: { id: { in: ids } }, select: { slug: true } })
    expect(new Set(rows.map(({ slug }) => slug)).size).toBe(8)
  })

  test('[AU6] an invitation that was taken back or has ended is over', async () => {
    const { admin } = await teamOf()
    const invite = () => createInvitation(db, admin, { email: 'new@example.org', role: 'editor' })
    const first = await invite()
    await revokeInvitations(db, admin, 'new@example.org')
    await expect(getInvitation(db, first.id)).rejects.toMatchObject({ code: 'invitation_ended' })
    const second = await invite()
    expect(await getInvitation(db, second.id)).toMatchObject({ email: 'new@example.org', role: 'editor' })
    await db.invitation.updateMany({ where: { revokedAt: null }, data: { expiresAt: new Date(0) } })
    await expect(getInvitation(db, second.id)).rejects.toMatchObject({ code: 'invitation_ended' })
  })

  test('[AU243] somebody else than was invited is turned down and written down once; the link stays good for whom it is', async () => {
    const { admin, people, workspaceId } = await teamOf()
    const { email } = await db.user.findUniqueOrThrow({ where: { id: people.stranger.userId } })
    const { id } = await createInvitation(db, admin, { email, role: 'viewer' })
    const accept = (userId: typeof people.viewer.userId) => acceptInvitation(db, { invitationId: id, userId })
    for (let tries = 0; tries < 3; tries++)
      await expect(accept(people.viewer.userId)).rejects.toMatchObject({ code: 'invitation_ended' })
    const never = acceptInvitation(db, { invitationId: 'never-one', userId: people.viewer.userId })
    await expect(never).rejects.toMatchObject({ code: 'invitation_ended' })
    expect(await db.activity.findMany({ where: { kind: 'invitation_refused' } })).toMatchObject([
      { workspaceId, userId: people.viewer.userId },
    ])
    expect(await accept(people.stranger.userId)).toEqual({ workspaceId, role: 'viewer' })
  })

  test('[AU240] who manages takes back what is open, once, and it is written down', async () => {
    const { admin, owner, people, workspaceId } = await teamOf()
    const email = 'mistaken@example.org'
    await expect(revokeInvitations(db, admin, email)).rejects.toMatchObject({ code: 'not_found' })
    const { id } = await createInvitation(db, owner, { email, role: 'publisher' })
    await revokeInvitations(db, admin, email)
    await expect(getInvitation(db, id)).rejects.toMatchObject({ code: 'invitation_ended' })
    const accepting = acceptInvitation(db, { invitationId: id, userId: people.viewer.userId })
    await expect(accepting).rejects.toMatchObject({ code: 'invitation_ended' })
    expect(await db.activity.findMany({ where: { workspaceId, kind: 'invitation_taken_back' } })).toMatchObject([
      { userId: people.admin.userId, data: { role: 'publisher' } },
    ])
    await expect(revokeInvitations(db, owner, email)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('[AU7] the colour that the fewest have comes next', async () => {
    await db.user.updateMany({ data: { color: 1 } })
    expect(await leastUsedColor(db)).toBe(2)
  })
})

describe('documents', () => {
  test('[AU1] a document of others is not there, whatever its kind', async () => {
    const team = await teamOf()
    const { people, workspaceId } = team
    const postId = await addDraft(stores, team)
    const refs = [
      { kind: 'post', postId },
      { kind: 'discussion', postId },
      { kind: 'presence', workspaceId },
      { kind: 'feed', userId: people.owner.userId },
    ] as const
    for (const ref of refs) {
      await expect(createDoorkeeper(db)(people.stranger, ref)).rejects.toMatchObject({ code: 'not_found' })
    }
    expect(await createDoorkeeper(db)(people.editor, refs[0])).toMatchObject({ readOnly: false, workspaceId })
    expect(await createDoorkeeper(db)(people.commenter, refs[0])).toMatchObject({ readOnly: true })
    expect(await createDoorkeeper(db)(people.owner, refs[3])).toMatchObject({ readOnly: true, workspaceId: null })
  })

  test('[AU8] a ticket of a session that is over opens nothing', async () => {
    const { people } = await teamOf()
    const ref = { kind: 'feed', userId: people.editor.userId } as const
    const principal = { userId: people.editor.userId, sessionId: 'session-of-ede' as SessionId }
    await expect(createDoorkeeper(db)(principal, ref)).rejects.toMatchObject({ code: 'unauthenticated' })
    const expiresAt = new Date(Date.now() + 60_000)
    await db.session.create({ data: { id: principal.sessionId, userId: principal.userId, token: 't', expiresAt } })
    expect(await createDoorkeeper(db)(principal, ref)).toMatchObject({ user: { id: people.editor.userId } })
    await db.session.update({ where: { id: principal.sessionId }, data: { expiresAt: new Date(0) } })
    await expect(createDoorkeeper(db)(principal, ref)).rejects.toMatchObject({ code: 'unauthenticated' })
  })
})

describe('texts', () => {
  test('[PS17] an older text never overwrites a newer one', async () => {
    const postId = await addDraft(stores, await teamOf())
    const text = { content: { type: 'doc' }, fields: {} }
    await recordTexts(db, [{ postId, seq: 5, title: 'Five', excerpt: '', tags: ['Sea'], ...text }])
    await recordTexts(db, [{ postId, seq: 4, title: 'Four', excerpt: '', tags: [], ...text }])
    expect(await db.post.findUniqueOrThrow({ where: { id: postId } })).toMatchObject({ title: 'Five', textSeq: 5 })
  })
})

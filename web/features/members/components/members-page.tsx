'use client'
/** Who is in the workspace and as what; changes act at once, also on open pages. */
import { Mail } from 'lucide-react'
import { useState } from 'react'
import { can, ROLES, type Role } from '#domain/contract/roles.ts'
import type { MemberView, PendingInvitation } from '#domain/queries/members.ts'
import { errorWords } from '#web/api-client.ts'
import type { Confirmation } from '#web/features/sign-in/load.ts'
import { SettingsSection } from '#web/features/workspace/components/settings-section.tsx'
import { useHere } from '#web/features/workspace/here.tsx'
import { useRefresh } from '#web/features/workspace/refresh.ts'
import { usePresence } from '#web/realtime/hooks.ts'
import { Avatar } from '#web/ui/avatar.tsx'
import { useAnnouncements } from '#web/ui/live-region.tsx'
import { Time } from '#web/ui/time.tsx'
import { toastError } from '#web/ui/toast.ts'
import { changeRole } from '../api.ts'
import { peopleWords, roleWords } from '../format.ts'
import { InviteButton } from './invite-dialog.tsx'
import styles from './members-page.module.css'
import { RemoveButton } from './remove-dialog.tsx'
import { RoleMenu } from './role-menu.tsx'
import { SuspendButton } from './suspend-button.tsx'
import { TakeBackButton } from './take-back-button.tsx'
import { TransferOwnership } from './transfer-ownership.tsx'

type MembersPageProps = {
  readonly members: readonly MemberView[]
  readonly invitations: readonly PendingInvitation[]
  readonly confirmation: Confirmation
}

export function MembersPage({ members, invitations, confirmation }: MembersPageProps) {
  const { user, workspace } = useHere()
  const { say } = useAnnouncements()
  const [roleById, setRoleById] = useState<ReadonlyMap<string, Role>>(new Map())
  const online = new Set(usePresence().map(({ id }) => id))
  const manages = can(workspace.role, 'manage')
  const refresh = useRefresh()

  async function giveRole(member: MemberView, role: Role) {
    setRoleById(before => new Map(before).set(member.id, role))
    try {
      await changeRole(workspace.id, member.id, role)
      say(`${member.name} is now ${roleWords(role).word}`)
    } catch (error) {
      toastError(`${member.name} keeps the role`, { description: errorWords(error) })
    }
    setRoleById(before => new Map([...before].filter(([id]) => id !== member.id)))
    refresh()
  }

  return (
    <SettingsSection
      title="Members"
      note={`${peopleWords(members.length)}. Changes act at once, also on open pages.`}
      actions={manages && <InviteButton onInvited={refresh} />}
    >
      <div className={styles.card}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Person</th>
              <th scope="col">Role</th>
              <th scope="col" className={styles.wide}>
                Here
              </th>
              <th scope="col" className={styles.wide}>
                May
              </th>
              <th scope="col">
                <span className="vh">More</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {members.map(member => {
              const role = roleById.get(member.id) ?? member.role
              const me = member.id === user.id
              const below = ROLES.indexOf(member.role) <= ROLES.indexOf(workspace.role)
              const mayChange = manages && below && !me && member.role !== 'owner'
              return (
                <tr key={member.id}>
                  <td>
                    <span className={styles.person}>
                      <Avatar name={member.name} color={member.color} away={!online.has(member.id) && !me} decorative />
                      <span className={styles.names}>
                        <span>
                          <b>{member.name}</b> {me && <span className={styles.faint}>you</span>}
                        </span>
                        <span className={styles.email}>{member.email}</span>
                      </span>
                    </span>
                  </td>
                  <td>
                    {mayChange ? (
                      <RoleMenu
                        name={member.name}
                        role={role}
                        own={workspace.role}
                        onChoose={next => void giveRole(member, next)}
                      />
                    ) : (
                      roleWords(role).word
                    )}
                    {member.suspendedAt && <span className={styles.suspended}>Suspended</span>}
                  </td>
                  <td className={styles.wide}>
                    {online.has(member.id) || me ? (
                      <span className={styles.now}>Now</span>
                    ) : (
                      <span className={styles.faint}>
                        Joined <Time at={member.joinedAt} />
                      </span>
                    )}
                  </td>
                  <td className={`${styles.wide} ${styles.faint}`}>{roleWords(role).may}</td>
                  <td className={styles.end}>
                    {mayChange && <SuspendButton member={member} onDone={refresh} />}
                    {(mayChange || me) && (
                      <RemoveButton member={member} me={me} online={online.has(member.id)} onRemoved={refresh} />
                    )}
                  </td>
                </tr>
              )
            })}
            {invitations.map(({ email, role, expiresAt, createdAt }) => (
              <tr key={`${email} ${createdAt}`}>
                <td>
                  <span className={styles.person}>
                    <span className={styles.letter} aria-hidden>
                      <Mail />
                    </span>
                    <span className={styles.names}>{email}</span>
                  </span>
                </td>
                <td>{roleWords(role).word}</td>
                <td className={styles.wide}>
                  <span className={styles.faint}>
                    Invited, until <Time at={expiresAt} />
                  </span>
                </td>
                <td className={`${styles.wide} ${styles.faint}`}>{roleWords(role).may}</td>
                <td className={styles.end}>
                  <TakeBackButton email={email} onDone={refresh} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {workspace.role === 'owner' && (
        <div>
          <TransferOwnership
            confirmation={confirmation}
            heirs={members.filter(({ id, suspendedAt }) => id !== user.id && suspendedAt === null)}
            onDone={refresh}
          />
        </div>
      )}
      {!manages && <p className={styles.note}>Admins invite people and change roles.</p>}
    </SettingsSection>
  )
}

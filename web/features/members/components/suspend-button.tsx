'use client'
/** Suspends a member, or lets them in again; said before it acts, since it closes what they have open. */
import { UserCheck, UserX } from 'lucide-react'
import { useHere } from '#web/features/workspace/here.tsx'
import { setSuspended } from '../api.ts'
import { DeedButton } from './deed-button.tsx'

type SuspendButtonProps = {
  readonly member: { readonly id: string; readonly name: string; readonly suspendedAt: string | null }
  readonly onDone: () => void
}

export function SuspendButton({ member, onDone }: SuspendButtonProps) {
  const { workspace } = useHere()
  const suspended = member.suspendedAt !== null
  const deed = suspended ? `Let ${member.name} in again` : `Suspend ${member.name}`
  return (
    <DeedButton
      icon={suspended ? <UserCheck aria-hidden /> : <UserX aria-hidden />}
      label={deed}
      title={`${deed}?`}
      description={
        suspended
          ? 'They may do again what their role allows, at once.'
          : 'They can do nothing here until they are let in again, and the pages they have open close at once. Who is suspended everywhere is signed out. Their texts stay, under their name.'
      }
      deed={deed}
      look={suspended ? 'primary' : 'danger'}
      keepWord="Leave it"
      onSure={async () => {
        await setSuspended(workspace.id, member.id, !suspended)
        onDone()
      }}
    />
  )
}

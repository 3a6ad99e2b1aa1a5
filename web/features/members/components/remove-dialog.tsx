'use client'
/** Takes somebody out, or oneself: first what it means, since it acts at once and cannot be taken back. */
import { UserMinus } from 'lucide-react'
import { useHere } from '#web/features/workspace/here.tsx'
import { removeMember } from '../api.ts'
import { DeedButton } from './deed-button.tsx'

type RemoveButtonProps = {
  readonly member: { readonly id: string; readonly name: string }
  readonly me: boolean
  readonly online: boolean
  readonly onRemoved: () => void
}

export function RemoveButton({ member, me, online, onRemoved }: RemoveButtonProps) {
  const { workspace } = useHere()
  const whole = me ? `Leave ${workspace.name}` : `Remove ${member.name}`
  return (
    <DeedButton
      icon={<UserMinus aria-hidden />}
      label={whole}
      title={`${whole}?`}
      description={
        me
          ? 'You lose access at once, also on pages you have open. Your texts stay, under your name. Only a new invitation brings you back.'
          : `${online ? 'The pages they have open close at once. ' : ''}Their texts stay, under their name. What they have not sent yet stays on their device and they may copy it. Only a new invitation brings them back.`
      }
      deed={me ? 'Leave' : whole}
      keepWord={me ? 'Stay' : 'Keep'}
      onSure={async () => {
        await removeMember(workspace.id, member.id)
        if (me) location.assign('/')
        else onRemoved()
      }}
    />
  )
}

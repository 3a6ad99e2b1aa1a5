'use client'
/** Takes back an invitation that was not used yet: for an address that was wrong, or somebody who is not to come. */
import { MailX } from 'lucide-react'
import { takeBackInvitation } from '#web/features/invitations/api.ts'
import { useHere } from '#web/features/workspace/here.tsx'
import { DeedButton } from './deed-button.tsx'

type TakeBackButtonProps = { readonly email: string; readonly onDone: () => void }

export function TakeBackButton({ email, onDone }: TakeBackButtonProps) {
  const { workspace } = useHere()
  return (
    <DeedButton
      icon={<MailX aria-hidden />}
      label={`Take back the invitation of ${email}`}
      title={`Take back the invitation of ${email}?`}
      description="The link they were sent opens nothing from then on. You can invite them again."
      deed="Take it back"
      keepWord="Leave it"
      onSure={async () => {
        await takeBackInvitation(workspace.id, email)
        onDone()
      }}
    />
  )
}

import { Door } from '#web/features/account/components/door.tsx'
import { PlainSignOut } from '#web/features/account/components/plain-sign-out.tsx'

/** For somebody who has been taken out of their only workspace. */
type NoWorkspaceProps = { readonly userId: string; readonly name: string }

export function NoWorkspace({ userId, name }: NoWorkspaceProps) {
  return (
    <Door
      title="No workspace"
      lead={`You are signed in as ${name}, but in no workspace. Open an invitation link, or ask an admin for one.`}
    >
      <title>No workspace · Galley</title>
      <PlainSignOut userId={userId} />
    </Door>
  )
}

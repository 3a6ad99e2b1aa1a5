import { findViewer } from '#web/auth/session.ts'
import { Door } from '#web/features/account/components/door.tsx'
import { InvitationAcceptForm, InvitationSignUpForm } from '#web/features/invitations/components/invitation-forms.tsx'
import { findInvitation } from '#web/features/invitations/load.ts'
import { roleWords } from '#web/features/members/format.ts'
import { PageOf } from '#web/features/workspace/components/page-of.tsx'
import { ButtonLink } from '#web/ui/button.tsx'
import { PageLink } from '#web/ui/page-link.tsx'

type InvitationPageProps = { readonly params: Promise<{ id: string }> }

export default async function InvitationPage({ params }: InvitationPageProps) {
  const { id } = await params
  const [viewer, invitation] = await Promise.all([findViewer(), findInvitation(id)])
  if (!invitation) return <Ended signedIn={viewer !== null} />
  if (viewer && viewer.user.email !== invitation.email)
    return <ForSomebodyElse email={invitation.email} me={viewer.user.email} />
  const { workspaceId, workspaceName, invitedBy, email, role } = invitation
  const workspace = { id: workspaceId, name: workspaceName }
  const { word, may } = roleWords(role)
  return (
    <Door
      title={`Join ${workspaceName}`}
      lead={`${invitedBy} invites you as ${word.toLowerCase()}: ${may.toLowerCase()}.`}
      foot={
        viewer === null && (
          <>
            You have an account already?{' '}
            <PageLink href={`/sign-in?next=/invitations/${encodeURIComponent(id)}`}>Sign in</PageLink> and come back.
          </>
        )
      }
    >
      <title>{`Join ${workspaceName} · Galley`}</title>
      {viewer === null ? (
        <InvitationSignUpForm invitationId={id} email={email} workspace={workspace} />
      ) : (
        <PageOf userId={viewer.user.id}>
          <InvitationAcceptForm invitationId={id} workspace={workspace} name={viewer.user.name} />
        </PageOf>
      )}
    </Door>
  )
}

function ForSomebodyElse({ email, me }: { readonly email: string; readonly me: string }) {
  return (
    <Door
      title="This invitation is for another address"
      lead={`It is for ${email}, and you are signed in as ${me}. Sign out to take it up with a new account, or ask for one to your address.`}
    >
      <title>Invitation · Galley</title>
      <ButtonLink href="/" size="large">
        Back to posts
      </ButtonLink>
    </Door>
  )
}

function Ended({ signedIn }: { readonly signedIn: boolean }) {
  return (
    <Door
      title="This invitation has ended"
      lead="It was used, taken back, or is older than 7 days. Ask whoever sent it for a new link."
    >
      <title>Invitation · Galley</title>
      <ButtonLink href={signedIn ? '/' : '/sign-in'} size="large">
        {signedIn ? 'Back to posts' : 'Sign in'}
      </ButtonLink>
    </Door>
  )
}

import { Clock, TriangleAlert } from 'lucide-react'
import { redirect } from 'next/navigation'
import { safeNext } from '#web/auth/next-path.ts'
import { findViewer } from '#web/auth/session.ts'
import { Door } from '#web/features/account/components/door.tsx'
import { isSetUp, providerName } from '#web/features/account/load.ts'
import { SignInForm } from '#web/features/sign-in/components/sign-in-form.tsx'
import { Banner } from '#web/ui/banner.tsx'

type SignInPageProps = { readonly searchParams: Promise<{ next?: string | string[]; reason?: string | string[] }> }

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { next, reason } = await searchParams
  const target = safeNext(typeof next === 'string' ? next : undefined)
  if (await findViewer()) redirect(target)
  if (!(await isSetUp())) return <NotSetUp />
  return (
    <Door title="Sign in to Galley" foot="No account? Ask an admin of your workspace for an invitation link.">
      <title>Sign in · Galley</title>
      {reason === 'ended' && (
        <Banner tone="warn" icon={<Clock />} role="status">
          <b>You were signed out.</b> What this device keeps of what you wrote goes on when you sign in.
        </Banner>
      )}
      {reason === 'provider' && (
        <Banner tone="failed" icon={<TriangleAlert />} role="alert">
          <b>{providerName() ?? 'The provider'} did not sign you in.</b> You need an invitation to the address that it
          knows you by, or it did not say that this address is yours. Try again, or use your password.
        </Banner>
      )}
      <SignInForm next={target} provider={providerName()} />
    </Door>
  )
}

function NotSetUp() {
  return (
    <Door
      title="Not set up yet"
      lead="Nobody owns this server so far. Open the set-up link that it printed when it started; whoever has the link becomes the owner."
    >
      <title>Not set up · Galley</title>
    </Door>
  )
}

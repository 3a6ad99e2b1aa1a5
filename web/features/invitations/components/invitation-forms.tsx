'use client'
/** Two ways to take up an invitation: a new account, or the one that is signed in. */
import { TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { errorWords } from '#web/api-client.ts'
import { signUpWithInvitation } from '#web/features/account/api.ts'
import door from '#web/features/account/components/door.module.css'
import { textOf, useFormState } from '#web/features/account/components/form-state.ts'
import { NewPersonFields } from '#web/features/account/components/new-person-fields.tsx'
import { passwordTrouble } from '#web/features/account/format.ts'
import { rememberWorkspace } from '#web/features/workspace/current-workspace.ts'
import { Banner } from '#web/ui/banner.tsx'
import { Button } from '#web/ui/button.tsx'
import { acceptInvitation } from '../api.ts'

type SignUpFormProps = {
  readonly invitationId: string
  readonly email: string
  readonly workspace: { readonly id: string; readonly name: string }
}

export function InvitationSignUpForm({ invitationId, email, workspace }: SignUpFormProps) {
  const [password, setPassword] = useState('')
  const { busy, trouble, setTrouble, onSubmit } = useFormState(async form => {
    const missing = passwordTrouble(password)
    if (missing) {
      setTrouble(missing)
      return 'staying'
    }
    await signUpWithInvitation({
      invitationId,
      name: textOf(form, 'name').trim(),
      email: textOf(form, 'email').trim(),
      password,
    })
    rememberWorkspace(workspace.id)
    location.assign('/')
    return 'leaving'
  }, errorWords)
  return (
    <form className={door.card} aria-label={`Join ${workspace.name}`} onSubmit={onSubmit} method="post">
      <NewPersonFields email={email} onPasswordChange={setPassword} />
      <Trouble words={trouble} />
      <Button type="submit" look="primary" size="large" busy={busy}>
        Join
      </Button>
    </form>
  )
}

type AcceptFormProps = {
  readonly invitationId: string
  readonly workspace: { readonly id: string; readonly name: string }
  readonly name: string
}

export function InvitationAcceptForm({ invitationId, workspace, name }: AcceptFormProps) {
  const { busy, trouble, onSubmit } = useFormState(async () => {
    await acceptInvitation(invitationId)
    rememberWorkspace(workspace.id)
    location.assign('/')
    return 'leaving'
  }, errorWords)
  return (
    <form className={door.card} aria-label={`Join ${workspace.name}`} onSubmit={onSubmit} method="post">
      <p>
        You are signed in as <b>{name}</b>.
      </p>
      <Trouble words={trouble} />
      <Button type="submit" look="primary" size="large" busy={busy}>
        Join {workspace.name}
      </Button>
    </form>
  )
}

function Trouble({ words }: { readonly words: string | null }) {
  if (words === null) return null
  return (
    <Banner tone="failed" icon={<TriangleAlert />} role="alert">
      {words}
    </Banner>
  )
}

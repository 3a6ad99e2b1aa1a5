'use client'
/** Email and password; says how many tries are left when the server does. */
import { Button } from '#web/ui/button.tsx'
import { Field } from '#web/ui/field.tsx'
import { signIn } from '../api.ts'
import { signInTrouble } from '../format.ts'
import door from './door.module.css'
import { textOf, useFormState } from './form-state.ts'

export function SignInForm({ next, email = '' }: { readonly next: string; readonly email?: string }) {
  const { busy, trouble, onSubmit } = useFormState(async form => {
    await signIn({ email: textOf(form, 'email').trim(), password: textOf(form, 'password') })
    location.assign(next)
    return 'leaving'
  }, signInTrouble)
  return (
    <form className={door.card} aria-label="Sign in" onSubmit={onSubmit} method="post">
      <Field label="Email" name="email" type="email" autoComplete="username" required defaultValue={email} autoFocus />
      <Field
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        required
        error={trouble}
      />
      <Button type="submit" look="primary" size="large" busy={busy}>
        Sign in
      </Button>
    </form>
  )
}

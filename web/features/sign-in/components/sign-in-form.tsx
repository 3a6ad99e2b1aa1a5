'use client'
/** Email and password, then a code where the account asks for one; or a passkey; or the provider of the organisation. */
import { KeyRound } from 'lucide-react'
import { useEffect, useState } from 'react'
import door from '#web/features/account/components/door.module.css'
import { textOf, useFormState } from '#web/features/account/components/form-state.ts'
import { signInTrouble } from '#web/features/account/format.ts'
import { Button } from '#web/ui/button.tsx'
import { Field } from '#web/ui/field.tsx'
import { useDeedWith } from '#web/use-deed.ts'
import { signIn, signInWithPasskey, signInWithProvider } from '../api.ts'
import { passkeyObstacle, passkeyTrouble } from '../words.ts'
import { CodeForm } from './code-form.tsx'
import styles from './sign-in-ways.module.css'

type SignInFormProps = {
  /** Path to go to afterwards. */
  readonly next: string
  readonly email?: string
  /** Name of the organisation's provider, where there is one. */
  readonly provider?: string | undefined
}

export function SignInForm({ next, email = '', provider }: SignInFormProps) {
  const [codeNeeded, setCodeNeeded] = useState(false)
  const { busy, trouble, onSubmit } = useFormState(async form => {
    const outcome = await signIn({ email: textOf(form, 'email').trim(), password: textOf(form, 'password') })
    if (outcome === 'code_needed') {
      setCodeNeeded(true)
      return 'staying'
    }
    location.assign(next)
    return 'leaving'
  }, signInTrouble)
  if (codeNeeded) return <CodeForm next={next} onBack={() => setCodeNeeded(false)} />
  return (
    <div className={door.card}>
      <form className={styles.steps} aria-label="Sign in" onSubmit={onSubmit} method="post">
        <Field
          label="Email"
          name="email"
          type="email"
          autoComplete="username"
          required
          defaultValue={email}
          autoFocus
        />
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
      <OtherWays next={next} provider={provider} />
    </div>
  )
}

function OtherWays({ next, provider }: Pick<SignInFormProps, 'next' | 'provider'>) {
  const [hasPasskeys, setHasPasskeys] = useState(false)
  const { underWay: busy, trouble, run } = useDeedWith(passkeyTrouble)
  // Only the browser knows, and what the server draws must be the same at first.
  useEffect(() => setHasPasskeys(passkeyObstacle(location.hostname, 'PublicKeyCredential' in window) === null), [])
  if (!hasPasskeys && provider === undefined) return null

  const go = (way: 'passkey' | 'provider') =>
    run(async () => {
      if (way === 'passkey') await signInWithPasskey()
      location.assign(way === 'passkey' ? next : await signInWithProvider(next))
      return 'leaving'
    }, way)

  return (
    <>
      <p className={styles.or}>or</p>
      {provider !== undefined && (
        <Button size="large" busy={busy === 'provider'} onClick={() => void go('provider')}>
          Continue with {provider}
        </Button>
      )}
      {hasPasskeys && (
        <Button size="large" busy={busy === 'passkey'} onClick={() => void go('passkey')}>
          <KeyRound aria-hidden />
          Use a passkey
        </Button>
      )}
      {trouble && <p role="alert">{trouble}</p>}
    </>
  )
}

'use client'
/** The part of a form that asks whether it is you: the password, or, where there is none, signing in once more. */
import { Check, KeyRound } from 'lucide-react'
import { useEffect, useState } from 'react'
import { LIMITS } from '#domain/contract/limits.ts'
import { apiFetch } from '#web/api-client.ts'
import { Button } from '#web/ui/button.tsx'
import { Field } from '#web/ui/field.tsx'
import { useDeedWith } from '#web/use-deed.ts'
import { signInWithPasskey, signInWithProvider } from '../api.ts'
import type { Confirmation } from '../load.ts'
import { passkeyObstacle, passkeyTrouble } from '../words.ts'
import styles from './sign-in-ways.module.css'

type ConfirmYourselfProps = { readonly confirmation: Confirmation; readonly trouble: string | null }

/** The password is the form's field `password`. */
export function ConfirmYourself({ confirmation, trouble }: ConfirmYourselfProps) {
  if (!confirmation.hasPassword) return <SignInAgain provider={confirmation.provider} trouble={trouble} />
  return <OwnPassword trouble={trouble} />
}

/** The form's field `password`. */
export function OwnPassword({ trouble }: { readonly trouble: string | null }) {
  return (
    <Field
      label="Your password"
      name="password"
      type="password"
      autoComplete="current-password"
      required
      error={trouble}
    />
  )
}

function SignInAgain({ provider, trouble }: Pick<Confirmation, 'provider'> & { readonly trouble: string | null }) {
  const [hasPasskeys, setHasPasskeys] = useState(false)
  const { underWay: busy, trouble: failed, run } = useDeedWith(passkeyTrouble)
  const [done, setDone] = useState(false)
  useEffect(() => setHasPasskeys(passkeyObstacle(location.hostname, 'PublicKeyCredential' in window) === null), [])

  async function byProvider() {
    location.assign(await signInWithProvider(location.pathname))
    return 'leaving'
  }

  async function byPasskey() {
    await signInWithPasskey()
    // A passkey of somebody else signs them in: that is refused here, and told.
    await apiFetch('/api/v1/me')
    setDone(true)
  }

  const problem = failed ?? (done ? null : trouble)
  return (
    <div className={styles.steps}>
      <p>
        You have no password here. To confirm that it is you, sign in again; that counts for {LIMITS.freshSignInMinutes}{' '}
        minutes.
      </p>
      <div className={styles.ways}>
        {provider !== undefined && (
          <Button busy={busy === 'provider'} onClick={() => void run(byProvider, 'provider')}>
            Continue with {provider}
          </Button>
        )}
        {hasPasskeys && (
          <Button busy={busy === 'passkey'} onClick={() => void run(byPasskey, 'passkey')}>
            <KeyRound aria-hidden />
            Use a passkey
          </Button>
        )}
      </div>
      {done && (
        <p role="status" className={styles.confirmed}>
          <Check size={16} aria-hidden />
          Signed in again.
        </p>
      )}
      {problem !== null && (
        <p role="alert" className={styles.trouble}>
          {problem}
        </p>
      )}
    </div>
  )
}

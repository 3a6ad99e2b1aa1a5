'use client'
/** How somebody signs in here: a code after the password, and passkeys in its place. */
import { Plus, ShieldCheck, TriangleAlert } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import { errorWords } from '#web/api-client.ts'
import account from '#web/features/account/components/account-page.module.css'
import { Banner } from '#web/ui/banner.tsx'
import { Button } from '#web/ui/button.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { toast } from '#web/ui/toast.ts'
import { useDeedWith } from '#web/use-deed.ts'
import { addPasskey, type Passkey, readSignInWays, removePasskey, type SignInWays } from '../api.ts'
import { passkeyObstacle, passkeyTrouble } from '../words.ts'
import { CodesDialog, EndCodesDialog } from './codes-dialog.tsx'
import styles from './sign-in-ways.module.css'

/** @param hasPassword without one there is nothing that a code could come after */
export function SignInWaysCard({ hasPassword }: { readonly hasPassword: boolean }) {
  const [ways, setWays] = useState<SignInWays | null>(null)
  const [trouble, setTrouble] = useState<string | null>(null)
  const read = useCallback(async () => {
    try {
      setWays(await readSignInWays())
      setTrouble(null)
    } catch (error) {
      setTrouble(errorWords(error))
    }
  }, [])
  useEffect(() => void read(), [read])

  if (trouble) {
    return (
      <Banner
        tone="failed"
        icon={<TriangleAlert />}
        role="alert"
        actions={
          <Button size="small" onClick={() => void read()}>
            Try again
          </Button>
        }
      >
        How you sign in could not be read. {trouble}
      </Banner>
    )
  }
  return (
    <div className={account.card}>
      <h3>Signing in</h3>
      {ways ? (
        <>
          {hasPassword && <Codes on={ways.codes} onChanged={read} />}
          <Passkeys passkeys={ways.passkeys} onChanged={read} />
        </>
      ) : (
        <div className={styles.steps} role="status" aria-label="Reading how you sign in">
          <Skeleton width="60%" />
          <Skeleton width="40%" />
        </div>
      )}
    </div>
  )
}

type Changed = { readonly onChanged: () => Promise<void> }

function Codes({ on, onChanged }: { readonly on: boolean } & Changed) {
  const [open, setOpen] = useState(false)
  return (
    <div className={account.line}>
      <div>
        <b>A code after the password</b>
        <p className={account.note}>
          {on ? 'On: an app on your phone shows it.' : 'Off: whoever learns your password is in.'}
        </p>
      </div>
      <Button onClick={() => setOpen(true)}>
        <ShieldCheck aria-hidden />
        {on ? 'Turn off' : 'Turn on'}
      </Button>
      {on ? (
        <EndCodesDialog open={open} onOpenChange={setOpen} onEnded={onChanged} />
      ) : (
        <CodesDialog open={open} onOpenChange={setOpen} onConfirmed={onChanged} />
      )}
    </div>
  )
}

function Passkeys({ passkeys, onChanged }: { readonly passkeys: readonly Passkey[] } & Changed) {
  const { busy, trouble, run } = useDeedWith(passkeyTrouble)
  const obstacle = passkeyObstacle(location.hostname, 'PublicKeyCredential' in window)

  const act = (deed: () => Promise<void>, done: string) =>
    run(async () => {
      await deed()
      await onChanged()
      toast(done)
    })

  return (
    <div className={styles.steps}>
      <div className={account.line}>
        <div>
          <b>Passkeys</b>
          <p className={account.note}>{obstacle ?? 'Sign in with the lock of your device, without a password.'}</p>
        </div>
        {obstacle === null && (
          <Button busy={busy} onClick={() => void act(() => addPasskey(deviceName()), 'Passkey added')}>
            <Plus aria-hidden />
            Add a passkey
          </Button>
        )}
      </div>
      {trouble && (
        <Banner tone="failed" icon={<TriangleAlert />} role="alert">
          {trouble}
        </Banner>
      )}
      {passkeys.length > 0 && (
        <ul className={styles.passkeys}>
          {passkeys.map(({ id, name, createdAt }) => (
            <li key={id} className={styles.passkey}>
              <span>
                {name || 'Passkey'}
                {createdAt && (
                  <span className={styles.note}>{`, since ${new Date(createdAt).toLocaleDateString()}`}</span>
                )}
              </span>
              <Button
                size="small"
                look="quiet"
                busy={busy}
                aria-label={`Remove ${name || 'passkey'}`}
                onClick={() => void act(() => removePasskey(id), 'Passkey removed')}
              >
                Remove
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

/** What tells one's devices apart in the list. */
function deviceName(): string {
  const system = /Windows|Macintosh|iPhone|iPad|Android|CrOS|Linux/.exec(navigator.userAgent)?.[0] ?? 'This device'
  return system === 'Macintosh' ? 'Mac' : system === 'CrOS' ? 'Chromebook' : system
}

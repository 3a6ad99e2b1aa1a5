'use client'
/** Where one is signed in: each browser, and the way out of any of them from here. */
import { LogOut, TriangleAlert } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import { errorWords } from '#web/api-client.ts'
import account from '#web/features/account/components/account-page.module.css'
import { Banner } from '#web/ui/banner.tsx'
import { Button } from '#web/ui/button.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { Time } from '#web/ui/time.tsx'
import { toast } from '#web/ui/toast.ts'
import { useDeed } from '#web/use-deed.ts'
import { listSignedIn, type SignedIn, signOutElsewhere, signOutThere } from '../api.ts'
import { programWords } from '../program-words.ts'
import styles from './sign-in-ways.module.css'

export function SessionsCard() {
  const [all, setAll] = useState<readonly SignedIn[] | null>(null)
  const [unread, setUnread] = useState<string | null>(null)
  const read = useCallback(async () => {
    try {
      setAll(await listSignedIn())
      setUnread(null)
    } catch (error) {
      setUnread(errorWords(error))
    }
  }, [])
  useEffect(() => void read(), [read])
  const { busy, underWay, trouble, run } = useDeed()
  const act = (deed: () => Promise<void>, done: string, which?: string) =>
    run(async () => {
      await deed()
      await read()
      toast(done)
    }, which)

  const elsewhere = all?.filter(({ isHere }) => !isHere) ?? []
  return (
    <section className={account.card} aria-labelledby="sessions-title">
      <div className={account.line}>
        <div>
          <h3 id="sessions-title">Where you are signed in</h3>
          <p className={account.note}>
            What is open there closes at once. Text that was not stored stays on that device.
          </p>
        </div>
        {elsewhere.length > 0 && (
          <Button
            busy={underWay === 'all'}
            disabled={busy}
            onClick={() => void act(signOutElsewhere, 'Signed out everywhere else', 'all')}
          >
            <LogOut aria-hidden />
            Sign out everywhere else
          </Button>
        )}
      </div>
      {(unread ?? trouble) && (
        <Banner
          tone="failed"
          icon={<TriangleAlert />}
          role="alert"
          actions={
            unread && (
              <Button size="small" onClick={() => void read()}>
                Try again
              </Button>
            )
          }
        >
          {unread ? `Where you are signed in could not be read. ${unread}` : trouble}
        </Banner>
      )}
      {all ? (
        <ul className={styles.passkeys} aria-labelledby="sessions-title">
          {all.map(one => (
            <li key={one.id} className={styles.passkey}>
              <span>
                {programWords(one.userAgent ?? '')}
                <span className={styles.note}>
                  {one.isHere && ' · this browser'} · <Time at={one.createdAt} />
                  {one.ipAddress && ` · ${one.ipAddress}`}
                </span>
              </span>
              {!one.isHere && (
                <Button
                  size="small"
                  look="quiet"
                  busy={underWay === one.id}
                  disabled={busy}
                  aria-label={`Sign out ${programWords(one.userAgent ?? '')}`}
                  onClick={() => void act(() => signOutThere(one), 'Signed out there', one.id)}
                >
                  Sign out
                </Button>
              )}
            </li>
          ))}
        </ul>
      ) : (
        !unread && (
          <div className={styles.steps} role="status" aria-label="Reading where you are signed in">
            <Skeleton width="60%" />
          </div>
        )
      )}
    </section>
  )
}

'use client'
/** What a missing connection means here, once it lasts; a short gap is only a word in the sign. */
import { Lock, RefreshCw, WifiOff } from 'lucide-react'
import { useEffect, useState } from 'react'
import { SignedOutBanner } from '#web/features/account/components/signed-out-banner.tsx'
import { useConnection, useRetryNow } from '#web/realtime/hooks.ts'
import { Banner } from '#web/ui/banner.tsx'
import { Button } from '#web/ui/button.tsx'
import { connectionWords } from '#web/ui/connection-words.ts'
import styles from './connection-banner.module.css'

/** A restart of the server takes less. */
const LASTS_MS = 10_000

export function ConnectionBanner() {
  const connection = useConnection()
  const { state } = connection
  const lasts = useLasts(state === 'offline' || state === 'connecting')
  if (state === 'refused') {
    return (
      <div className={styles.place}>
        <Refused reason={connection.reason} words={connectionWords(connection)} />
      </div>
    )
  }
  if (!lasts) return null
  return (
    <div className={styles.place}>
      <Away offline={state === 'offline'} />
    </div>
  )
}

type RefusedProps = { readonly reason: ReturnType<typeof useConnection>['reason']; readonly words: string }

function Refused({ reason, words }: RefusedProps) {
  const retry = useRetryNow()
  if (reason === 'unauthenticated') return <SignedOutBanner>This page shows what it knew until then.</SignedOutBanner>
  if (reason === 'editor_outdated') {
    return (
      <Banner
        tone="warn"
        icon={<RefreshCw />}
        actions={
          <Button size="small" onClick={() => location.reload()}>
            Reload
          </Button>
        }
      >
        <b>This page is an older version of Galley.</b> Reload to go on.
      </Banner>
    )
  }
  return (
    <Banner tone="failed" icon={<Lock />} actions={<TryNow onPress={retry} />}>
      <b>{words}.</b> This page shows what it knew until then.
    </Banner>
  )
}

function Away({ offline }: { readonly offline: boolean }) {
  const retry = useRetryNow()
  return (
    <Banner tone="warn" icon={<WifiOff />} actions={<TryNow onPress={retry} />}>
      <b>{offline ? 'You are offline.' : 'The server does not answer.'}</b> What you see is as it was; it becomes right
      by itself when the connection is back.
    </Banner>
  )
}

function TryNow({ onPress }: { readonly onPress: () => void }) {
  return (
    <Button size="small" onClick={onPress}>
      Try now
    </Button>
  )
}

/** True once the state has held for LASTS_MS, at once without a network. */
function useLasts(is: boolean): boolean {
  const [lasts, setLasts] = useState(false)
  useEffect(() => {
    if (!is) {
      setLasts(false)
      return
    }
    // A browser that knows it has no network needs no patience.
    const id = setTimeout(() => setLasts(true), navigator.onLine ? LASTS_MS : 0)
    return () => clearTimeout(id)
  }, [is])
  return is && lasts
}

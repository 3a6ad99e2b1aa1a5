'use client'
/** Edits on this device whose posts are closed: that they wait, or that the server does not take them. */
import { Laptop, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { useConnection, useKeptPosts, usePosts, useRealtime } from '#web/realtime/hooks.ts'
import { Banner } from '#web/ui/banner.tsx'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { saveAsFile } from '#web/ui/save-as-file.ts'
import { refusedWords, waitingWords, whyRefused } from '../kept-words.ts'
import styles from './connection-banner.module.css'

export function KeptBanner() {
  const { kept } = useRealtime()
  const { state } = useConnection()
  const { posts } = usePosts()
  const waiting = useKeptPosts()
  const [removing, setRemoving] = useState(false)
  const titleOf = (postId: string) => posts.get(postId)?.title ?? null

  const refused = waiting.find(post => post.refused !== null)
  if (refused?.refused) {
    const title = titleOf(refused.postId)
    const download = async () => saveAsFile(await kept.words(refused.postId), title ?? 'post')
    return (
      <div className={styles.place}>
        <Banner
          tone="failed"
          icon={<TriangleAlert />}
          role="alert"
          actions={
            <>
              <Button size="small" onClick={() => void download()}>
                Download a copy
              </Button>
              <Button size="small" look="quiet" onClick={() => setRemoving(true)}>
                Remove…
              </Button>
            </>
          }
        >
          <b>{refusedWords(refused, title)}</b> {whyRefused(refused.refused)} They are kept on this device.
        </Banner>
        <Dialog
          open={removing}
          onOpenChange={setRemoving}
          title="Remove them from this device?"
          description={`${refusedWords(refused, title)} There is no other copy of them.`}
          actions={
            <>
              <Button onClick={() => setRemoving(false)}>Keep them</Button>
              <Button
                look="danger"
                onClick={() => {
                  setRemoving(false)
                  void kept.forget(refused.postId)
                }}
              >
                Remove
              </Button>
            </>
          }
        />
      </div>
    )
  }
  // While the connection lives they are on their way.
  if (waiting.length === 0 || state === 'live') return null
  return (
    <div className={styles.place}>
      <Banner tone="warn" icon={<Laptop />} role="status">
        <b>{waitingWords(waiting, titleOf)}</b> They are stored when the connection is back.
      </Banner>
    </div>
  )
}

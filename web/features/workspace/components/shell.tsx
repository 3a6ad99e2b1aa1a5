'use client'
/** The frame of every signed-in page but the editor: side bar, page, and on small screens the bar at the bottom. */
import { useRouter } from 'next/navigation'
import { type ReactNode, useEffect, useState } from 'react'
import { classes } from '#web/ui/classes.ts'
import { useShortcuts } from '../shortcuts.tsx'
import { BottomBar } from './bottom-bar.tsx'
import { ConnectionBanner } from './connection-banner.tsx'
import { KeptBanner } from './kept-banner.tsx'
import { KeysDialog } from './keys-dialog.tsx'
import { useNewPost } from './new-post.tsx'
import styles from './shell.module.css'
import { SideBar } from './side-bar.tsx'

export function Shell({ children }: { readonly children: ReactNode }) {
  const router = useRouter()
  const { start, offline } = useNewPost()
  const [inboxOpen, setInboxOpen] = useState(false)
  const [keysOpen, setKeysOpen] = useState(false)
  const [folded, setFolded] = useState(false)

  useShortcuts({
    ...(start && !offline && { c: () => start('workspace'), 'shift+c': () => start('private') }),
    'g p': () => router.push('/'),
    'g c': () => router.push('/calendar'),
    'g i': () => (matchMedia('(max-width: 760px)').matches ? router.push('/inbox') : setInboxOpen(true)),
    'g s': () => router.push('/settings/members'),
    '?': () => setKeysOpen(true),
  })
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.key !== '\\' || !(event.metaKey || event.ctrlKey)) return
      event.preventDefault()
      setFolded(is => !is)
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])

  return (
    <div className={classes(styles.shell, folded && styles.folded)}>
      <SideBar inboxOpen={inboxOpen} onInboxOpenChange={setInboxOpen} onShowKeys={() => setKeysOpen(true)} />
      <main className={styles.main} id="main" tabIndex={-1}>
        <ConnectionBanner />
        <KeptBanner />
        {children}
      </main>
      <BottomBar onShowKeys={() => setKeysOpen(true)} />
      <KeysDialog open={keysOpen} onOpenChange={setKeysOpen} />
    </div>
  )
}

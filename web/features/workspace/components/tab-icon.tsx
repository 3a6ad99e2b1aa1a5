'use client'
/** Keeps the icon of the tab true: unread, offline. Renders nothing. */
import { usePathname } from 'next/navigation'
import { useEffect } from 'react'
import { useConnection, useUnread } from '#web/realtime/hooks.ts'
import { tabIcon } from '../tab-icon.ts'

export function TabIcon() {
  const path = usePathname()
  const { state } = useConnection()
  const href = tabIcon({ unread: useUnread(), offline: state === 'offline' || state === 'refused' })
  // Of several icons a browser takes the last one: with each new page the router may put its own behind ours.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new path is the reason to run again
  useEffect(() => {
    if (href === null) return
    const link = document.createElement('link')
    link.rel = 'icon'
    link.type = 'image/svg+xml'
    link.href = href
    document.head.append(link)
    return () => link.remove()
  }, [href, path])
  return null
}

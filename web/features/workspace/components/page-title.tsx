'use client'
/** Title of the tab, with the unread rows in front: `(4) Posts · Saltmarsh Weather`. */
import { useUnread } from '#web/realtime/hooks.ts'
import { useHere } from '../here.tsx'

export function PageTitle({ name }: { readonly name: string }) {
  const unread = useUnread()
  const { workspace } = useHere()
  const count = unread > 0 ? `(${unread > 99 ? '99+' : unread}) ` : ''
  return <title>{`${count}${name} · ${workspace.name}`}</title>
}

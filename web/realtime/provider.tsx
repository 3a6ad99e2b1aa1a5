'use client'
/** Puts the live side into the page. The socket is opened by an effect, never by a render. */
import { type ReactNode, useEffect, useState } from 'react'
import { RealtimeContext } from './hooks.ts'
import { createRealtime, type RealtimeOptions } from './realtime.ts'

type RealtimeProviderProps = RealtimeOptions & { readonly children: ReactNode }

/**
 * `initialPosts` and `initialNotifications`: what the server rendered with, shown until the feed is there. Give it a
 * `key` of user and workspace where those can change: they are read once.
 */
export function RealtimeProvider({ children, ...options }: RealtimeProviderProps) {
  const [realtime] = useState(() => createRealtime(options))
  useEffect(() => realtime.hold(), [realtime])
  return <RealtimeContext value={realtime}>{children}</RealtimeContext>
}

'use client'
/** Follows what is done in the other tabs of this browser, and tells them whose page this is. Renders nothing. */
import { useEffect } from 'react'
import { apiFetch } from '#web/api-client.ts'
import { useHere } from '#web/features/workspace/here.tsx'
import { leaveUnasked } from '#web/leaving.ts'
import { useRetryNow } from '#web/realtime/hooks.ts'
import { applyTheme } from '#web/ui/theme.ts'
import { onTabMessage, tellTabs } from '../tabs.ts'

export function TabNews() {
  const { id } = useHere().user
  const retry = useRetryNow()
  useEffect(() => tellTabs({ type: 'opened', userId: id }), [id])
  useEffect(
    () =>
      onTabMessage(message => {
        switch (message.type) {
          case 'theme':
            return applyTheme(message.theme)
          case 'signed-out':
            leaveUnasked()
            return location.assign('/sign-in')
          case 'opened':
            // They may have signed in again.
            if (message.userId === id) return retry()
            // Refused, it says so to the whole page. Without an answer nothing is known yet.
            apiFetch('/api/v1/me').catch(() => undefined)
        }
      }),
    [id, retry],
  )
  return null
}

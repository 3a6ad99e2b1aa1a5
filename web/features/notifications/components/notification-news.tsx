'use client'
/** Says new notices to those who cannot see the badge. Renders nothing. */
import { useLiveEvents } from '#web/realtime/hooks.ts'
import { useAnnouncements } from '#web/ui/live-region.tsx'

export function NotificationNews() {
  const { say } = useAnnouncements()
  useLiveEvents(event => {
    if (event.type === 'notification:new') say(`New in your inbox: ${event.notification.title}`)
  })
  return null
}

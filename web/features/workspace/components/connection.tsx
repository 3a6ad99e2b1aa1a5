'use client'
/** The connection sign of this tab, and the sentence for those who cannot see it. */
import { useEffect, useRef } from 'react'
import { useConnection } from '#web/realtime/hooks.ts'
import { ConnectionSign } from '#web/ui/connection-sign.tsx'
import { connectionNews } from '#web/ui/connection-words.ts'
import { useAnnouncements } from '#web/ui/live-region.tsx'

type ConnectionProps = {
  readonly className?: string
  /** Where there is room, also how long the way to the server takes. */
  readonly withTrip?: boolean
}

export function Connection({ className, withTrip = false }: ConnectionProps) {
  const connection = useConnection()
  return (
    <ConnectionSign {...connection} roundTripMs={withTrip ? connection.roundTripMs : undefined} className={className} />
  )
}

/** Says changes of the connection to the polite region; that one was signed out interrupts. Renders nothing. */
export function ConnectionNews() {
  const connection = useConnection()
  const { say, interrupt } = useAnnouncements()
  const spoken = useRef(connection.state)
  const wasLive = useRef(connection.state === 'live')
  useEffect(() => {
    if (connection.state === 'connecting') return
    const news = connectionNews(spoken.current, connection)
    // The first connection of a page is what everybody expects: not worth a word.
    const expected = connection.state === 'live' && !wasLive.current
    spoken.current = connection.state
    if (connection.state === 'live') wasLive.current = true
    if (!news || expected) return
    if (connection.state === 'refused') interrupt(news)
    else say(news)
  }, [connection, say, interrupt])
  return null
}

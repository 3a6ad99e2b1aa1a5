'use client'
/** The two live regions of the page and the way to them: one polite, one assertive, nothing else speaks. */
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react'
import { type Announcements, createAnnouncements } from './announcements.ts'

const AnnouncementsContext = createContext<Announcements | null>(null)

export function LiveRegions({ children }: { readonly children: ReactNode }) {
  const [polite, setPolite] = useState('')
  const [assertive, setAssertive] = useState('')
  const announcements = useMemo(() => createAnnouncements({ polite: setPolite, assertive: setAssertive }), [])
  useEffect(() => announcements.stop, [announcements])
  return (
    <AnnouncementsContext value={announcements}>
      {children}
      <div className="vh" role="status" aria-live="polite" aria-atomic="true" data-live="polite">
        {polite}
      </div>
      <div className="vh" role="alert" aria-live="assertive" aria-atomic="true" data-live="assertive">
        {assertive}
      </div>
    </AnnouncementsContext>
  )
}

/** @throws when no LiveRegions is above */
export function useAnnouncements(): Announcements {
  const announcements = use(AnnouncementsContext)
  if (!announcements) throw new Error('This part of the page needs <LiveRegions> above it.')
  return announcements
}

'use client'
/**
 * A page is one person's. Somebody else may sign in in its browser, and from then on the server makes everything for them:
 * that is not put into this page, which begins anew instead. SPEC AU432.
 */
import { createContext, type ReactNode, use, useEffect, useState } from 'react'
import { EXPECTED_USER } from '#web/api-client.ts'

type MadeForOne = { readonly userId: string; readonly children: ReactNode }

const OwnerContext = createContext<string | null>(null)

/** The whole page, whose calls are made as this person. */
export function PageOf({ userId, children }: MadeForOne) {
  const [owner] = useState(userId)
  return (
    <OwnerContext value={owner}>
      <meta name={EXPECTED_USER} content={owner} />
      <PartOf userId={userId}>{children}</PartOf>
    </OwnerContext>
  )
}

/** What the server makes by itself when a link is followed. */
export function PartOf({ userId, children }: MadeForOne) {
  const isOfAnother = use(OwnerContext) !== userId
  useEffect(() => {
    if (isOfAnother) location.reload()
  }, [isOfAnother])
  return isOfAnother ? null : children
}

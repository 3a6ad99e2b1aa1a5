'use client'
/**
 * A page of lists, as the server made it: loaded anew when the feed says that they are others, and never shown when it was
 * made for another person, or for another workspace than the frame around it names, which another window may have chosen.
 * SPEC FD422, FD423, AU432.
 */
import { type ReactNode, useEffect, useMemo } from 'react'
import { useRealtime, useStore } from '#web/realtime/hooks.ts'
import { derive } from '#web/realtime/store.ts'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { useHere } from '../here.tsx'
import { fitnessOf, type MadeFor } from '../made-for.ts'
import { useRefresh } from '../refresh.ts'
import { PartOf } from './page-of.tsx'

export function MadePage({ madeFor, children }: { readonly madeFor: MadeFor; readonly children: ReactNode }) {
  const { id } = useHere().workspace
  const { lists } = useRealtime()
  const word = useStore(useMemo(() => derive(lists, known => known[id]), [lists, id]))
  const fitness = fitnessOf(madeFor, id, word)
  const refresh = useRefresh()
  // biome-ignore lint/correctness/useExhaustiveDependencies: another word asks again, also where the page was old before
  useEffect(() => {
    if (fitness !== 'good') refresh()
  }, [fitness, word, refresh])
  return (
    <PartOf userId={madeFor.userId}>
      {fitness === 'of_another_workspace' ? (
        <div aria-busy="true">
          <span className="vh">Loading</span>
          <Skeleton width="60%" />
        </div>
      ) : (
        children
      )}
    </PartOf>
  )
}

'use client'
/** What stands in one box of comments: the same in every tab of its person, whichever of them they write in. SPEC CM430. */
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { type Draft, EMPTY_DRAFT, keepDraft, readDraft } from './drafts.ts'

type OpenDraft = {
  readonly draft: Draft
  /** What stands in the box when an answer comes: people go on typing. */
  readonly latest: RefObject<Draft>
  readonly keep: (next: Draft) => void
  /** Other tabs are heard as they write; one that slept has to look. */
  readonly look: () => void
}

/** @param begin words that are changed, as they are now: shown while nobody changes them */
export function useDraft(key: string, begin: Draft = EMPTY_DRAFT): OpenDraft {
  const [own, setOwn] = useState(() => findDraft(key))
  const draft = own ?? begin
  const latest = useRef(draft)
  useLayoutEffect(() => {
    latest.current = draft
  })
  const keep = useCallback(
    (next: Draft) => {
      latest.current = next
      setOwn(next)
      keepDraft(key, next)
    },
    [key],
  )
  const look = useCallback(() => {
    const kept = findDraft(key)
    setOwn(before => ((before?.text ?? '') === (kept?.text ?? '') ? before : kept))
  }, [key])
  useEffect(() => {
    const follow = (event: StorageEvent) => {
      if (event.key === key) look()
    }
    window.addEventListener('storage', follow)
    return () => window.removeEventListener('storage', follow)
  }, [key, look])
  return { draft, latest, keep, look }
}

function findDraft(key: string): Draft | null {
  const kept = readDraft(key)
  return kept.text === '' ? null : kept
}

'use client'
/**
 * Loads the page anew in the workspace that it shows. Which one that is stands in a cookie of all windows of this browser:
 * another one may have chosen another workspace since. Where somebody else has signed in it stays as it is, and says so.
 */
import { useRouter } from 'next/navigation'
import { useCallback, useEffect, useRef, useTransition } from 'react'
import { apiFetch } from '#web/api-client.ts'
import { signedInAs } from '#web/features/account/signed-in-as.ts'
import { isRecord } from '#web/features/posts/answer.ts'
import { rememberWorkspace } from './current-workspace.ts'
import { useHere } from './here.tsx'

/** Waits for the server: a page that Next cannot load gives way to one of errors, and what was typed is gone. */
export function useRefresh(): () => void {
  const router = useRouter()
  const { workspace } = useHere()
  const [, startTransition] = useTransition()
  const isShown = useRef(false)
  useEffect(() => {
    isShown.current = true
    return () => {
      isShown.current = false
    }
  }, [])
  return useCallback(() => {
    waiting ??= isStillTheirs().finally(() => {
      waiting = null
    })
    void waiting.then(is => {
      if (!is || !isShown.current) return
      rememberWorkspace(workspace.id)
      startTransition(() => router.refresh())
    })
  }, [router, workspace.id])
}

const AGAIN_MS = 1_000
let waiting: Promise<boolean> | null = null

async function isStillTheirs(): Promise<boolean> {
  await whenThere()
  return apiFetch('/api/v1/me').then(
    () => true,
    error => signedInAs(error) === null,
  )
}

async function whenThere(): Promise<void> {
  for (;;) {
    const parts: unknown = await fetch('/readyz')
      .then(answer => answer.json())
      .catch(() => null)
    if (isRecord(parts) && parts.database === 'ok') return
    await new Promise(resolve => setTimeout(resolve, AGAIN_MS))
  }
}

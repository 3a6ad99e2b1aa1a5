'use client'
/**
 * Loads the page anew in the workspace that it shows. Which one that is stands in a cookie of all windows of this browser:
 * another one may have chosen another workspace since.
 */
import { useRouter } from 'next/navigation'
import { useCallback, useTransition } from 'react'
import { rememberWorkspace } from './current-workspace.ts'
import { useHere } from './here.tsx'

export function useRefresh(): () => void {
  const router = useRouter()
  const { workspace } = useHere()
  const [, startTransition] = useTransition()
  return useCallback(() => {
    rememberWorkspace(workspace.id)
    startTransition(() => router.refresh())
  }, [router, workspace.id])
}

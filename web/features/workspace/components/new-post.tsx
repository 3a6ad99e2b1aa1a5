'use client'
/** Starts a post and goes to it. */
import { Plus } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useRef, useState } from 'react'
import { toast } from 'sonner'
import { can } from '#domain/contract/rights.ts'
import { errorWords } from '#web/api-client.ts'
import { createPost } from '#web/features/posts/api.ts'
import { useConnection } from '#web/realtime/hooks.ts'
import { Button } from '#web/ui/button.tsx'
import { useHere } from '../here.tsx'

/** `start` is null for roles that may not write; `offline` says that it cannot work just now. */
export function useNewPost(): {
  readonly start: (() => void) | null
  readonly busy: boolean
  readonly offline: boolean
} {
  const router = useRouter()
  const { workspace } = useHere()
  const offline = useConnection().state === 'offline'
  const [busy, setBusy] = useState(false)
  const underWay = useRef(false)

  async function create() {
    if (underWay.current) return
    underWay.current = true
    setBusy(true)
    try {
      const post = await createPost({ workspaceId: workspace.id })
      router.push(`/posts/${post.id}`)
    } catch (error) {
      toast.error('Could not start a post', { description: errorWords(error) })
    }
    underWay.current = false
    setBusy(false)
  }

  const allowed = can(workspace.role, 'edit')
  return { start: allowed ? () => void create() : null, busy, offline }
}

export function NewPostButton({ className, words = true }: { readonly className?: string; readonly words?: boolean }) {
  const { start, busy, offline } = useNewPost()
  if (!start) return null
  return (
    <Button
      look="primary"
      icon={!words}
      className={className}
      busy={busy}
      disabled={offline}
      title={offline ? 'Needs a connection' : undefined}
      aria-label={words ? undefined : 'New post'}
      aria-keyshortcuts="c"
      onClick={start}
    >
      {!busy && <Plus aria-hidden />}
      {words && <span>New post</span>}
    </Button>
  )
}

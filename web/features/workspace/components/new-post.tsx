'use client'
/** Starts a post, for everybody here or for oneself alone, and goes to it. */
import { ChevronDown, Lock, Plus, Users } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useRef, useState } from 'react'
import type { PostAccess } from '#domain/contract/inputs/sharing.ts'
import { can } from '#domain/contract/rights.ts'
import { errorWords } from '#web/api-client.ts'
import { createPost } from '#web/features/posts/api.ts'
import { useConnection } from '#web/realtime/hooks.ts'
import { Button } from '#web/ui/button.tsx'
import { classes } from '#web/ui/classes.ts'
import { Kbd } from '#web/ui/kbd.tsx'
import { Menu, MenuItem } from '#web/ui/menu.tsx'
import { toastError } from '#web/ui/toast.ts'
import { useHere } from '../here.tsx'
import styles from './new-post.module.css'

/** `start` is null for roles that may not write; `offline` says that it cannot work just now. */
export function useNewPost(): {
  readonly start: ((access: PostAccess) => void) | null
  readonly busy: boolean
  readonly offline: boolean
} {
  const router = useRouter()
  const { workspace } = useHere()
  const offline = useConnection().state === 'offline'
  const [busy, setBusy] = useState(false)
  const underWay = useRef(false)

  async function create(access: PostAccess) {
    if (underWay.current) return
    underWay.current = true
    setBusy(true)
    try {
      const post = await createPost({ workspaceId: workspace.id, access })
      router.push(`/posts/${post.id}`)
    } catch (error) {
      toastError('Could not start a post', { description: errorWords(error) })
    }
    underWay.current = false
    setBusy(false)
  }

  const allowed = can(workspace.role, 'edit')
  return { start: allowed ? access => void create(access) : null, busy, offline }
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
      onClick={() => start('workspace')}
    >
      {!busy && <Plus aria-hidden />}
      {words && <span>New post</span>}
    </Button>
  )
}

/** The same with a second half beside it: who will see the post, said before it is there. */
export function NewPostChoice({ className }: { readonly className?: string }) {
  const { workspace } = useHere()
  const { start, busy, offline } = useNewPost()
  if (!start) return null
  return (
    <div className={classes(styles.choice, className)}>
      <NewPostButton className={styles.first} />
      <Menu
        align="end"
        trigger={
          <Button
            look="primary"
            icon
            className={styles.more}
            disabled={offline || busy}
            aria-label="Who will see what you begin"
          >
            <ChevronDown aria-hidden />
          </Button>
        }
      >
        <MenuItem
          icon={<Users aria-hidden />}
          hint={`Everybody in ${workspace.name} sees it at once`}
          keys={<Kbd>C</Kbd>}
          onSelect={() => start('workspace')}
        >
          Shared post
        </MenuItem>
        <MenuItem
          icon={<Lock aria-hidden />}
          hint="Only you see it, and whom you name"
          keys={<Kbd>⇧C</Kbd>}
          onSelect={() => start('private')}
        >
          Private post
        </MenuItem>
      </Menu>
    </div>
  )
}

'use client'
/** Says politely when a row in view changes its status by somebody else's hand. */
import { type RefObject, useRef } from 'react'
import type { PostState } from '#domain/contract/post-status.ts'
import { useHere } from '#web/features/workspace/here.tsx'
import { usePostEvents } from '#web/realtime/list-hooks.ts'
import { useAnnouncements } from '#web/ui/live-region.tsx'
import { changeSentence } from '../status.ts'

export function usePostNews(list: RefObject<HTMLElement | null>): void {
  const { user, workspace } = useHere()
  const { say } = useAnnouncements()
  const said = useRef(new Map<string, PostState>())
  usePostEvents(event => {
    const { postId, post } = event
    if (post.workspaceId !== workspace.id || !isStatusChange(event) || said.current.get(postId) === post.state) return
    said.current.set(postId, post.state)
    // What a channel answered is news to everybody; one's own command is not.
    const ownDoing = post.by?.id === user.id && !ANSWERS.has(post.state)
    if (!ownDoing && isInView(list.current, postId)) say(changeSentence(post.title, post.state))
  })
}

const ANSWERS: ReadonlySet<PostState> = new Set(['published', 'failed', 'partly_published', 'unconfirmed'])

function isStatusChange(event: Parameters<Parameters<typeof usePostEvents>[0]>[0]): boolean {
  if (event.type === 'post:created') return false
  return event.type !== 'post:updated' || event.before.state !== event.post.state
}

function isInView(list: HTMLElement | null, postId: string): boolean {
  const row = list?.querySelector(`[data-row="${CSS.escape(postId)}"]`)
  if (!row) return false
  const { top, bottom } = row.getBoundingClientRect()
  return bottom > 0 && top < innerHeight
}

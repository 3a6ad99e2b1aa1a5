'use client'
/** Commands on posts in a view: the post shows where it is going at once, and what the server said when it said it. */
import { useCallback, useMemo, useState } from 'react'
import { toast } from 'sonner'
import type { PostState } from '#domain/contract/post-status.ts'
import { errorWords } from '#web/api-client.ts'
import { useRealtime } from '#web/realtime/hooks.ts'
import type { Realtime } from '#web/realtime/realtime.ts'
import { useAnnouncements } from '#web/ui/live-region.tsx'
import { deletePost, findCurrentPost, type PostAction, runCommand } from './api.ts'
import type { PostRow } from './rows.ts'
import { changeSentence, takenWords, titleWords } from './status.ts'

type Pending = { readonly state: PostState | null; readonly at: string | undefined; readonly rev: number }

export type PostCommands = {
  /** Posts whose own command the feed has not brought yet. */
  readonly pendingById: PendingById
  readonly run: (row: PostRow, action: PostAction) => Promise<boolean>
}

type PendingById = ReadonlyMap<string, Pending>

/** Whether this tab's own command on it is under way, or not in the feed yet. */
export function isPending({ id, rev }: PostRow, pendingById: PendingById): boolean {
  return rev <= (pendingById.get(id)?.rev ?? -1)
}

/** The row as this tab expects it: its own command first, until the feed reaches a newer `rev`. */
export function shownRow(row: PostRow, pendingById: PendingById): PostRow {
  const pending = isPending(row, pendingById) ? pendingById.get(row.id) : undefined
  if (!pending) return row
  const { state, at } = pending
  return { ...row, ...(state !== null && { state }), ...(at !== undefined && { scheduledAt: at }) }
}

export function usePostCommands(): PostCommands {
  const [pendingById, setPending] = useState<ReadonlyMap<string, Pending>>(new Map())
  const realtime = useRealtime()
  const { say } = useAnnouncements()

  const run = useCallback(
    async (row: PostRow, action: PostAction): Promise<boolean> => {
      setPending(before => new Map(before).set(row.id, { state: action.expected, at: action.expectedAt, rev: row.rev }))
      const settle = () => setPending(before => new Map([...before].filter(([id]) => id !== row.id)))
      try {
        if (action.command === 'delete') await putIntoBin(row, realtime, settle)
        else {
          const answer = await runCommand(row.id, action, row.rev)
          realtime.offerPost(answer)
          if (answer.state !== row.state) say(changeSentence(row.title, answer.state))
        }
        if (action.command === 'look-up') settle()
        return true
      } catch (error) {
        settle()
        toast.error(`Nothing changed: ${titleWords(row.title)}`, { description: await whyNot(error, realtime) })
        return false
      }
    },
    [realtime, say],
  )
  return useMemo(() => ({ pendingById, run }), [pendingById, run])
}

async function putIntoBin(row: PostRow, realtime: Realtime, settle: () => void): Promise<void> {
  await deletePost(row.id, row.rev)
  const takeBack = async () => {
    try {
      realtime.offerPost(await runCommand(row.id, { command: 'restore' }, row.rev + 1))
      settle()
    } catch (error) {
      toast.error(`${titleWords(row.title)} stays in the bin`, { description: await whyNot(error, realtime) })
    }
  }
  toast(`${titleWords(row.title)} is in the bin`, { action: { label: 'Undo', onClick: () => void takeBack() } })
}

/** The feed names who was faster; it comes within this time or it is not waited for. */
const NAME_WITHIN_MS = 600

async function whyNot(error: unknown, realtime: Realtime): Promise<string> {
  const current = findCurrentPost(error)
  if (!current) return errorWords(error)
  realtime.offerPost(current)
  // The server's own sentence: too late, and what can be done.
  if (current.state === 'publishing') return errorWords(error)
  const { by = null } = (await whenKnown(realtime, current.id, current.rev)) ?? {}
  return takenWords(by?.name ?? null, current)
}

function whenKnown({ posts }: Realtime, id: string, rev: number) {
  const find = () => {
    const post = posts.get().posts.get(id)
    return post && post.rev >= rev && post.by ? post : undefined
  }
  return new Promise<ReturnType<typeof find>>(resolve => {
    const end = () => {
      clearTimeout(timer)
      unsubscribe()
      resolve(find())
    }
    const timer = setTimeout(end, NAME_WITHIN_MS)
    const unsubscribe = posts.subscribe(() => find() && end())
    if (find()) end()
  })
}

'use client'
/** Commands on posts in a view: the post shows where it is going at once, and what the server said when it said it. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { PostState } from '#domain/contract/post-status.ts'
import { errorWords } from '#web/api-client.ts'
import { useHere } from '#web/features/workspace/here.tsx'
import { unlessDone } from '#web/may-be-done.ts'
import { useRealtime } from '#web/realtime/hooks.ts'
import type { Realtime } from '#web/realtime/realtime.ts'
import { useAnnouncements } from '#web/ui/live-region.tsx'
import { presentMs } from '#web/ui/present.ts'
import { dismissToast, toast, toastError } from '#web/ui/toast.ts'
import { deletePost, findCurrentPost, type PostAction, runCommand } from './api.ts'
import { takenWords } from './row-words.ts'
import type { PostRow } from './rows.ts'
import { changeSentence, postStatus, titleWords } from './status.ts'
import { undoOf } from './undo.ts'

type Pending = { readonly state: PostState | null; readonly at: string | undefined; readonly rev: number }

export type PostCommands = {
  /** Posts whose own command the feed has not brought yet. */
  readonly pendingById: PendingById
  /** Each of them with its own `rev`; what could be taken back is offered once for all. */
  readonly run: (rows: readonly PostRow[], action: PostAction) => Promise<void>
  /** Takes back what was given last, while it is as it was left. */
  readonly undo: () => void
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

/** A command that leads back, for the post as the command before left it. */
type Undo = { readonly row: PostRow; readonly action: PostAction }

const UNDO_ID = 'undo'

export function usePostCommands(): PostCommands {
  const [pendingById, setPending] = useState<ReadonlyMap<string, Pending>>(new Map())
  const realtime = useRealtime()
  const { role } = useHere().workspace
  const { say } = useAnnouncements()
  const last = useRef<readonly Undo[]>([])

  /** @returns the post as the answer leaves it; null when nothing was done */
  const give = useCallback(
    async (row: PostRow, action: PostAction): Promise<PostRow | null> => {
      setPending(before => new Map(before).set(row.id, { state: action.expected, at: action.expectedAt, rev: row.rev }))
      const settle = () => setPending(before => new Map([...before].filter(([id]) => id !== row.id)))
      try {
        if (action.command === 'delete') {
          await deletePost(row.id, row.rev)
          return { ...row, state: 'deleted', rev: row.rev + 1 }
        }
        const answer = await runCommand(row.id, action, row.rev)
        realtime.offerPost(answer)
        if (action.command === 'look-up' || row.state === 'deleted') settle()
        return { ...row, ...answer }
      } catch (error) {
        settle()
        const words = unlessDone('Nothing changed', error)
        toastError(`${words}: ${titleWords(row.title)}`, { description: await whyNot(error, realtime) })
        return null
      }
    },
    [realtime],
  )

  const undoNow = useRef(() => {})
  const offer = useCallback((undos: readonly Undo[]) => {
    last.current = undos
    const words = undoWords(undos.map(({ row }) => row))
    if (words === null) dismissToast(UNDO_ID)
    else toast(words, { id: UNDO_ID, action: { label: 'Undo', onClick: () => undoNow.current() } })
  }, [])

  // What somebody has done since is theirs: the offer, and what it says of the post, is over.
  useEffect(
    () =>
      realtime.posts.subscribe(() => {
        const { posts } = realtime.posts.get()
        const still = last.current.filter(({ row }) => (posts.get(row.id)?.rev ?? row.rev) <= row.rev)
        if (still.length < last.current.length) offer(still)
      }),
    [realtime, offer],
  )

  const undo = useCallback(() => {
    const undos = last.current
    last.current = []
    if (undos.length === 0) return
    dismissToast(UNDO_ID)
    void Promise.all(undos.map(({ row, action }) => give(row, action))).then(done => {
      const back = done.filter(row => row !== null)
      if (back.length > 0) say(`Taken back: ${back.map(({ title }) => titleWords(title)).join(', ')}`)
    })
  }, [give, say])

  undoNow.current = undo

  const run = useCallback(
    async (rows: readonly PostRow[], action: PostAction) => {
      const done = await Promise.all(rows.map(async row => ({ row, after: await give(row, action) })))
      for (const { row, after } of done) {
        if (after && after.state !== row.state && after.state !== 'deleted') say(changeSentence(row.title, after.state))
      }
      const undos = done.flatMap(({ row, after }) => {
        const back = after && undoOf(row, action, after, role, presentMs())
        return back ? [{ row: after, action: back }] : []
      })
      offer(undos)
    },
    [give, offer, role, say],
  )
  return useMemo(() => ({ pendingById, run, undo }), [pendingById, run, undo])
}

function undoWords([first, ...more]: readonly PostRow[]): string | null {
  if (!first) return null
  const { title, state } = first
  if (more.length > 0) return `${more.length + 1} posts are ${whereWords(state)}`
  return `${titleWords(title)} is ${whereWords(state)}`
}

function whereWords(state: PostState): string {
  return state === 'deleted' ? 'in the bin' : `now ${postStatus(state).word.toLowerCase()}`
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

'use client'
/** Commands on rows: the row shows where it is going at once, and what the server said when it said it. */
import { useCallback, useState } from 'react'
import { toast } from 'sonner'
import type { PostState } from '#domain/contract/post-status.ts'
import { ApiError, errorWords } from '#web/api-client.ts'
import { useOfferPost } from '#web/realtime/hooks.ts'
import { deletePost, runCommand } from './api.ts'
import type { Offer } from './commands.ts'
import type { PostRow } from './rows.ts'
import { titleWords } from './status.ts'

type Pending = { readonly state: PostState; readonly rev: number }

type RowCommands = {
  /** The row as this tab expects it: its own command first, until the feed reaches a newer `rev`. */
  readonly shown: (row: PostRow) => PostRow & { readonly pending: boolean }
  readonly run: (row: PostRow, offer: Offer) => void
}

export function useRowCommands(): RowCommands {
  const [pendingById, setPending] = useState<ReadonlyMap<string, Pending>>(new Map())
  const offerPost = useOfferPost()

  const settle = useCallback((id: string) => {
    setPending(before => new Map([...before].filter(([key]) => key !== id)))
  }, [])

  async function send(row: PostRow, { command, expected }: Offer) {
    setPending(before => new Map(before).set(row.id, { state: expected, rev: row.rev }))
    try {
      if (command === 'delete') await bin(row)
      else offerPost(await runCommand(row.id, command, row.rev))
    } catch (error) {
      settle(row.id)
      toast.error(`Nothing changed: ${titleWords(row.title)}`, { description: whyNot(error) })
    }
  }

  async function bin(row: PostRow) {
    await deletePost(row.id, row.rev)
    toast(`${titleWords(row.title)} is in the bin`, {
      action: { label: 'Undo', onClick: () => void takeBack(row) },
    })
  }

  async function takeBack(row: PostRow) {
    try {
      offerPost(await runCommand(row.id, 'restore', row.rev + 1))
      settle(row.id)
    } catch (error) {
      toast.error(`${titleWords(row.title)} stays in the bin`, { description: whyNot(error) })
    }
  }

  return {
    shown: row => {
      const pending = pendingById.get(row.id)
      if (!pending || row.rev > pending.rev) return { ...row, pending: false }
      return { ...row, state: pending.state, pending: true }
    },
    run: (row, offer) => void send(row, offer),
  }
}

function whyNot(error: unknown): string {
  if (error instanceof ApiError && error.code === 'rev_conflict')
    return 'Somebody was faster. See its present status and decide again.'
  return errorWords(error)
}

'use client'
/** The text that was frozen last, beside the draft: what was approved, what goes out, what is out, and how far the draft is ahead. */
import type { Editor } from '@tiptap/react'
import { useEffect, useMemo, useState } from 'react'
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import type { PostCommand, PostState } from '#domain/contract/post-status.ts'
import type { Role } from '#domain/contract/rights.ts'
import type { Difference } from '#domain/text/difference.ts'
import type { JsonNode } from '#domain/text/document.ts'
import type { Fields } from '#domain/text/post-fields.ts'
import { offerOf } from '#web/features/posts/offer.ts'
import type { PostCommands } from './commands.ts'
import { type FieldChange, fieldChanges } from './field-changes.ts'
import type { EditorChannel } from './load.ts'

export type PinnedText = {
  readonly version: number
  readonly contentHash: string
  readonly content: JsonNode
  /** What was frozen beside it. */
  readonly fields: Fields
  /** When it was approved; of what is out, when the post went out first. */
  readonly at: string
  /** Whether this text was approved, and that still counts. */
  readonly approved: boolean
}

/** States in which something else than the draft is what counts. */
const PINNED: ReadonlySet<PostState> = new Set(['approved', 'scheduled', 'published', 'partly_published'])

/** Asked again with each rev: a command may have frozen another text. */
export function usePinnedText(postId: string, post: FeedPost): PinnedText | null {
  const [pinned, setPinned] = useState<PinnedText | null>(null)
  const { rev, state } = post
  // biome-ignore lint/correctness/useExhaustiveDependencies: rev says that the frozen text may be another one
  useEffect(() => {
    if (!PINNED.has(state)) return setPinned(null)
    const stop = new AbortController()
    const find = async () => (await import('./find-pinned.ts')).findPinned(postId, state, stop.signal)
    find().then(setPinned, () => {
      // Without an answer nothing is claimed about the draft; the next change of the post asks again.
      if (!stop.signal.aborted) setPinned(null)
    })
    return () => stop.abort()
  }, [postId, rev, state])
  return pinned
}

export type Ahead = {
  /** Of the text and of what stands beside it. */
  readonly changes: number
  readonly differences: readonly Difference[]
  readonly beside: readonly FieldChange[]
}

/** People stop for as long before they look up. */
const REST_MS = 500

/** How the text in the editor differs from the pinned one; null while it does not, or is not known. */
export function useAhead(
  editor: Editor | null,
  pinned: PinnedText | null,
  fields: Fields,
  channels: readonly EditorChannel[],
): Ahead | null {
  const [differences, setDifferences] = useState<readonly Difference[] | null>(null)
  useEffect(() => {
    setDifferences(null)
    if (!editor || !pinned) return
    let timer: ReturnType<typeof setTimeout>
    let isWanted = true
    const look = async () => {
      const { differencesOf } = await import('#domain/text/difference.ts')
      if (!isWanted || editor.isDestroyed) return
      setDifferences(differencesOf(pinned.content, editor.getJSON() as JsonNode))
    }
    const plan = () => {
      clearTimeout(timer)
      timer = setTimeout(() => void look().catch(() => setDifferences(null)), REST_MS)
    }
    plan()
    editor.on('update', plan)
    return () => {
      isWanted = false
      clearTimeout(timer)
      editor.off('update', plan)
    }
  }, [editor, pinned])
  return useMemo(() => {
    if (!pinned || !differences) return null
    const beside = fieldChanges(pinned.fields, fields, channels)
    const changes = differences.filter(({ kind }) => kind !== 'same').length + beside.length
    return changes > 0 ? { changes, differences, beside } : null
  }, [pinned, differences, fields, channels])
}

/** How the frozen text is called in a sentence. */
export function calledOf(state: PostState): string {
  switch (state) {
    case 'approved':
      return 'the approved text'
    case 'scheduled':
      return 'the text that goes out'
    default:
      return 'the published text'
  }
}

/**
 * How the draft takes the place of the frozen text. What was approved and is on the schedule is not replaced without a
 * new approval: it comes off the schedule first.
 */
export function updateOf(
  post: FeedPost,
  pinned: PinnedText | null,
  role: Role,
  run: PostCommands['run'],
  openPanel: () => void,
): { readonly word: string; readonly run: () => void } | null {
  const may = (command: PostCommand) => offerOf(command, post.state, role).as === 'open'
  switch (post.state) {
    case 'approved':
      return may('approve') ? { word: 'Approve this text', run: () => void run('approve') } : null
    case 'scheduled': {
      const { scheduledAt, timeZone, deliveries = [] } = post
      if (!may('schedule') || !scheduledAt || !timeZone || pinned?.approved !== false) return null
      const channelIds = deliveries.filter(({ state }) => state === 'queued').map(({ channelId }) => channelId)
      if (channelIds.length === 0) return null
      return {
        word: 'Update what goes out',
        run: () => void run('schedule', { at: scheduledAt, timeZone, channelIds }),
      }
    }
    case 'published':
    case 'partly_published':
      return may('publish') ? { word: 'Update what is out…', run: openPanel } : null
    default:
      return null
  }
}

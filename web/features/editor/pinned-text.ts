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
import { apiFetch } from '#web/api-client.ts'
import { isRecord } from '#web/features/posts/answer.ts'
import { offerOf } from '#web/features/posts/offer.ts'
import type { PostCommands } from './commands.ts'
import { type FieldChange, fieldChanges } from './field-changes.ts'
import { findFrozen } from './frozen-text.ts'
import type { EditorChannel } from './load.ts'

export type PinnedText = {
  readonly version: number
  readonly contentHash: string
  readonly content: JsonNode
  /** What was frozen beside it. */
  readonly fields: Fields
  /** When it was frozen. */
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
    findPinned(postId, stop.signal).then(setPinned, () => {
      // Without an answer nothing is claimed about the draft; the next change of the post asks again.
      if (!stop.signal.aborted) setPinned(null)
    })
    return () => stop.abort()
  }, [postId, rev, state])
  return pinned
}

async function findPinned(postId: string, signal: AbortSignal): Promise<PinnedText | null> {
  const url = `/api/v1/posts/${encodeURIComponent(postId)}`
  const frozen = await findFrozen(postId, signal)
  if (!frozen) return null
  const [version, post] = await Promise.all([
    apiFetch(`${url}/versions/${frozen.number}`, { signal }),
    apiFetch(url, { signal }),
  ])
  if (!isRecord(version) || !isDocument(version.content) || !isRecord(version.fields)) return null
  const { content, fields } = version
  const approval = isRecord(post) && isRecord(post.approval) ? post.approval : null
  return {
    version: frozen.number,
    contentHash: frozen.contentHash,
    content,
    fields,
    at: frozen.createdAt,
    approved: approval?.version === frozen.number,
  }
}

function isDocument(value: unknown): value is JsonNode {
  return isRecord(value) && value.type === 'doc'
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

/** Brings a frozen text back as an edit by this person. @throws {ApiError} */
export async function restoreVersion(postId: string, version: number): Promise<void> {
  await apiFetch(`/api/v1/posts/${encodeURIComponent(postId)}/versions/${version}/restore`, { method: 'POST' })
}

/** Puts a whole text in place and what stood beside it where that differs, as an edit by this person: how going back is undone. @throws {ApiError} */
export async function putText(
  postId: string,
  content: JsonNode,
  beside: Readonly<Record<string, unknown>> | null,
): Promise<void> {
  const url = `/api/v1/posts/${encodeURIComponent(postId)}`
  await apiFetch(`${url}/content?format=json`, { method: 'PUT', body: content })
  if (beside) await apiFetch(`${url}/fields`, { method: 'PATCH', body: beside })
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
      return may('publish') ? { word: 'Update the site…', run: openPanel } : null
    default:
      return null
  }
}

/**
 * Reads what our own server put on the wire, without a schema library: these pages load on phones, and the writer of a
 * feed has checked it already. What is not as it should be is left out; the rest of the feed lives on.
 */
import type { FeedNotification, FeedPost } from '#domain/contract/feed-shape.ts'
import { POST_STATES } from '#domain/contract/post-status.ts'
import type { ProofVerdict, SaveTrouble, ServerNote } from '#domain/contract/stateless.ts'

type Entry = Record<string, unknown>

const STATES: ReadonlySet<unknown> = new Set(POST_STATES)
const TROUBLES: Record<SaveTrouble, true> = {
  storage_unavailable: true,
  disk_full: true,
  too_large: true,
  rate_limited: true,
}
const NO_TYPISTS: readonly string[] = []
const VERDICTS: Record<ProofVerdict, true> = { same: true, different: true, not_comparable: true }

export function parseFeedPost(value: unknown): FeedPost | null {
  if (!isEntry(value) || !STATES.has(value.state) || !Number.isInteger(value.rev)) return null
  return hasTexts(value, 'workspaceId', 'title', 'at') ? (value as FeedPost) : null
}

export function parseFeedNotification(value: unknown): FeedNotification | null {
  if (!isEntry(value) || !Array.isArray(value.actors) || !Number.isInteger(value.count) || !Number.isInteger(value.rev))
    return null
  return hasTexts(value, 'kind', 'severity', 'title', 'at') ? (value as FeedNotification) : null
}

/** The list itself: whoever shows it sees by that whether it has changed. */
export function parseTypists(value: unknown): readonly string[] {
  return Array.isArray(value) && value.every(id => typeof id === 'string') ? value : NO_TYPISTS
}

export function parseUnread(value: unknown): number {
  return typeof value === 'number' && value > 0 ? Math.floor(value) : 0
}

/** What pages are made for, as one word to compare: which workspaces, what one may do there, what they have decided. */
export function standingOf({ roles, settings }: Readonly<Record<string, unknown>>): string {
  return JSON.stringify([roles, settings])
}

export type Lists = Readonly<Record<string, unknown>>

export function parseLists({ lists }: Entry): Lists {
  return isEntry(lists) ? lists : {}
}

/** @param payload of a stateless message; null for what this page does not know */
export function parseServerNote(payload: string): ServerNote | null {
  const note = parseJson(payload)
  if (!isEntry(note)) return null
  switch (note.type) {
    case 'save_resumed':
    case 'editor_outdated':
    case 'moments_named':
      return { type: note.type }
    case 'save_trouble':
      return isKeyOf(TROUBLES, note.reason) ? { type: 'save_trouble', reason: note.reason } : null
    case 'content_verdict':
      return isKeyOf(VERDICTS, note.verdict) && typeof note.hash === 'string'
        ? { type: 'content_verdict', verdict: note.verdict, hash: note.hash }
        : null
    case 'access_changed':
      return hasTexts(note, 'by', 'at') && typeof note.closes === 'boolean' ? (note as ServerNote) : null
    case 'people_here':
      return typeof note.count === 'number' ? { type: 'people_here', count: note.count } : null
    default:
      return null
  }
}

function isKeyOf<Key extends string>(table: Record<Key, true>, value: unknown): value is Key {
  return typeof value === 'string' && Object.hasOwn(table, value)
}

function hasTexts(entry: Entry, ...names: readonly string[]): boolean {
  return names.every(name => typeof entry[name] === 'string')
}

function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

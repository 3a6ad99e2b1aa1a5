/** The history of a post, as the HTTP API has it. */
import type { FeedPerson } from '#domain/contract/feed-shape.ts'
import type { Edit, Known } from '#domain/text/authorship.ts'
import type { Beginning } from '#domain/text/replay.ts'
import { apiFetch } from '#web/api-client.ts'
import { isRecord } from '#web/features/posts/answer.ts'

type HistoryPage = {
  readonly edits: readonly Edit[]
  readonly people: readonly FeedPerson[]
  /** Where the next page begins; null when there is none now. */
  readonly next: string | null
}

/** A frozen text, by the last row that is in it. */
export type FrozenMark = {
  readonly seq: number
  readonly version: number
  readonly reason: 'approve' | 'schedule' | 'publish'
  readonly contentHash: string
  readonly createdAt: string
}

/** A moment that somebody gave a name, by the row that ends it. */
export type NamedMoment = { readonly seq: number; readonly name: string; readonly at: string }

const urlOf = (postId: string) => `/api/v1/posts/${encodeURIComponent(postId)}`

/** @param after number of the last row that is known @throws {ApiError} */
export async function fetchHistory(postId: string, after: string, signal: AbortSignal): Promise<HistoryPage> {
  const answer = await apiFetch(`${urlOf(postId)}/replay?cursor=${after}`, { signal })
  if (!isRecord(answer) || !Array.isArray(answer.items)) return { edits: [], people: [], next: null }
  return {
    edits: answer.items.flatMap(toEdit),
    people: Array.isArray(answer.people) ? answer.people.flatMap(toPerson) : [],
    next: typeof answer.nextCursor === 'string' ? answer.nextCursor : null,
  }
}

type Stage = { readonly beginning: Beginning | null; readonly people: readonly FeedPerson[] }

/**
 * Where to enter the history: some thousand rows before that one, or before its end; null is its first row.
 * @throws {ApiError}
 */
export async function fetchStage(postId: string, before: number | null, signal: AbortSignal): Promise<Stage> {
  const query = before === null ? '' : `?before=${before}`
  const answer = await apiFetch(`${urlOf(postId)}/replay/stage${query}`, { signal })
  if (!isRecord(answer) || !isRecord(answer.stage)) return { beginning: null, people: [] }
  const { seq, at, state, origins } = answer.stage
  const people = Array.isArray(answer.people) ? answer.people.flatMap(toPerson) : []
  if (typeof seq !== 'number' || typeof at !== 'string' || typeof state !== 'string' || !Array.isArray(origins))
    return { beginning: null, people }
  return { beginning: { seq, at, state: toBytes(state), known: origins.flatMap(toKnown) }, people }
}

/** @throws {ApiError} */
export async function fetchFrozenMarks(postId: string, signal: AbortSignal): Promise<readonly FrozenMark[]> {
  const answer = await apiFetch(`${urlOf(postId)}/versions`, { signal })
  return isRecord(answer) && Array.isArray(answer.items) ? answer.items.flatMap(toMark) : []
}

/** Numbers of the rows with which an earlier text came back: the newest of them. @throws {ApiError} */
export async function fetchRestoring(postId: string, signal: AbortSignal): Promise<ReadonlySet<number>> {
  const answer = await apiFetch(`${urlOf(postId)}/activity?kind=moment_restored,version_restored&limit=100`, { signal })
  const items: readonly unknown[] = isRecord(answer) && Array.isArray(answer.items) ? answer.items : []
  return new Set(
    items.flatMap(item => {
      const seq = isRecord(item) && isRecord(item.data) ? item.data.seq : null
      return typeof seq === 'number' ? [seq] : []
    }),
  )
}

/** Moments with a name, oldest first. @throws {ApiError} */
export async function fetchNamed(postId: string, signal: AbortSignal): Promise<readonly NamedMoment[]> {
  const answer = await apiFetch(`${urlOf(postId)}/named-moments`, { signal })
  return isRecord(answer) && Array.isArray(answer.items) ? answer.items.flatMap(toNamed) : []
}

/** Gives the moment that ends with that row a name, or another one. @throws {ApiError} */
export async function nameMoment(postId: string, seq: number, name: string): Promise<void> {
  await apiFetch(`${urlOf(postId)}/named-moments/${seq}`, { method: 'PUT', body: { name } })
}

/** @throws {ApiError} */
export async function unnameMoment(postId: string, seq: number): Promise<void> {
  await apiFetch(`${urlOf(postId)}/named-moments/${seq}`, { method: 'DELETE' })
}

function toEdit(item: unknown): Edit[] {
  if (!isRecord(item)) return []
  const { seq, by, at, update } = item
  if (typeof seq !== 'number' || typeof by !== 'string' || typeof at !== 'string' || typeof update !== 'string')
    return []
  return [{ seq, by, at, update: toBytes(update) }]
}

function toBytes(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), letter => letter.charCodeAt(0))
}

function toKnown(item: unknown): Known[] {
  if (!isRecord(item)) return []
  const { client, start, end, seq, by, at } = item
  if (typeof client !== 'number' || typeof start !== 'number' || typeof end !== 'number') return []
  return typeof seq === 'number' && typeof by === 'string' && typeof at === 'string'
    ? [{ client, start, end, seq, by, at }]
    : []
}

function toPerson(item: unknown): FeedPerson[] {
  if (!isRecord(item)) return []
  const { id, name, color } = item
  return typeof id === 'string' && typeof name === 'string' && typeof color === 'number' ? [{ id, name, color }] : []
}

function toNamed(item: unknown): NamedMoment[] {
  if (!isRecord(item)) return []
  const { seq, name, at } = item
  return typeof seq === 'number' && typeof name === 'string' && typeof at === 'string' ? [{ seq, name, at }] : []
}

function toMark(item: unknown): FrozenMark[] {
  if (!isRecord(item)) return []
  const { logSeq: seq, number: version, reason, contentHash, createdAt } = item
  if (typeof seq !== 'number' || typeof version !== 'number' || typeof contentHash !== 'string') return []
  if (typeof createdAt !== 'string' || (reason !== 'approve' && reason !== 'schedule' && reason !== 'publish'))
    return []
  return [{ seq, version, reason, contentHash, createdAt }]
}

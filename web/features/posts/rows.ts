/** Which posts a view shows, and in which order. Pure; the feed goes in, rows come out. */
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import type { PostState } from '#domain/contract/post-status.ts'
import { tagId } from '#domain/text/post-fields.ts'
import type { GlyphName, Tone } from '#web/ui/status-glyph.tsx'
import { postStatus, type StatusLook, titleWords } from './status.ts'

export type PostRow = FeedPost & { readonly id: string }

/** Groups to filter by and columns of the board, what needs somebody first. */
export const GROUPS = [
  {
    key: 'attention',
    word: 'Needs attention',
    glyph: 'failed',
    tone: 'failed',
    states: ['failed', 'partly_published', 'unconfirmed'],
  },
  { key: 'publishing', ...look('publishing'), states: ['publishing'] },
  { key: 'scheduled', ...look('scheduled'), states: ['scheduled'] },
  { key: 'review', ...look('in_review'), states: ['in_review'] },
  { key: 'approved', ...look('approved'), states: ['approved'] },
  { key: 'draft', ...look('draft'), states: ['draft'] },
  { key: 'published', ...look('published'), states: ['published'] },
  { key: 'archived', ...look('archived'), states: ['archived'] },
] as const satisfies readonly {
  key: string
  word: string
  glyph: GlyphName
  tone: Tone
  states: readonly PostState[]
}[]

export type Group = (typeof GROUPS)[number]
export type GroupKey = Group['key']

export const SORTS = ['changed', 'oldest', 'planned', 'title'] as const
export type SortKey = (typeof SORTS)[number]

/** A scheduled post that has not begun to go out this long after its time needs somebody. */
const OVERDUE_MS = 60_000

function look<State extends PostState>(state: State) {
  return postStatus(state)
}

/** Its time has passed: held because nothing ran then, or not begun for whatever reason. */
export function isOverdue({ state, scheduledAt, heldAt }: FeedPost, nowMs: number): boolean {
  if (state === 'scheduled' && heldAt !== undefined) return true
  return state === 'scheduled' && scheduledAt !== undefined && Date.parse(scheduledAt) + OVERDUE_MS < nowMs
}

/** How lists call a post: what has missed its time is not simply scheduled. SPEC FD352. */
export function rowStatus(post: FeedPost, nowMs: number): StatusLook {
  const look = postStatus(post.state)
  return isOverdue(post, nowMs) ? { ...look, tone: 'warn', word: post.heldAt ? 'Held' : 'Late' } : look
}

/**
 * The one group a post is in; null for the bin.
 * @param nowMs 0 where the time is not known yet: then nothing is overdue
 */
export function groupOf(post: FeedPost, nowMs: number): GroupKey | null {
  if (isOverdue(post, nowMs)) return 'attention'
  return GROUPS.find(({ states }) => includes(states, post.state))?.key ?? null
}

/** Posts of one workspace, the newest change first; those in the bin are gone. */
export function rowsOf(posts: ReadonlyMap<string, FeedPost>, workspaceId: string): readonly PostRow[] {
  const rows: PostRow[] = []
  for (const [id, post] of posts)
    if (post.workspaceId === workspaceId && post.deleted !== true && post.state !== 'deleted')
      rows.push(toRow(id, post))
  return rows.sort(byChange)
}

const rowByPost = new WeakMap<FeedPost, PostRow>()

/** The same row for the same entry, so that what did not change is not drawn again. */
function toRow(id: string, post: FeedPost): PostRow {
  const known = rowByPost.get(post)
  if (known) return known
  const row = { ...post, id }
  rowByPost.set(post, row)
  return row
}

function byChange(a: PostRow, b: PostRow): number {
  // ISO times of one form: their texts are in the order of their moments.
  return a.at === b.at ? (a.id < b.id ? 1 : -1) : a.at < b.at ? 1 : -1
}

/** @param rows the newest change first */
export function sortRows(rows: readonly PostRow[], sort: SortKey): readonly PostRow[] {
  switch (sort) {
    case 'changed':
      return rows
    case 'oldest':
      return rows.toReversed()
    case 'planned':
      return rows.toSorted((a, b) => (a.scheduledAt ?? 'z').localeCompare(b.scheduledAt ?? 'z'))
    case 'title':
      return rows.toSorted((a, b) => titleWords(a.title).localeCompare(titleWords(b.title)))
  }
}

function includes(states: readonly PostState[], state: PostState): boolean {
  return states.includes(state)
}

export type GroupCount = { readonly key: GroupKey; readonly count: number }

/** How many rows each group holds; groups without any are left out. */
export function countGroups(rows: readonly PostRow[], nowMs: number): readonly GroupCount[] {
  const counts = new Map<GroupKey, number>()
  for (const row of rows) {
    const key = groupOf(row, nowMs)
    if (key) counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return GROUPS.flatMap(({ key }) => {
    const count = counts.get(key) ?? 0
    return count > 0 ? [{ key, count }] : []
  })
}

export type Choice = { readonly id: string; readonly name: string }

/** People, channels and tags that rows name, by name: what can be filtered by. */
export function choicesIn(rows: readonly PostRow[]): {
  readonly people: readonly Choice[]
  readonly channels: readonly Choice[]
  readonly tags: readonly Choice[]
} {
  const people = new Map<string, Choice>()
  const channels = new Map<string, Choice>()
  const tags = new Map<string, Choice>()
  for (const { by, deliveries, tags: own } of rows) {
    for (const tag of own ?? []) tags.set(tagId(tag), { id: tag, name: tag })
    if (by) people.set(by.id, { id: by.id, name: by.name })
    for (const { channelId, name } of deliveries ?? []) channels.set(channelId, { id: channelId, name })
  }
  const byName = (a: Choice, b: Choice) => a.name.localeCompare(b.name)
  return {
    people: [...people.values()].sort(byName),
    channels: [...channels.values()].sort(byName),
    tags: [...tags.values()].sort(byName),
  }
}

/** Order to show while rows are under the hand: those keep their place, the others go where they are wanted. */
export function heldOrder(
  before: readonly string[],
  wanted: readonly string[],
  held: ReadonlySet<string>,
): readonly string[] {
  if (held.size === 0) return wanted
  const isWanted = new Set(wanted)
  const still = before.filter(id => held.has(id) && isWanted.has(id))
  const isStill = new Set(still)
  const order = wanted.filter(id => !isStill.has(id))
  for (const id of still) order.splice(before.indexOf(id), 0, id)
  return order
}

/** Which posts a list shows, and in which order. Pure; the feed goes in, rows come out. */
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import type { PostState } from '#domain/contract/post-status.ts'
import type { GlyphName, Tone } from '#web/ui/status-glyph.tsx'
import { postStatus, titleWords } from './status.ts'

export type PostRow = FeedPost & { readonly id: string }

/** Groups to filter by, what needs somebody first. */
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

export type GroupKey = (typeof GROUPS)[number]['key']
export type Filter = { readonly words: string; readonly group: GroupKey | null }

function look<State extends PostState>(state: State) {
  return postStatus(state)
}

export function parseGroup(value: string | null): GroupKey | null {
  return GROUPS.find(({ key }) => key === value)?.key ?? null
}

/** Posts of one workspace, the newest change first; those in the bin are gone. */
export function rowsOf(posts: ReadonlyMap<string, FeedPost>, workspaceId: string): readonly PostRow[] {
  return [...posts]
    .filter(([, post]) => post.workspaceId === workspaceId && post.deleted !== true && post.state !== 'deleted')
    .map(([id, post]) => ({ ...post, id }))
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at) || (a.id < b.id ? 1 : -1))
}

/** Every word must be in the title or be the name of the author; archived posts show only when asked for. */
export function matches(row: PostRow, { words, group }: Filter): boolean {
  const states = GROUPS.find(({ key }) => key === group)?.states
  if (states ? !includes(states, row.state) : row.state === 'archived') return false
  const haystack = fold(`${titleWords(row.title)} ${row.by?.name ?? ''} ${postStatus(row.state).word}`)
  return fold(words)
    .split(/\s+/)
    .every(word => haystack.includes(word))
}

function includes(states: readonly PostState[], state: PostState): boolean {
  return states.includes(state)
}

/** Without case and accents, so that `tomas` finds Tomás. */
function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase().trim()
}

export type GroupCount = { readonly key: GroupKey; readonly count: number }

/** How many rows each group holds; groups without any are left out. */
export function countGroups(rows: readonly PostRow[]): readonly GroupCount[] {
  return GROUPS.map(({ key, states }) => ({
    key,
    count: rows.filter(row => includes(states, row.state)).length,
  })).filter(({ count }) => count > 0)
}

/** Order to show while rows are under the hand: those keep their place, the others go where they are wanted. */
export function heldOrder(
  before: readonly string[],
  wanted: readonly string[],
  held: ReadonlySet<string>,
): readonly string[] {
  const still = before.filter(id => held.has(id) && wanted.includes(id))
  const order = wanted.filter(id => !still.includes(id))
  for (const id of still) order.splice(before.indexOf(id), 0, id)
  return order
}

/**
 * The board, pure: its columns, which post stands in which, and what holds still. A post under the hand keeps its column
 * and its place until it is let go; everything else goes where it belongs.
 */
import { GROUPS, type Group, type GroupKey, groupOf, heldOrder, type PostRow } from './rows.ts'

export type ColumnKey = Exclude<GroupKey, 'archived'>
export type Column = Extract<Group, { key: ColumnKey }>

/** In the order of a post's life; what needs somebody stands at the end, pinned. */
const LIFE: readonly ColumnKey[] = ['draft', 'review', 'approved', 'scheduled', 'publishing', 'published', 'attention']

export const COLUMNS: readonly Column[] = LIFE.flatMap(key =>
  GROUPS.filter((group): group is Column => group.key === key),
)
/** For one list under each other: what needs somebody first. */
export const URGENCY: readonly Column[] = GROUPS.filter((group): group is Column => group.key !== 'archived')

export function columnOf(row: PostRow, nowMs: number): ColumnKey | null {
  const group = groupOf(row, nowMs)
  return group === 'archived' ? null : group
}

/** Ids by column, in the order shown. */
export type Placement = Readonly<Record<ColumnKey, readonly string[]>>

export const NOWHERE: Placement = {
  draft: [],
  review: [],
  approved: [],
  scheduled: [],
  publishing: [],
  published: [],
  attention: [],
}

/** @param rows in the order of the view; the schedule's column is always in the order of its times */
export function placeRows(rows: readonly PostRow[], nowMs: number): Placement {
  const placed: Record<ColumnKey, PostRow[]> = {
    draft: [],
    review: [],
    approved: [],
    scheduled: [],
    publishing: [],
    published: [],
    attention: [],
  }
  for (const row of rows) {
    const column = columnOf(row, nowMs)
    if (column) placed[column].push(row)
  }
  placed.scheduled.sort((a, b) => (a.scheduledAt ?? '').localeCompare(b.scheduledAt ?? ''))
  return mapPlacement(key => placed[key].map(({ id }) => id))
}

/** What to show of `wanted` while `held` posts stay where they were `before`. */
export function holdPlacement(before: Placement, wanted: Placement, held: ReadonlySet<string>): Placement {
  if (held.size === 0) return wanted
  return mapPlacement(key => {
    const stays = before[key].filter(id => held.has(id))
    const others = wanted[key].filter(id => !held.has(id) || !isIn(before, id))
    return heldOrder(before[key], [...others, ...stays], new Set(stays))
  })
}

export type Moved = { readonly id: string; readonly from: ColumnKey; readonly to: ColumnKey; readonly index: number }

/** Posts that stand in another column than before; what comes or goes is no move. */
export function findMoves(before: Placement, after: Placement): readonly Moved[] {
  const placeBefore = new Map<string, { from: ColumnKey; index: number }>()
  for (const { key } of COLUMNS) {
    for (const [index, id] of before[key].entries()) placeBefore.set(id, { from: key, index })
  }
  return COLUMNS.flatMap(({ key: to }) =>
    after[to].flatMap(id => {
      const was = placeBefore.get(id)
      return was && was.from !== to ? [{ id, to, ...was }] : []
    }),
  )
}

function isIn(placement: Placement, id: string): boolean {
  return COLUMNS.some(({ key }) => placement[key].includes(id))
}

function mapPlacement(idsOf: (key: ColumnKey) => readonly string[]): Placement {
  return {
    draft: idsOf('draft'),
    review: idsOf('review'),
    approved: idsOf('approved'),
    scheduled: idsOf('scheduled'),
    publishing: idsOf('publishing'),
    published: idsOf('published'),
    attention: idsOf('attention'),
  }
}

/**
 * Pure rules of marks that the server may not have yet: how the inbox and its count look with them, and when one is done.
 *
 *   made ─▶ waiting ─▶ under way ─▶ answered (the rev the row has by it) ─▶ gone, when the feed has that rev
 *              ▲            └─ no answer ─┘
 */
import { applyMark, type Mark } from '#domain/contract/apply-mark.ts'
import type { NotificationItem } from './realtime-types.ts'

export type WaitingMark = Mark & {
  readonly id: string
  /** Of an answered one: the rev that the row has by it. */
  readonly sent: 'no' | 'under_way' | number
  /** Made while another one for the row was on its way: what the server has is not known, so nothing is left out. */
  readonly follows?: boolean
}

export type Waiting = {
  readonly marks: ReadonlyMap<string, WaitingMark>
  /** Everything up to this row is read, also what this page does not hold. */
  readonly upTo: { readonly id: string; readonly at: string; readonly sent: boolean } | null
}

export type Inbox = { readonly items: readonly NotificationItem[]; readonly unread: number }
export type Wanted = { readonly read?: boolean; readonly archived?: boolean }

export const NOTHING_WAITS: Waiting = { marks: new Map(), upTo: null }

/**
 * The inbox with the marks on it. The count is the server's, moved by what the marks make of the rows that the feed holds;
 * with `upTo`, rows that it does not hold are read. It is never negative.
 */
export function shownInbox(feed: Inbox, { marks, upTo }: Waiting): Inbox {
  if (marks.size === 0 && !upTo) return feed
  const after = feed.items.map(item => withMark(item, marks.get(item.id)))
  const items = after.filter(item => !item.archivedAt)
  const elsewhere = upTo ? 0 : Math.max(0, feed.unread - countUnread(feed.items))
  return { items, unread: elsewhere + countUnread(items) }
}

/** A row with the mark that waits for it. */
export function withMark<Item extends NotificationItem>(item: Item, mark: WaitingMark | undefined): Item {
  return mark ? applyMark(item, mark, item.at) : item
}

/**
 * Takes a mark in. What waits for the same row and says the opposite goes, so that nothing is sent that changes nothing.
 * @param item the row as the server says it
 */
export function addMark(waiting: Waiting, item: NotificationItem, wanted: Wanted): Waiting {
  const before = waiting.marks.get(item.id)
  const follows = before !== undefined && (before.sent !== 'no' || before.follows === true)
  const answered = typeof before?.sent === 'number' ? before.sent : 0
  const read = settle(wanted.read ?? before?.read, item.readAt !== null, !follows)
  const archived = settle(wanted.archived ?? before?.archived, Boolean(item.archivedAt), !follows)
  const marks = new Map(waiting.marks)
  if (read === undefined && archived === undefined) marks.delete(item.id)
  else {
    marks.set(item.id, {
      id: item.id,
      at: item.at,
      rev: Math.max(item.rev, answered),
      ...(read !== undefined && { read }),
      ...(archived !== undefined && { archived }),
      sent: 'no',
      ...(follows && { follows }),
    })
  }
  return { ...waiting, marks }
}

/** As the server has it already and nothing is on its way that changes it: no mark. */
function settle(wanted: boolean | undefined, is: boolean, isUnsent: boolean): boolean | undefined {
  return wanted === is && isUnsent ? undefined : wanted
}

/** What is left when the feed says this: answered marks go once it shows what they did. */
export function stillWaiting(waiting: Waiting, feed: Inbox): Waiting {
  const byId = new Map(feed.items.map(item => [item.id, item]))
  const marks = [...waiting.marks].filter(([id, { sent }]) => {
    const item = byId.get(id)
    return typeof sent !== 'number' || (item !== undefined && item.rev < sent)
  })
  const { upTo } = waiting
  const isUpToDone = upTo?.sent === true && feed.unread <= countUnread(feed.items)
  if (marks.length === waiting.marks.size && !isUpToDone) return waiting
  return { marks: new Map(marks), upTo: isUpToDone ? null : upTo }
}

function countUnread(items: readonly NotificationItem[]): number {
  return items.filter(item => item.readAt === null && !item.archivedAt).length
}

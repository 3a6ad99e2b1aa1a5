/**
 * PURE: what a mark makes of a row, on both ends. Marks may come late, from a device that was offline: they only move
 * forward. Reading and archiving are for what was shown, so what came since stays; taking either back counts only when
 * nothing happened since, so that no old mark makes unread what was read elsewhere. No clock of a device is asked.
 */
import type { NotificationMark } from './inputs/notifications.ts'

export type Markable = {
  readonly id: string
  /** Of its last notice, by the database's clock. */
  readonly at: string
  readonly rev: number
  readonly readAt: string | null
  readonly archivedAt?: string | null
}

export type Mark = Pick<NotificationMark, 'at' | 'rev' | 'read' | 'archived'>

/** @param now for the times it sets */
export function applyMark<Row extends Markable>(row: Row, mark: Mark, now: string): Row {
  const wasShown = row.at <= mark.at
  const isSame = row.rev === mark.rev
  const archivedAt = row.archivedAt ?? null
  const after = {
    readAt: next(row.readAt, mark.read, wasShown, isSame, now),
    archivedAt: next(archivedAt, mark.archived, wasShown, isSame, now),
  }
  if (after.readAt === row.readAt && after.archivedAt === archivedAt) return row
  return { ...row, ...after, rev: row.rev + 1 }
}

function next(
  value: string | null,
  wanted: boolean | undefined,
  wasShown: boolean,
  isSame: boolean,
  now: string,
): string | null {
  if (wanted === true && value === null && wasShown) return now
  if (wanted === false && value !== null && isSame) return null
  return value
}

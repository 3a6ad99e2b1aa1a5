/** PURE: days and channels → the bars of a chart, and the words for who does not see it. */
import type { ChannelCounts, Counts, DayCounts } from './api.ts'

export const MEASURES = ['views', 'reactions', 'comments'] as const
export type Measure = (typeof MEASURES)[number]

type Bar = {
  /** `2026-11-28`, UTC. */
  readonly day: string
  readonly total: number
  /** Of each channel with something on that day, in the order of the channels. */
  readonly parts: readonly { readonly channelId: string; readonly value: number }[]
}

/** One bar a day, the days without anything too; the last is `today`. */
export function barsOf(days: readonly DayCounts[], measure: Measure, count: number, today: Date): readonly Bar[] {
  const byDay = Map.groupBy(days, ({ day }) => day)
  return Array.from({ length: count }, (_, index) => {
    const day = dayBefore(today, count - 1 - index)
    const rows = byDay.get(day) ?? []
    const parts = rows
      .map(row => ({ channelId: row.channelId, value: row[measure] }))
      .filter(({ value }) => value !== 0)
    return { day, total: parts.reduce((sum, { value }) => sum + value, 0), parts }
  })
}

/** Height of the axis: at least 4, and a number one can halve by eye. */
export function topOf(bars: readonly Bar[]): number {
  const most = Math.max(4, ...bars.map(({ parts }) => parts.reduce((sum, { value }) => sum + Math.max(0, value), 0)))
  const step = 10 ** Math.floor(Math.log10(most))
  return [1, 2, 4, 5, 10].map(times => times * step).find(top => top >= most) ?? most
}

/** “About 1,204 views, 73 reactions, 12 comments” */
export function totalWords({ views, reactions, comments }: Counts): string {
  return `About ${numberWords(views)} ${views === 1 ? 'view' : 'views'}, ${countWords(reactions, 'reaction')}, ${countWords(comments, 'comment')}`
}

/** What the chart shows, in a sentence. */
export function chartWords(bars: readonly Bar[], measure: Measure, channels: readonly ChannelCounts[]): string {
  const sum = bars.reduce((total, bar) => total + bar.total, 0)
  const about = measure === 'views' ? 'about ' : ''
  if (sum === 0) return `No ${measure} in the last ${bars.length} days`
  const most = bars.reduce((best, bar) => (bar.total > best.total ? bar : best))
  const where = channels.length > 1 ? ` on ${channels.length} channels` : ''
  return `${measureWord(measure)} a day: ${about}${numberWords(sum)} in ${bars.length} days${where}, most on ${most.day} with ${numberWords(most.total)}`
}

export function measureWord(measure: Measure): string {
  return { views: 'Views', reactions: 'Reactions', comments: 'Comments' }[measure]
}

export function numberWords(value: number): string {
  return value.toLocaleString('en-GB')
}

function countWords(value: number, word: string): string {
  return `${numberWords(value)} ${word}${value === 1 ? '' : 's'}`
}

const DAY_MS = 24 * 60 * 60_000

function dayBefore(today: Date, days: number): string {
  return new Date(today.getTime() - days * DAY_MS).toISOString().slice(0, 10)
}

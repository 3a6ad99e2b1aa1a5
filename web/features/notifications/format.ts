/** Words and order of notices. */
import type { NotificationKind } from '#domain/contract/feed-shape.ts'
import { whoWords } from '#domain/contract/notice-words.ts'
import type { NotificationItem } from '#web/realtime/realtime-types.ts'
import type { GlyphName, Tone } from '#web/ui/status-glyph.tsx'
import { dayWords, type TimeSetting } from '#web/ui/time-words.ts'

type Picture = { readonly glyph: GlyphName; readonly tone: Tone }

/** What stands in front of a row; null where the person who did it does. */
export function pictureOf({
  kind,
  severity,
  actors,
}: Pick<NotificationItem, 'kind' | 'severity' | 'actors'>): Picture | null {
  if (kind === 'post_failed' && severity === 'warning') return { glyph: 'partly', tone: 'warn' }
  if (kind === 'system' && severity === 'error') return { glyph: 'failed', tone: 'failed' }
  if (OF_THE_POST.has(kind)) return GLYPHS[kind]
  return actors.length > 0 ? null : GLYPHS[kind]
}

/** What became of a post stands for itself, not for who pressed. */
const OF_THE_POST: ReadonlySet<NotificationKind> = new Set([
  'post_published',
  'post_failed',
  'post_unconfirmed',
  'post_held',
])

const GLYPHS: Record<NotificationKind, Picture> = {
  post_scheduled: { glyph: 'scheduled', tone: 'scheduled' },
  post_unconfirmed: { glyph: 'unconfirmed', tone: 'warn' },
  milestone: { glyph: 'published', tone: 'review' },
  member_joined: { glyph: 'approved', tone: 'review' },
  system: { glyph: 'failed', tone: 'warn' },
  burst: { glyph: 'queued', tone: 'draft' },
  post_published: { glyph: 'published', tone: 'published' },
  post_failed: { glyph: 'failed', tone: 'failed' },
  post_held: { glyph: 'scheduled', tone: 'warn' },
  review_requested: { glyph: 'review', tone: 'review' },
  approved: { glyph: 'approved', tone: 'approved' },
  changes_requested: { glyph: 'draft', tone: 'warn' },
  mention: { glyph: 'draft', tone: 'review' },
  reply: { glyph: 'draft', tone: 'review' },
  comment: { glyph: 'draft', tone: 'review' },
}

type Part = { readonly text: string; readonly strong: boolean }

/** The server's sentence with its names made strong: who did it at the start, the post between its quotes. */
export function sentenceParts(sentence: string, actors: NotificationItem['actors']): readonly Part[] {
  const who = whoWords(actors)
  const actor = actors.length > 0 && sentence.startsWith(`${who} `) ? who : ''
  const rest = sentence.slice(actor.length)
  const open = rest.indexOf('“')
  const close = rest.lastIndexOf('”')
  const parts =
    open === -1 || close < open
      ? [plain(rest)]
      : [plain(rest.slice(0, open)), strong(rest.slice(open + 1, close)), plain(rest.slice(close + 1))]
  return [strong(actor), ...parts].filter(({ text }) => text !== '')
}

const plain = (text: string): Part => ({ text, strong: false })
const strong = (text: string): Part => ({ text, strong: true })

/** What was said or what happened, and how much of it; empty for neither. */
export function lineOf({ kind, body, count }: Pick<NotificationItem, 'kind' | 'body' | 'count'>): string {
  const many = COUNTED[kind]
  return [body ?? '', count > 1 && many ? `${count} ${many}` : ''].filter(part => part !== '').join(' · ')
}

const COUNTED: Partial<Record<NotificationKind, string>> = {
  mention: 'mentions',
  reply: 'replies',
  comment: 'comments',
  member_joined: 'people',
}

type Day = { readonly name: string; readonly items: readonly NotificationItem[] }

/** Rows under the days they came on, newest first as they are. */
export function byDay(items: readonly NotificationItem[], now: Date, setting: TimeSetting = {}): readonly Day[] {
  const names = new Map<string, NotificationItem[]>()
  for (const item of items) {
    const name = dayWords(new Date(item.at), now, setting)
    const day = names.get(name)
    if (day) day.push(item)
    else names.set(name, [item])
  }
  return [...names].map(([name, dayItems]) => ({ name, items: dayItems }))
}

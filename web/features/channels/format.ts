/** Channels in words. */
import { type DemoBehaviour, findChannelKind } from '#domain/contract/channel-kinds.ts'
import type { ChannelView } from '#domain/queries/channels.ts'
import type { AttemptView } from '#domain/queries/delivery-log.ts'

/** What it is and where it leads, in one line. */
export function channelLine({ kind, place }: Pick<ChannelView, 'kind' | 'place'>, siteAddress: string): string {
  switch (findChannelKind(kind)) {
    case 'site':
      return `${siteAddress}, built in`
    case 'webhook':
      return `${place ?? 'Webhook'}, signed`
    case 'mastodon':
      return `Mastodon on ${place ?? 'no server'}, 500 characters`
    case 'bluesky':
      return `Bluesky, ${place ?? 'nobody'}, 300 characters`
    case 'newsletter':
      return `Mail to subscribers of the site, from ${place ?? 'nobody'}`
    case 'demo':
      return `Demo: ${place === null ? 'nobody sees it' : demoWords(place)}`
    case null:
      return `${kind}: this version of Galley does not know it`
  }
}

export const DEMO_WORDS: Record<DemoBehaviour, string> = {
  succeed: 'takes every post at once',
  late: 'takes every post, and says so late',
  fail: 'refuses every post',
  'time-out': 'takes every post and never says so',
}

function demoWords(behaviour: string): string {
  return Object.hasOwn(DEMO_WORDS, behaviour) ? DEMO_WORDS[behaviour as DemoBehaviour] : 'nobody sees it'
}

export function attemptStatus(outcome: AttemptView['outcome']) {
  switch (outcome) {
    case 'published':
      return { glyph: 'published', tone: 'published', word: 'Taken' } as const
    case 'rejected':
      return { glyph: 'failed', tone: 'failed', word: 'Not taken' } as const
    case 'unknown':
      return { glyph: 'unconfirmed', tone: 'warn', word: 'Not known' } as const
  }
}

/** `Attempt 2, answered 503 after 1.2 s. It answered 503: busy.` */
export function attemptWords({
  attempt,
  status,
  tookMs,
  words,
}: Pick<AttemptView, 'attempt' | 'status' | 'tookMs' | 'words'>): string {
  const took = tookMs < 1000 ? `${tookMs} ms` : `${(tookMs / 1000).toFixed(1)} s`
  const answered = status === null ? `took ${took}` : `answered ${status} after ${took}`
  return `Attempt ${attempt}, ${answered}.${words === null ? '' : ` ${words}`}`
}

/** "Ask Mira or Sam." with at most three names. */
export function askWords(managers: readonly string[]): string {
  const names = managers.slice(0, 3)
  const last = names.at(-1)
  if (last === undefined) return 'Ask an admin of the workspace.'
  return names.length === 1 ? `Ask ${last}.` : `Ask ${names.slice(0, -1).join(', ')} or ${last}.`
}

export function scheduledWords(count: number): string {
  return count === 1 ? '1 scheduled post goes there' : `${count} scheduled posts go there`
}

/** `15:04:10` where the reader is: what is waited for is seconds or minutes away. */
export function clockWords(at: string): string {
  return new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' })
}

/** Channels in words. */
import { type DemoBehaviour, findChannelKind } from '#domain/contract/channel-kinds.ts'
import type { ChannelView } from '#domain/queries/channels.ts'

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

/** Words of the connection sign. */
import type { CloseReason } from '#domain/contract/close-codes.ts'
import type { Tone } from './status-glyph.tsx'

export type ConnectionValues = {
  readonly state: 'live' | 'live_http' | 'connecting' | 'offline' | 'refused'
  readonly attempt: number
  readonly reason?: CloseReason
  readonly waitingChanges: number
}

const REFUSALS: Record<CloseReason, string> = {
  unauthenticated: 'signed out',
  forbidden: 'no access',
  not_found: 'no access',
  revoked: 'access taken away',
  editor_outdated: 'page too old, reload it',
  too_large: 'too much at once',
  bad_message: 'the server did not understand this page',
  rate_limited: 'too many pages open',
  overloaded: 'the server is busy',
  restarting: 'the server is restarting',
  feed_rotated: 'the list is being built anew',
}

export function connectionWords({ state, attempt, reason, waitingChanges }: ConnectionValues): string {
  switch (state) {
    case 'live':
      return 'Live'
    case 'live_http':
      return 'Live without websocket'
    case 'connecting':
      return attempt > 1 ? `Connecting… (${ordinal(attempt)} try)` : 'Connecting…'
    case 'offline':
      return waitingChanges > 0
        ? `Offline (${waitingChanges} ${waitingChanges === 1 ? 'change' : 'changes'} waiting)`
        : 'Offline'
    case 'refused':
      return reason ? `Refused: ${REFUSALS[reason]}` : 'Refused'
  }
}

export function connectionTone(state: ConnectionValues['state']): Tone {
  switch (state) {
    case 'live':
    case 'live_http':
      return 'published'
    case 'connecting':
    case 'offline':
      return 'warn'
    case 'refused':
      return 'failed'
  }
}

/** Sentence for the polite region when the state changed; null for what is not worth words. */
export function connectionNews(from: ConnectionValues['state'], values: ConnectionValues): string | null {
  if (from === values.state) return null
  switch (values.state) {
    case 'live':
      return from === 'connecting' || from === 'offline' ? 'The connection is back' : 'Connected'
    case 'live_http':
      return 'Live without websocket'
    case 'offline':
      return 'You are offline'
    case 'refused':
      return connectionWords(values)
    case 'connecting':
      return null
  }
}

const PLURAL = new Intl.PluralRules('en', { type: 'ordinal' })
const ENDINGS: Record<Intl.LDMLPluralRule, string> = {
  one: 'st',
  two: 'nd',
  few: 'rd',
  other: 'th',
  many: 'th',
  zero: 'th',
}

function ordinal(count: number): string {
  return `${count}${ENDINGS[PLURAL.select(count)]}`
}

/** What happens when a post is put into another column: a command, a question first, or a refusal in words. */
import type { PostCommand, PostState } from '#domain/contract/post-status.ts'
import type { Role } from '#domain/contract/rights.ts'
import type { ColumnKey } from './columns.ts'
import { expectedState } from './commands.ts'
import { offerOf } from './offer.ts'
import { groupOf, type PostRow } from './rows.ts'

export type Move =
  | { readonly as: 'here' }
  /** Done at once. */
  | {
      readonly as: 'command'
      readonly command: 'submit' | 'request-changes' | 'approve' | 'unschedule' | 'retry'
      readonly word: string
      readonly expected: PostState
    }
  /** Needs a time or channels first. */
  | { readonly as: 'ask'; readonly ask: 'schedule' | 'publish'; readonly word: string }
  | { readonly as: 'refused'; readonly why: string }

type Way = { readonly command: PostCommand; readonly word: string }

/** The commands that lead into a column, the likeliest first. */
const WAYS: Record<Exclude<ColumnKey, 'attention'>, readonly [Way, ...Way[]]> = {
  draft: [
    { command: 'request-changes', word: 'Ask for changes' },
    { command: 'unschedule', word: 'Take off the schedule' },
  ],
  review: [{ command: 'submit', word: 'Ask for review' }],
  approved: [
    { command: 'approve', word: 'Approve' },
    { command: 'unschedule', word: 'Take off the schedule' },
  ],
  scheduled: [{ command: 'schedule', word: 'Schedule…' }],
  publishing: [
    { command: 'retry', word: 'Retry' },
    { command: 'publish', word: 'Publish now…' },
  ],
  published: [
    { command: 'retry', word: 'Retry' },
    { command: 'publish', word: 'Publish now…' },
  ],
}

export function moveTo(row: PostRow, column: ColumnKey, role: Role, nowMs: number): Move {
  if (groupOf(row, nowMs) === column) return { as: 'here' }
  if (column === 'attention') return { as: 'refused', why: 'Posts come here by themselves.' }
  let refusal: string | null = null
  for (const { command, word } of WAYS[column]) {
    const offer = offerOf(command, row.state, role)
    if (offer.as === 'refused' && command !== 'retry') refusal ??= offer.why
    if (offer.as !== 'open') continue
    if (command === 'schedule' || command === 'publish') return { as: 'ask', ask: command, word }
    if (isPlain(command)) return { as: 'command', command, word, expected: expectedState(offer.to) }
  }
  return { as: 'refused', why: refusal ?? 'Your role may not do this.' }
}

function isPlain(command: PostCommand): command is Extract<Move, { as: 'command' }>['command'] {
  return (
    command === 'submit' ||
    command === 'request-changes' ||
    command === 'approve' ||
    command === 'unschedule' ||
    command === 'retry'
  )
}

/** The first sentence that most reasons begin with, to be said once; empty where there is no such. */
export function sharedReason(reasons: readonly string[]): string {
  const [first = ''] = reasons
    .map(reason => /^[^.]+\.(?= )/.exec(reason)?.[0])
    .filter(sentence => sentence !== undefined)
  return first !== '' && reasons.filter(reason => reason.startsWith(first)).length > 2 ? first : ''
}

export function withoutReason(reason: string, shared: string): string {
  return shared !== '' && reason.startsWith(shared) ? reason.slice(shared.length).trim() : reason
}

/** PURE: the sentence of a notice, from what is stored of it. */
import type { FeedPerson, NotificationKind } from './feed-shape.ts'

type NoticeFacts = {
  readonly kind: NotificationKind
  readonly severity: 'info' | 'success' | 'warning' | 'error'
  readonly subject: string
  readonly body: string
  readonly actors: readonly FeedPerson[]
  readonly count: number
}

/** So many people are kept of a row; beyond that it is many. */
export const MOST_ACTORS = 20

/** One sentence: who it was at its beginning, what it is about between “ and ”. */
export function noticeSentence({ kind, severity, subject, body, actors, count }: NoticeFacts): string {
  const who = whoWords(actors)
  const about = `“${subject || 'Untitled'}”`
  switch (kind) {
    case 'review_requested':
      return `${who} asked you to review ${about}`
    case 'approved':
      return `${who} approved ${about}`
    case 'changes_requested':
      return `${who} asked for changes to ${about}`
    case 'post_scheduled':
      return `${who} scheduled ${about}`
    case 'post_published':
      return `${about} is published`
    case 'post_held':
      return `${about} was due while the server was off`
    case 'post_failed':
      return severity === 'warning' ? `${about} is not on every channel` : `${about} could not be published`
    case 'post_unconfirmed':
      return `Nobody knows yet whether ${about} is out`
    case 'mention':
      return `${who} mentioned you in ${about}`
    case 'reply':
      return `${who} replied to you in ${about}`
    case 'comment':
      return `${who} commented on ${about}`
    case 'milestone':
      return `${about} passed ${body}`
    case 'member_joined':
      return `${who} joined ${about}`
    case 'system':
      return subject
    case 'burst':
      return count === 1 ? 'Much happened at once: one more notice' : `Much happened at once: ${count} more notices`
  }
}

/** “Mira”, “Mira and Aiko”, “Mira, Aiko and 2 others”. */
export function whoWords(actors: readonly Pick<FeedPerson, 'name'>[]): string {
  const [first, second, third] = actors.map(({ name }) => name)
  if (first === undefined) return 'Somebody'
  if (second === undefined) return first
  if (third === undefined) return `${first} and ${second}`
  if (actors.length === 3) return `${first}, ${second} and ${third}`
  return `${first}, ${second} and ${actors.length >= MOST_ACTORS ? 'many' : actors.length - 2} others`
}

/** Words of the editor: what is stored, who is typing, how long it is. Wording of the house; see the tests. */
import type { CloseReason } from '#domain/contract/close-codes.ts'
import type { OpenFailure, PostPerson, SaveSign } from '#web/realtime/realtime-types.ts'
import type { UnfitCause } from '#web/realtime/unfit.ts'

export type SaveReason = Extract<SaveSign, { state: 'cant_save' }>['reason']

/** The reason in the save sign, after "Can't save –". */
export const SAVE_REASONS: Record<SaveReason, string> = {
  disk_full: 'server disk is full',
  storage_unavailable: 'database is not answering',
  too_large: 'post is too large (limit 2 MB)',
  rate_limited: 'too many changes at once, waiting 8 s',
  editor_outdated: 'this page is too old',
  unauthenticated: 'you were signed out',
  no_access: 'you have no access any more',
  refused: 'the server refused a change',
}

/** @param short for small screens */
export function saveWords(sign: SaveSign, { short = false } = {}): string {
  switch (sign.state) {
    case 'saved':
      return 'Saved'
    case 'saving':
      return 'Saving…'
    case 'offline': {
      const where = sign.kept ? (short ? 'kept here' : 'kept on this device') : 'only in this tab'
      return `Offline – ${where}${sign.changes > 0 ? ` (${sign.changes})` : ''}`
    }
    case 'cant_save':
      return `Can’t save – ${SAVE_REASONS[sign.reason]}`
    case 'read_only':
      return 'Read only'
  }
}

/** Without the counts that tick: what the polite region says when it differs from what it said before. */
export function saveNews(sign: SaveSign): string | null {
  switch (sign.state) {
    case 'saving':
      return null
    case 'offline':
      return sign.kept ? 'Offline, kept on this device' : 'Offline, kept only in this tab'
    case 'saved':
    case 'cant_save':
    case 'read_only':
      return saveWords(sign)
  }
}

export function typingWords(names: readonly string[]): string {
  const [first, second] = names.map(name => name.split(' ')[0] ?? name)
  if (first === undefined) return ''
  if (names.length === 1) return `${first} is typing`
  return names.length === 2 ? `${first} and ${second} are typing` : `${names.length} people are typing`
}

/** How many others have the post open, for those who do not see their faces. */
export function othersWords(others: number): string {
  return others === 1 ? 'One other person is here' : `${others} other people are here`
}

/** What somebody does in the post now. */
export function doingWords({ mode, typing, thread, follows }: PostPerson, myId: string): string {
  const doing = typing
    ? thread === null
      ? 'Typing'
      : 'Writing a comment'
    : { editing: 'In the text', viewing: 'Reading', idle: 'Away' }[mode]
  return follows === myId ? `${doing}, follows you` : doing
}

/** "In this post: Mira and Aiko editing, Helen viewing". */
export function hereWords(people: readonly PostPerson[]): string {
  const editing = people.filter(person => person.mode === 'editing').map(person => person.name)
  const others = people.filter(person => person.mode !== 'editing').map(person => person.name)
  const parts = [editing.length > 0 && `${joined(editing)} editing`, others.length > 0 && `${joined(others)} viewing`]
  return `In this post: ${parts.filter(Boolean).join(', ')}`
}

/** Words as a reader counts them; scripts without spaces count by the browser's own segmenter. */
export function countWords(text: string): number {
  if (text.trim() === '') return 0
  let words = 0
  for (const { isWordLike } of segmenter().segment(text)) if (isWordLike) words += 1
  return words
}

let words: Intl.Segmenter | undefined
function segmenter(): Intl.Segmenter {
  words ??= new Intl.Segmenter(undefined, { granularity: 'word' })
  return words
}

const WORDS_A_MINUTE = 220

export function lengthWords(count: number): string {
  const minutes = Math.max(1, Math.round(count / WORDS_A_MINUTE))
  return `${count} ${count === 1 ? 'word' : 'words'} · ${minutes} min`
}

/** Why an opening failed, after "Could not open this post:". */
export function failureWords(failure: OpenFailure): string {
  switch (failure) {
    case 'no_connection':
      return 'the server does not answer'
    case 'not_found':
    case 'forbidden':
    case 'revoked':
      return 'there is no post here, or you may not see it'
    case 'unauthenticated':
      return 'you were signed out'
    case 'editor_outdated':
      return 'this page is an older version of Galley'
    case 'too_large':
      return 'it is too large'
    case 'bad_message':
      return 'the server did not understand this page'
    case 'rate_limited':
    case 'overloaded':
      return 'the server is busy'
    case 'restarting':
    case 'feed_rotated':
      return 'the server is restarting'
  }
}

/** What stands over a block that this page cannot build. */
export function unsupportedWords(cause: UnfitCause): string {
  return cause === 'unknown'
    ? 'This block needs a newer version of Galley'
    : 'This block can’t be shown as it is stored'
}

export function isAccessLost(reason: CloseReason | null): boolean {
  return reason === 'forbidden' || reason === 'not_found' || reason === 'revoked'
}

export function changesWords(count: number): string {
  return `${count} ${count === 1 ? 'change' : 'changes'}`
}

/** `15:04`, in the reader's zone. */
export function clockWords(at: number | string): string {
  return new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
    new Date(at),
  )
}

/** `15:04` today, `28 Mar, 15:04` on another day; in the reader's zone. */
export function momentWords(at: number | string, now = new Date()): string {
  const date = new Date(at)
  if (date.toDateString() === now.toDateString()) return clockWords(at)
  return `${new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' }).format(date)}, ${clockWords(at)}`
}

function joined(names: readonly string[]): string {
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? '')
}

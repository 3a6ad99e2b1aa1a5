/**
 * Why a socket or one document on it was closed, and what the client does next. The reason word travels with the code;
 * a close of one document carries the word alone, so the word is the key.
 */

/** When to come back: at once, with back-off, after a new ticket, after a reload, or never. */
type ComeBack = 'at_once' | 'back_off' | 'new_ticket' | 'reload' | 'never'

export const CLOSE_CODES = {
  unauthenticated: { code: 4401, comeBack: 'new_ticket' },
  forbidden: { code: 4403, comeBack: 'never' },
  not_found: { code: 4404, comeBack: 'never' },
  editor_outdated: { code: 4409, comeBack: 'reload' },
  too_large: { code: 4413, comeBack: 'never' },
  bad_message: { code: 4422, comeBack: 'never' },
  rate_limited: { code: 4429, comeBack: 'back_off' },
  overloaded: { code: 4503, comeBack: 'back_off' },
  restarting: { code: 1012, comeBack: 'at_once' },
  feed_rotated: { code: 4000, comeBack: 'at_once' },
  revoked: { code: 4001, comeBack: 'new_ticket' },
} as const satisfies Record<string, { code: number; comeBack: ComeBack }>

export type CloseReason = keyof typeof CLOSE_CODES

export function isCloseReason(word: unknown): word is CloseReason {
  return typeof word === 'string' && Object.hasOwn(CLOSE_CODES, word)
}

/** Thrown inside a Hocuspocus hook: closes that document connection with the word and its code. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: number
  readonly reason: CloseReason

  /** @param why for the log only, never the content of a message */
  constructor(reason: CloseReason, why: string) {
    super(why)
    this.reason = reason
    this.code = CLOSE_CODES[reason].code
  }
}

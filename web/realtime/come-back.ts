/** One document was closed while the socket lives: what its tab does next. The word is the key; SPEC CN5. */
import { CLOSE_CODES, type CloseReason, isCloseReason } from '#domain/contract/close-codes.ts'

type ComeBackPlan =
  | { readonly do: 'open'; readonly afterMs: number; readonly freshTicket: boolean }
  | { readonly do: 'stop'; readonly reason: CloseReason }

const MOST_MS = 30_000
const RATE_LIMITED_MS = 8_000
/** A new ticket that is turned down this often means what it says. */
const TICKET_TRIES = 2

/**
 * @param word reason of the close as it came; unknown words are tried again with back-off
 * @param tries closes in a row without the document having been open in between
 * @param random 0 ≤ random < 1
 */
export function comeBackAfter(word: string, tries: number, random: number): ComeBackPlan {
  const backOff = Math.round(Math.min(MOST_MS, 500 * 2 ** tries) * (0.5 + random / 2))
  if (!isCloseReason(word)) return { do: 'open', afterMs: backOff, freshTicket: false }
  switch (CLOSE_CODES[word].comeBack) {
    case 'at_once':
      return { do: 'open', afterMs: tries === 0 ? Math.round(100 * random) : backOff, freshTicket: false }
    case 'back_off':
      return { do: 'open', afterMs: word === 'rate_limited' ? RATE_LIMITED_MS : backOff, freshTicket: false }
    case 'new_ticket':
      return tries < TICKET_TRIES
        ? { do: 'open', afterMs: tries === 0 ? 0 : backOff, freshTicket: true }
        : { do: 'stop', reason: word }
    case 'reload':
    case 'never':
      return { do: 'stop', reason: word }
  }
}

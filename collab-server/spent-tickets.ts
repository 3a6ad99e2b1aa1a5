/** Tickets that opened a socket by an address: remembered until they end by themselves. Of this process alone. SPEC CN101. */
import type { Ticket } from '#domain/services/ticket.ts'

type SpentTickets = {
  /** False when it was spent before. */
  readonly spend: (ticket: Ticket) => boolean
  readonly has: (ticket: Ticket) => boolean
  readonly count: () => number
}

/** @param now milliseconds since the epoch */
export function createSpentTickets(now: () => number = Date.now): SpentTickets {
  const endById = new Map<string, number>()

  /** All live equally long, so the oldest come first. */
  function forget(): void {
    const time = now()
    for (const [id, end] of endById) {
      if (end > time) return
      endById.delete(id)
    }
  }

  return {
    spend({ id, expiresAt }) {
      forget()
      if (endById.has(id)) return false
      endById.set(id, expiresAt)
      return true
    },
    has: ({ id }) => endById.has(id),
    count: () => endById.size,
  }
}

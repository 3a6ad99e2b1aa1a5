/**
 * Bytes that were received and have no outcome yet, over all sockets. While the database is away connections wait with
 * what they sent; this bounds what they may hold here together. The rest stays with the clients, who have it anyway.
 */

export type InboundBudget = {
  /** False when there is no room: the sender must be told to come back later. */
  readonly take: (bytes: number) => boolean
  readonly give: (bytes: number) => void
  readonly heldBytes: () => number
}

export function createInboundBudget(limitBytes: number): InboundBudget {
  let held = 0
  return {
    take(bytes) {
      if (held + bytes > limitBytes) return false
      held += bytes
      return true
    },
    give(bytes) {
      held -= bytes
    },
    heldBytes: () => held,
  }
}

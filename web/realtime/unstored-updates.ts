/**
 * Edits of this page that are not acknowledged, as they were made. A block that others replace takes with it what is being
 * written into it here; with the connection lost in that moment nobody would have those words any more. And the other way
 * round: what others are writing into a block that goes here is gone as it comes; a handshake would tell of it as seen and
 * taken out, where the edit itself does not. The same of what the page before this one could not store.
 * SPEC CN261, CN452, CN550.
 */
import * as Y from 'yjs'

export type UnstoredUpdates = {
  /** A message that carries all of them goes out. */
  readonly sent: () => void
  /** To the oldest message without an answer. */
  readonly answered: (stored: boolean) => void
  /** The connection is gone, and what it still owed. */
  readonly forgetSent: () => void
  /** All as one update (v1), where a handshake would say something else than they do; else null. */
  readonly swept: () => Uint8Array | null
  /** The same, and where a handshake that was lost had said what an earlier page left. */
  readonly toSay: () => Uint8Array | null
  /** What the page before this one had made and not stored (v1), and whether that was swept. */
  readonly restore: (update: Uint8Array, swept: boolean) => void
}

/** Beyond so many they become one. */
const MOST_UPDATES = 500

/** @param onSwept told once they are swept, for the device to keep them as they were made */
export function watchUnstoredUpdates(doc: Y.Doc, onSwept: () => void = () => undefined): UnstoredUpdates {
  let updates: Uint8Array[] = []
  let gone = 0
  let storedClock = clockOf(doc)
  let isSwept = false
  /** The first handshake says all that an earlier page left; if it is lost, others may sweep that away meanwhile. */
  let restored: 'none' | 'waits' | 'was_said' = 'none'
  let waiting: { readonly through: number; readonly clock: number }[] = []

  doc.on('update', (update: Uint8Array, _origin: unknown, _doc: Y.Doc, { local }: Y.Transaction) => {
    if (!local) return
    updates.push(update)
    if (updates.length <= MOST_UPDATES) return
    gone += updates.length - 1
    updates = [Y.mergeUpdates(updates)]
  })
  doc.on('afterTransaction', transaction => {
    if (transaction.local || updates.length === 0 || isSwept) return
    const own = transaction.deleteSet.clients.get(doc.clientID) ?? []
    isSwept = own.some(({ clock, len }) => clock + len > storedClock) || isGoneAsItComes(transaction)
    if (isSwept) onSwept()
  })
  const when = (needed: boolean) => (needed && updates.length > 0 ? Y.mergeUpdates(updates) : null)

  return {
    sent: () => void waiting.push({ through: gone + updates.length, clock: clockOf(doc) }),
    answered(stored) {
      const oldest = waiting.shift()
      if (!oldest || !stored) return
      const count = Math.max(0, oldest.through - gone)
      updates = updates.slice(count)
      gone += count
      storedClock = Math.max(storedClock, oldest.clock)
      if (updates.length === 0) [isSwept, restored] = [false, 'none']
    },
    forgetSent: () => {
      if (restored === 'waits' && waiting.length > 0) restored = 'was_said'
      waiting = []
    },
    swept: () => when(isSwept),
    toSay: () => when(isSwept || restored === 'was_said'),
    restore: (update, swept) => {
      updates.push(update)
      restored = 'waits'
      isSwept ||= swept
    },
  }
}

function clockOf(doc: Y.Doc): number {
  return Y.getState(doc.store, doc.clientID)
}

/** Whether others wrote something into a block that is not here any more. */
function isGoneAsItComes({ doc, beforeState, afterState }: Y.Transaction): boolean {
  for (const [client, end] of afterState) {
    const from = beforeState.get(client) ?? 0
    const structs = from < end ? (doc.store.clients.get(client) ?? []) : []
    for (let index = structs.length - 1; index >= 0; index--) {
      const struct = structs[index]
      if (!struct || struct.id.clock < from) break
      if (struct.deleted) return true
    }
  }
  return false
}

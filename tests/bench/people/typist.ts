/** Somebody typing: each keystroke is one real insert of one character, as the editor's binding makes it. */
import * as Y from 'yjs'
import { now } from '../machine/clock.ts'
import type { Session } from '../wire/session.ts'
import { lastText } from './post-state.ts'

const WORDS = 'the quick brown fox jumps over the lazy dog, '

export type Typist = {
  readonly ydoc: Y.Doc
  readonly clientId: number
  /** When keystroke n (from 0) was sent; its Yjs clock is n too. */
  readonly sentAt: readonly number[]
  /** Makes the next keystrokes now, so that typing them later costs no CPU. */
  readonly prepare: (count: number) => void
  readonly type: (session: Session) => void
}

/** @param state what the post begins with; the typist has it before the first key */
export function createTypist(state: Uint8Array): Typist {
  const ydoc = new Y.Doc()
  Y.applyUpdate(ydoc, state)
  const text = lastText(ydoc)
  const made: Uint8Array[] = []
  const sentAt: number[] = []
  ydoc.on('update', (update: Uint8Array, _origin: unknown, _doc: Y.Doc, { local }: Y.Transaction) => {
    if (local) made.push(update)
  })
  let taken = 0
  const prepare = (count: number) => {
    while (made.length - taken < count) text.insert(text.length, WORDS.charAt(text.length % WORDS.length))
  }
  return {
    ydoc,
    clientId: ydoc.clientID,
    sentAt,
    prepare,
    type(session) {
      prepare(1)
      const update = made[taken]
      taken += 1
      if (!update) throw new Error('a keystroke made no update')
      sentAt.push(now())
      session.sendUpdate(update)
    },
  }
}

/** Reads the clocks in what one client gets: right also where a server merges updates. */
export function createReader(
  typists: readonly Typist[],
  latencies: { readonly push: (ms: number) => unknown },
): (update: Uint8Array) => void {
  const byClient = new Map(typists.map(typist => [typist.clientId, typist]))
  const seen = new Map<number, number>()
  return update => {
    const at = now()
    for (const [client, end] of Y.parseUpdateMeta(update).to) {
      const typist = byClient.get(client)
      if (!typist) continue
      for (let clock = seen.get(client) ?? 0; clock < end; clock++) {
        const sentAt = typist.sentAt[clock]
        if (sentAt !== undefined) latencies.push(at - sentAt)
      }
      seen.set(client, Math.max(end, seen.get(client) ?? 0))
    }
  }
}

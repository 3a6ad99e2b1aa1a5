/**
 * Tells the server where a thread hangs after this page moved its words: when the words are stored, one call at a time
 * for each thread, again until it is known there. Somebody who moved it meanwhile is right: then nothing is sent.
 */
import type { AnchorEnds } from '#domain/contract/discussion-shape.ts'
import { isSameAnchor } from '#web/realtime/anchors.ts'

type MovedAnchors = {
  readonly moved: (threadId: string, was: AnchorEnds, anchor: AnchorEnds) => void
  /** Sends what waits; called when there is a connection again. */
  readonly send: () => void
}

type Moved = {
  serverHas: AnchorEnds
  wanted: AnchorEnds
  sending: boolean
  /** Where it hung before this page told the server: what this page has heard of the thread may still say so. */
  readonly replaced: AnchorEnds[]
}

/**
 * @param whenStored resolves when what this page wrote is stored; rejects when that takes too long
 * @param isFinal whether a failure will be the same the next time
 */
export function createMovedAnchors({
  whenStored,
  call,
  isFinal,
}: {
  readonly whenStored: () => Promise<void>
  readonly call: (threadId: string, was: AnchorEnds, anchor: AnchorEnds) => Promise<void>
  readonly isFinal: (error: unknown) => boolean
}): MovedAnchors {
  const movedById = new Map<string, Moved>()

  const send = async (threadId: string, one: Moved): Promise<void> => {
    if (one.sending) return
    one.sending = true
    try {
      while (one.serverHas !== one.wanted) {
        await whenStored()
        const sent = one.wanted
        await call(threadId, one.serverHas, sent)
        one.replaced.push(one.serverHas)
        one.serverHas = sent
      }
    } catch (error) {
      if (isFinal(error)) movedById.delete(threadId)
    } finally {
      one.sending = false
    }
  }

  return {
    moved: (threadId, was, anchor) => {
      const known = movedById.get(threadId)
      const isKnown = known && (known.serverHas !== known.wanted || known.replaced.some(one => isSameAnchor(one, was)))
      const one = isKnown ? known : { serverHas: was, wanted: anchor, sending: false, replaced: [] }
      one.wanted = anchor
      movedById.set(threadId, one)
      void send(threadId, one)
    },
    send: () => {
      for (const [threadId, one] of movedById) void send(threadId, one)
    },
  }
}

/**
 * Tells the server where a thread hangs after this page moved its words: when the words are stored, one call at a time
 * for each thread, again until it is known there. Somebody who moved it meanwhile is right: then nothing is sent.
 */
import type { AnchorEnds } from '#domain/contract/discussion-shape.ts'

type MovedAnchors = {
  readonly moved: (threadId: string, was: AnchorEnds, anchor: AnchorEnds) => void
  /** Sends what waits; called when there is a connection again. */
  readonly send: () => void
}

type Waiting = { serverHas: AnchorEnds; wanted: AnchorEnds; sending: boolean }

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
  const waiting = new Map<string, Waiting>()

  const send = async (threadId: string, one: Waiting): Promise<void> => {
    if (one.sending) return
    one.sending = true
    try {
      while (one.serverHas !== one.wanted) {
        await whenStored()
        const sent = one.wanted
        await call(threadId, one.serverHas, sent)
        one.serverHas = sent
      }
      waiting.delete(threadId)
    } catch (error) {
      if (isFinal(error)) waiting.delete(threadId)
    } finally {
      one.sending = false
    }
  }

  return {
    moved: (threadId, was, anchor) => {
      const known = waiting.get(threadId)
      if (known) known.wanted = anchor
      else waiting.set(threadId, { serverHas: was, wanted: anchor, sending: false })
      const one = waiting.get(threadId)
      if (one) void send(threadId, one)
    },
    send: () => {
      for (const [threadId, one] of waiting) void send(threadId, one)
    },
  }
}

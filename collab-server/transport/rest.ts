/**
 * Each message is work for all. Of who has caused more than their share (costs.ts) nothing is read for a while, on none of
 * their sockets: what is not read waits in the network, where it costs nobody anything. SPEC CN601.
 */
import type { RawData } from 'ws'
import type { UserId } from '#domain/contract/ids.ts'
import type { Costs } from '../costs.ts'
import type { Wire } from './wire.ts'

/** Sockets that rest for the same person go on one after the other: this, and the rest for it, lies between them. */
const GOING_ON_MS = 1

export type Rest = {
  /** Before a message of theirs is looked at; it is the last one for a while, if they owe rest. */
  readonly note: (payer: UserId, data: RawData) => void
  /** Nothing is read any more. */
  readonly forGood: () => void
}

type Options = {
  readonly ws: Wire
  readonly costs: Costs
  readonly onRest: () => void
  /** Then nothing is read from any socket, whatever becomes of its own pause. */
  readonly isStopping: () => boolean
}

export function createRest({ ws, costs, onRest, isStopping }: Options): Rest {
  let isResting = false
  let isForGood = false

  function goOnWhenDue(payer: UserId): void {
    const dueMs = costs.dueMs(payer)
    if (dueMs > 0) {
      setTimeout(goOnWhenDue, dueMs, payer).unref()
      return
    }
    isResting = false
    costs.add(payer, GOING_ON_MS)
    if (!isForGood && !isStopping()) ws.resume()
  }

  return {
    note(payer, data) {
      costs.read(payer, lengthOf(data))
      if (isResting || costs.dueMs(payer) === 0) return
      isResting = true
      onRest()
      ws.pause()
      goOnWhenDue(payer)
    },
    forGood() {
      isForGood = true
      ws.pause()
    },
  }
}

function lengthOf(data: RawData): number {
  if (!Array.isArray(data)) return data.byteLength
  return data.reduce((sum, { byteLength }) => sum + byteLength, 0)
}

/**
 * Each message is work for all. Of who has caused more than their share (costs.ts) nothing is read for a while, on none of
 * their sockets: what is not read waits in the network, where it costs nobody anything. SPEC CN601.
 */
import type { RawData } from 'ws'
import type { UserId } from '#domain/contract/ids.ts'
import type { Costs } from '../costs.ts'
import type { Wire } from './wire.ts'

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

  async function rest(payer: UserId): Promise<void> {
    isResting = true
    ws.pause()
    await costs.rested(payer)
    isResting = false
    if (!isForGood && !isStopping()) ws.resume()
  }

  return {
    note(payer, data) {
      costs.read(payer, lengthOf(data))
      if (isResting || costs.dueMs(payer) === 0) return
      onRest()
      void rest(payer)
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

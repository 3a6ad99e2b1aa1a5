/**
 * Who a reader is, as far as a day needs it: a hash of address and program with a key that is made anew each day (UTC).
 * Nobody can be found again by it the day after, and the address itself is kept nowhere.
 */
import { createHmac, hkdfSync } from 'node:crypto'

type Reader = {
  /** Address of the network, as the front of this server wrote it down. */
  readonly address: string
  /** Name of the program: people behind one address are told apart by it, roughly. */
  readonly agent: string
}

const AGENT_CHARS = 300

/** @returns a reader and the moment → a name that holds on that day */
export function createVisitorNames(authSecret: string): (reader: Reader, now: Date) => string {
  let today = ''
  let key = Buffer.alloc(0)
  return ({ address, agent }, now) => {
    const day = now.toISOString().slice(0, 10)
    if (day !== today) {
      today = day
      key = Buffer.from(hkdfSync('sha256', authSecret, '', `reader ${day}`, 32))
    }
    return createHmac('sha256', key)
      .update(`${address}\n${agent.slice(0, AGENT_CHARS)}`)
      .digest('base64url')
      .slice(0, 22)
  }
}

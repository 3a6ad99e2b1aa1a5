/** How fast one document connection may speak; what it said is let go of once it has an outcome. */
import type { Connection, Extension } from '@hocuspocus/server'
import { CLOSE_CODES, Refusal } from '#domain/contract/close-codes.ts'
import type { Limits } from '../transport/socket.ts'
import { createTokenBucket, type TokenBucket } from '../transport/token-bucket.ts'
import { toVisitor } from '../visitor.ts'

/** Beyond the burst a connection is slowed down; one that is this far ahead of its rate is turned away. */
const MOST_DELAY_MS = 2_000

export function limitRates(limits: Limits): Extension {
  const buckets = new WeakMap<Connection, TokenBucket>()
  const bucketOf = (connection: Connection) => {
    const bucket = buckets.get(connection) ?? createTokenBucket(limits.updatesPerSecond, limits.updatesBurst)
    buckets.set(connection, bucket)
    return bucket
  }

  return {
    extensionName: 'limits',
    async connected({ connection, context }) {
      const reason = toVisitor(context).socket.doomed.get(connection.messageAddress)
      if (reason) connection.close({ code: CLOSE_CODES[reason].code, reason })
    },
    async beforeSync({ connection }) {
      const delayMs = bucketOf(connection).borrow()
      if (delayMs > MOST_DELAY_MS) throw new Refusal('rate_limited', 'too many updates')
      // Its next frame waits behind this one, so the delay is the sender's alone.
      if (delayMs > 0) await new Promise(resolve => setTimeout(resolve, delayMs))
    },
    async afterHandleMessage({ connection, context, update }) {
      toVisitor(context).socket.handled(connection.messageAddress, update.byteLength)
    },
  }
}

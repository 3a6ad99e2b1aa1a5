/**
 * The first word of a tab says what it has; the answer is what it misses, after our own first word. Everybody who comes
 * with nothing, as all do after a deploy, gets the same bytes: they are put together once and kept until the next change.
 */
import type { Connection, Document } from '@hocuspocus/server'
import { messageYjsSyncStep1, messageYjsSyncStep2 } from 'y-protocols/sync'
import * as Y from 'yjs'
import type { Refusals } from '#domain/refusals.ts'
import type { Costs } from './costs.ts'
import { projectionOf } from './feed/projection.ts'
import { refuseDocument } from './refuse-document.ts'
import { syncFrame } from './transport/frame.ts'
import { type Inlet, toVisitor } from './visitor.ts'

/** Nobody needs the memory of a document that all have opened. */
const KEPT_MS = 5_000

type Options = { readonly costs: Costs; readonly refusals: Refusals }

export function createHandshakes({ costs, refusals }: Options): (connection: Connection) => Inlet['handshake'] {
  const wholeByDocument = new WeakMap<Document, Uint8Array>()

  return connection => stateVector => {
    const { userId } = toVisitor(connection.context).principal
    // Answering late would let a tab hear what others write before it has said what it has.
    if (costs.dueMs(userId) > 0)
      refuseDocument(connection, { reason: 'rate_limited', why: 'handshakes that took too long' }, refusals)
    else costs.charge(userId, () => answer(connection, stateVector))
  }

  function answer(connection: Connection, stateVector: Uint8Array): void {
    const { document, messageAddress } = connection
    const projection = projectionOf(document)
    const ours = projection ? projection.stateVector() : Y.encodeStateVector(document)
    connection.send(syncFrame(messageAddress, messageYjsSyncStep1, ours))
    const missing = projection ? projection.missing(stateVector) : missingFrom(document, stateVector)
    connection.send(syncFrame(messageAddress, messageYjsSyncStep2, missing))
  }

  function missingFrom(document: Document, stateVector: Uint8Array): Uint8Array {
    return isNothing(stateVector) ? wholeOf(document) : Y.encodeStateAsUpdate(document, stateVector)
  }

  function wholeOf(document: Document): Uint8Array {
    const kept = wholeByDocument.get(document)
    if (kept) return kept
    const whole = Y.encodeStateAsUpdate(document)
    wholeByDocument.set(document, whole)
    const forget = () => {
      clearTimeout(timer)
      document.off('update', forget)
      wholeByDocument.delete(document)
    }
    const timer = setTimeout(forget, KEPT_MS).unref()
    document.on('update', forget)
    return whole
  }
}

/** A state vector of no client. */
function isNothing(stateVector: Uint8Array): boolean {
  return stateVector.byteLength === 1 && stateVector[0] === 0
}

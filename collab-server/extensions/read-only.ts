/**
 * Connections that may not write. Hocuspocus itself answers their updates with SyncStatus(false); here is what it
 * leaves open: steps that cannot be decoded, and old editors, which must reload before they write again.
 */
import type { Extension } from '@hocuspocus/server'
import { messageYjsSyncStep1, messageYjsSyncStep2, messageYjsUpdate } from 'y-protocols/sync'
import * as Y from 'yjs'
import { Refusal } from '#domain/contract/close-codes.ts'
import { toVisitor } from '../visitor.ts'

const LONGEST_STATE_VECTOR = 256 * 1024

export function guardReadOnly(): Extension {
  return {
    extensionName: 'read-only',
    async beforeSync({ type, payload, document, connection, context }) {
      if (type === messageYjsSyncStep1) return checkStateVector(payload)
      if (!connection.readOnly) return
      const { outdated, mayOnlyRead } = toVisitor(context)
      const writes = type === messageYjsUpdate || (type === messageYjsSyncStep2 && bringsNews(document, payload))
      if (writes && outdated && !mayOnlyRead) throw new Refusal('editor_outdated', 'an old editor wrote')
    },
  }
}

/** Counting alone: y-protocols would build the whole answer before it noticed. */
function checkStateVector(payload: Uint8Array): void {
  if (payload.byteLength > LONGEST_STATE_VECTOR) throw new Refusal('too_large', 'state vector is too long')
  try {
    Y.decodeStateVector(payload)
  } catch (cause) {
    throw Object.assign(new Refusal('bad_message', 'state vector cannot be decoded'), { cause })
  }
}

function bringsNews(document: Y.Doc, update: Uint8Array): boolean {
  try {
    return !Y.snapshotContainsUpdate(Y.snapshot(document), update)
  } catch (cause) {
    throw Object.assign(new Refusal('bad_message', 'update cannot be decoded'), { cause })
  }
}

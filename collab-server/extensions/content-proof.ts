/**
 * Answers a page that asks whether it holds what the room holds. The room is always a fold of the log, so the page is
 * the one that is put right. Hashing costs O(document), once for each state of the room whoever asks. SPEC CN70–CN72.
 */
import { createHash } from 'node:crypto'
import type { Document, Extension } from '@hocuspocus/server'
import type { Logger } from 'pino'
import * as Y from 'yjs'
import { createBoundedLines } from '#domain/bounded-lines.ts'
import { parseDocName } from '#domain/contract/doc-names.ts'
import { ContentProof, type ProofVerdict, type ServerNote } from '#domain/contract/stateless.ts'
import { proofBytes } from '#domain/text/proof.ts'
import type { Metrics } from '../metrics.ts'
import { toVisitor } from '../visitor.ts'

export function answerContentProof({
  metrics,
  logger,
}: {
  readonly metrics: Metrics
  readonly logger: Logger
}): Extension {
  /** Null once the room has changed; nothing for a room that was never asked about. */
  const hashes = new WeakMap<Document, string | null>()
  // A page can say anything.
  const lines = createBoundedLines(logger)

  return {
    extensionName: 'content-proof',
    async onStateless({ connection, document, documentName, payload }) {
      const proof = parseProof(payload)
      if (!proof || parseDocName(documentName)?.kind !== 'post') return
      const verdict = compare(document, proof)
      metrics.contentProofs.inc({ verdict, after: proof.after })
      if (proof.after !== 'none') {
        const { userId } = toVisitor(connection.context).principal
        const facts = { reason: 'drifted', doc: documentName, userId, verdict, after: proof.after }
        lines.tell(facts, 'a page had drifted from its room', 'warn')
      }
      const note: ServerNote = { type: 'content_verdict', verdict, hash: proof.hash }
      connection.sendStateless(JSON.stringify(note))
    },
  }

  function compare(document: Document, { structs, hash }: ContentProof): ProofVerdict {
    if (structs !== sha256(Y.encodeStateVector(document))) return 'not_comparable'
    if (!hashes.has(document)) document.on('update', () => hashes.set(document, null))
    const ours = hashes.get(document) ?? sha256(proofBytes(document))
    hashes.set(document, ours)
    return ours === hash ? 'same' : 'different'
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function parseProof(payload: string): ContentProof | null {
  try {
    return ContentProof.parse(JSON.parse(payload))
  } catch {
    return null
  }
}

/**
 * Proof of content: when nothing moves, the page and the server compare a hash of the document. Pure but for its clock.
 *
 *   change ─▶ 5 s of rest ─▶ proof ─▶ same ─────────▶ again after a change, else rarely
 *                              │
 *                              └▶ anything else, twice in a row and nothing arrived meanwhile:
 *                                 resync (both ways) ─▶ proof ─▶ still not the same: a fresh document ─▶ proof
 *
 * What is on its way changes the document when it arrives, and with it the question: so it is never taken for drift.
 */
import { digest } from 'lib0/hash/sha256'
import * as Y from 'yjs'
import type { ContentProof, ProofRepair, ProofVerdict } from '#domain/contract/stateless.ts'
import { proofBytes } from '#domain/text/proof.ts'

type ProofOptions = {
  readonly doc: Y.Doc
  /** What was done already about this document before it was opened anew. */
  readonly after: ProofRepair
  /** Connected, and nothing of this page is under way. */
  readonly isAtRest: () => boolean
  readonly send: (proof: ContentProof) => void
  /** Asks for everything, both ways. */
  readonly resync: () => void
  /** The document is beyond repair: a new one from the server takes its place. */
  readonly replace: () => void
  /** It is the same again after a repair. */
  readonly onRepaired: () => void
}

type ContentProofs = {
  readonly verdict: (verdict: ProofVerdict, hash: string) => void
  readonly stop: () => void
}

export const REST_MS = 5_000
/** A missed update changes nothing here, so the question is asked without a change too. */
export const RARELY_MS = 5 * 60_000
const AGAIN_MS = 2_000
const TRIES = 3

export function createContentProofs(options: ProofOptions): ContentProofs {
  const { doc } = options
  let done: ProofRepair = options.after
  let tries = 0
  let asked: string | null = null
  /** Kept until the document changes: the rare question costs nothing. */
  let proof: ContentProof | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  const plan = (ms: number) => {
    clearTimeout(timer)
    timer = setTimeout(ask, ms)
  }
  const changed = () => {
    proof = null
    asked = null
    tries = 0
    plan(REST_MS)
  }
  const ask = () => {
    // Also when no answer comes: the next one is asked then.
    plan(options.isAtRest() ? RARELY_MS : REST_MS)
    if (!options.isAtRest()) return
    proof ??= {
      type: 'content_proof',
      structs: hashOf(Y.encodeStateVector(doc)),
      hash: hashOf(proofBytes(doc)),
      after: done,
    }
    asked = proof.hash
    options.send({ ...proof, after: done })
  }

  doc.on('update', changed)
  plan(REST_MS)

  return {
    verdict: (verdict, hash) => {
      if (asked === null || hash !== asked || !options.isAtRest()) return
      asked = null
      if (verdict === 'same') {
        tries = 0
        if (done !== 'none') options.onRepaired()
        done = 'none'
        return
      }
      tries += 1
      if (tries < TRIES) return plan(AGAIN_MS)
      tries = 0
      if (done === 'none') {
        done = 'resync'
        options.resync()
        return plan(AGAIN_MS)
      }
      // A page that cannot be put right is not put right for ever.
      if (done === 'resync') return options.replace()
    },
    stop: () => {
      clearTimeout(timer)
      doc.off('update', changed)
    },
  }
}

function hashOf(bytes: Uint8Array): string {
  return Array.from(digest(bytes), byte => byte.toString(16).padStart(2, '0')).join('')
}

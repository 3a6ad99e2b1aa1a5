/** Messages outside the document on a `post:` connection: what stands in the way of saving, and the proof of content. */
import { z } from 'zod'

export const SAVE_TROUBLES = ['storage_unavailable', 'disk_full', 'too_large', 'rate_limited'] as const
export type SaveTrouble = (typeof SAVE_TROUBLES)[number]

/** `not_comparable`: one side has structs that the other has not yet. */
export const PROOF_VERDICTS = ['same', 'different', 'not_comparable'] as const
export type ProofVerdict = (typeof PROOF_VERDICTS)[number]

/** What the page had done about a difference before it asked again. */
const PROOF_REPAIRS = ['none', 'resync', 'fresh'] as const
export type ProofRepair = (typeof PROOF_REPAIRS)[number]

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)

/** Client to server, when nothing moves: what this page holds. @see domain/text/proof.ts for what is hashed */
export const ContentProof = z.object({
  type: z.literal('content_proof'),
  /** Of the encoded state vector. */
  structs: Sha256,
  hash: Sha256,
  after: z.enum(PROOF_REPAIRS),
})
export type ContentProof = z.infer<typeof ContentProof>

/** Server to client. */
export const ServerNote = z.discriminatedUnion('type', [
  z.object({ type: z.literal('save_trouble'), reason: z.enum(SAVE_TROUBLES) }),
  z.object({ type: z.literal('save_resumed') }),
  /** The tab's editor is older than the schema: it may look on, and writes again after a reload. */
  z.object({ type: z.literal('editor_outdated') }),
  /** A person changed who may do what here; `closes`: and the connection ends over it. */
  z.object({ type: z.literal('access_changed'), by: z.string(), at: z.string(), closes: z.boolean() }),
  /** To who may write: names of moments of the history are others now. */
  z.object({ type: z.literal('moments_named') }),
  /** To guests of a share link, who see nobody's presence: how many people are in the post. */
  z.object({ type: z.literal('people_here'), count: z.number().int() }),
  z.object({ type: z.literal('content_verdict'), verdict: z.enum(PROOF_VERDICTS), hash: Sha256 }),
])
export type ServerNote = z.infer<typeof ServerNote>

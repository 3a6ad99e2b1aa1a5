/** What people send about comments. Unknown fields are refused. */
import { z } from 'zod'
import { parsePosition } from '#domain/text/anchors.ts'
import { toStorableText } from '#domain/text/storable-text.ts'
import { REACTIONS } from '../discussion-shape.ts'
import { LIMITS } from '../limits.ts'

const Position = z
  .base64()
  .max(200)
  .refine(position => parsePosition(position) !== null, 'is not a Yjs relative position in base64')

const Anchor = z.strictObject({ start: Position, end: Position })

/** Markdown, a mention in it `@[Name](user:<userId>)`. */
const Body = z
  .string()
  .max(LIMITS.commentChars)
  .transform(body => toStorableText(body).trim())
  .refine(body => body !== '', 'says nothing')

export const CreateThread = z.strictObject({
  /** Left out for a thread about the whole post. */
  anchor: Anchor.nullish(),
  /** The words it hangs on; shown when they are gone from the text. */
  quote: z.string().max(LIMITS.quoteChars).transform(toStorableText).optional(),
  /** The quote is the whole of those words, and stood in the text once: where it is found again, it is the same. */
  quoteOnce: z.boolean().optional(),
  body: Body,
})
export type CreateThread = z.infer<typeof CreateThread>

export const WriteComment = z.strictObject({ body: Body })
export type WriteComment = z.infer<typeof WriteComment>

/** `was`: the anchor one moved away from; a thread that hangs elsewhere by now stays there. */
export const MoveAnchor = z.strictObject({ anchor: Anchor, was: Anchor })
export type MoveAnchor = z.infer<typeof MoveAnchor>

export const React = z.strictObject({ reaction: z.enum(REACTIONS), on: z.boolean() })
export type React = z.infer<typeof React>

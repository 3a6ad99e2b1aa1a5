/**
 * What a `discussion:<postId>` document holds: map `threads` by thread id, map `comments` by comment id, and map `meta`
 * with `shape` and `builtAt`. Raise SHAPE when an entry changes its meaning. Times are ISO 8601 in UTC.
 */
import { z } from 'zod'
import { FeedPerson } from './feed-shape.ts'

export const DISCUSSION_SHAPE = 1

/** What one may answer with one click; a closed list, so that a row stays short whatever people send. */
export const REACTIONS = ['👍', '❤️', '😄', '🎉', '👀', '🤔', '🙏', '✅'] as const
export type Reaction = (typeof REACTIONS)[number]

/** Yjs relative positions (base64) of the first letter and behind the last one. */
export const AnchorEnds = z.object({ start: z.string(), end: z.string() })
export type AnchorEnds = z.infer<typeof AnchorEnds>

export const DiscussionThread = z.object({
  /** Null for a thread about the whole post. */
  anchor: AnchorEnds.nullable(),
  /** The words as they were when the thread began. */
  quote: z.string(),
  /** They stood in the text once: found again, they are the same. */
  quoteOnce: z.boolean(),
  /** Null when their account is gone. */
  createdBy: FeedPerson.nullable(),
  createdAt: z.string(),
  resolvedAt: z.string().nullable(),
  resolvedBy: FeedPerson.nullable(),
})
export type DiscussionThread = z.infer<typeof DiscussionThread>

export const DiscussionComment = z.object({
  threadId: z.string(),
  author: FeedPerson.nullable(),
  /** Markdown, a mention in it `@[Name](user:<userId>)`; empty when it was removed. */
  body: z.string(),
  createdAt: z.string(),
  editedAt: z.string().nullable(),
  /** It was removed while it had replies. */
  removed: z.literal(true).optional(),
  /** Ids of the people, by reaction, in the order they came. */
  reactions: z.partialRecord(z.enum(REACTIONS), z.array(z.string())),
})
export type DiscussionComment = z.infer<typeof DiscussionComment>

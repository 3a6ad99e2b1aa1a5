/** What a tab says about its person. `user` is stamped by the server; whatever a client claims there is overwritten. */
import { z } from 'zod'

export const AwarenessUser = z.object({ id: z.string(), name: z.string(), color: z.string() })
/** `color` is a CSS value the caret plugin accepts: `var(--p1)` … `var(--p8)`. */
export type AwarenessUser = z.infer<typeof AwarenessUser>

export const AwarenessState = z.object({
  user: AwarenessUser.optional(),
  /** Path of the page, e.g. `/calendar`. A post's path is told in that post alone, never to a whole workspace. */
  page: z.string().max(200).optional(),
  mode: z.enum(['editing', 'viewing', 'idle']).optional(),
  typing: z.boolean().optional(),
  /** Where they type when it is not the text: id of a thread of comments, or `new`; only in posts. */
  thread: z.string().max(64).nullish(),
  /** Id of the person whose scrolling and caret this tab goes along with; only in posts. */
  follows: z.string().max(64).nullish(),
  /** Yjs relative position of the first line in sight, said while somebody follows; only in posts. */
  view: z.looseObject({}).nullish(),
  /** Yjs relative positions as the caret plugin writes them; only in posts. */
  cursor: z.looseObject({}).nullish(),
})
export type AwarenessState = z.infer<typeof AwarenessState>

export function colorOf(index: number): string {
  return `var(--p${index})`
}

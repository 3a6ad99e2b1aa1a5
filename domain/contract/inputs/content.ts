/** Texts as people and programs send them: whole, or in parts. */
import { z } from 'zod'
import { LIMITS } from '../limits.ts'
import { PostTitle } from './posts.ts'

export const CONTENT_FORMATS = ['json', 'html', 'markdown'] as const

const words = z.string().max(LIMITS.bodyBytes)
/** Nodes of the editor; what they may be is judged by its schema. */
const nodes = z.array(z.looseObject({ type: z.string() })).max(50_000)
const part = z.union([words, nodes])

/**
 * Parts of a text, in the format of the call: words in Markdown or HTML, for `json` a list of nodes. At most one of
 * `markdown`, `html` and `content` takes the place of everything below the title.
 */
export const ContentParts = z.strictObject({
  title: PostTitle.optional(),
  markdown: words.optional(),
  html: words.optional(),
  /** In the format of the call, as `prepend` and `append` are. */
  content: part.optional(),
  /** Comes before the first block, and `append` after the last. */
  prepend: part.optional(),
  append: part.optional(),
})
export type ContentParts = z.infer<typeof ContentParts>

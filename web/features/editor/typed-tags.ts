/** What of the words in the field for tags becomes tags, and what stays there with the reason. Pure. */
import { LIMITS } from '#domain/contract/limits.ts'
import { tagId, tidyTag, wholeTag } from '#domain/text/post-fields.ts'

export type TypedTags = {
  /** To be added. */
  readonly tags: readonly string[]
  /** Meant, and there already. */
  readonly known: readonly string[]
  /** What is none, as it was typed. */
  readonly left: string
  readonly why: string | null
}

const TOO_LONG = `Not added: a tag has at most ${LIMITS.tagChars} letters.`
const TOO_MANY = `Not added: a post has at most ${LIMITS.tagsPerPost} tags.`

/** @param there tags that the post has */
export function typedTags(words: string, there: readonly string[]): TypedTags {
  const ids = new Set(there.map(tagId))
  const [tags, known, left]: [string[], string[], string[]] = [[], [], []]
  let why: string | null = null
  for (const word of words.split(',')) {
    const tag = tidyTag(word)
    if (tag === '') continue
    if (ids.has(tagId(tag))) known.push(tag)
    // A tag is never half of what was typed.
    else if (wholeTag(word) !== tag) {
      left.push(word.trim())
      why = TOO_LONG
    } else if (ids.size >= LIMITS.tagsPerPost) {
      left.push(word.trim())
      why = TOO_MANY
    } else {
      ids.add(tagId(tag))
      tags.push(tag)
    }
  }
  return { tags, known, left: left.join(', '), why }
}

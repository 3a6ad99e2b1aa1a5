/** What readers can do about a published post, and when its author hears of it. Pure facts, for pages and servers alike. */

/** With one press and no account; a closed list, in the order the page shows them. */
export const READER_REACTIONS = ['heart', 'clap', 'curious'] as const
export type ReaderReaction = (typeof READER_REACTIONS)[number]

export const READER_REACTION_FACTS: Record<ReaderReaction, { readonly sign: string; readonly word: string }> = {
  heart: { sign: '❤️', word: 'Like it' },
  clap: { sign: '👏', word: 'Well done' },
  curious: { sign: '🧐', word: 'Makes me curious' },
}

/** `waiting` for somebody who may publish to decide; only `shown` ones are public. */
export const READER_COMMENT_STATES = ['waiting', 'shown', 'hidden', 'spam'] as const
export type ReaderCommentState = (typeof READER_COMMENT_STATES)[number]

/** When a reader's comment is shown: after somebody has read it, at once (but for those with a link), or none is taken. */
export const COMMENT_POLICIES = ['approve', 'at_once', 'closed'] as const
export type CommentPolicy = (typeof COMMENT_POLICIES)[number]

/** So many reactions and comments, over all channels, are told to the author, once each. Views do not count. */
export const MILESTONES = [10, 100, 1_000, 10_000] as const

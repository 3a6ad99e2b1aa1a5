/** What readers send from the public site, and what other servers and people here send about it. */
import { z } from 'zod'
import { toStorableText } from '#domain/text/storable-text.ts'
import { READER_COMMENT_STATES } from '../engagement.ts'
import { ChannelId, PostId } from '../ids.ts'
import { LIMITS } from '../limits.ts'
import { DisplayName } from './people.ts'

const LINK = /https?:\/\/|www\.|\[url|<a\s/gi

export function linksIn(text: string): number {
  return text.match(LINK)?.length ?? 0
}

/** Plain text; what hides or turns around letters is taken out, empty lines are joined. */
export const WriteReaderComment = z.object({
  name: DisplayName.pipe(
    z
      .string()
      .max(LIMITS.readerNameChars, `has more than ${LIMITS.readerNameChars} letters`)
      .refine(name => linksIn(name) === 0, 'is an address'),
  ),
  body: z
    .string()
    .max(LIMITS.readerCommentChars, `has more than ${LIMITS.readerCommentChars} letters`)
    .transform(body =>
      toStorableText(body)
        .replaceAll('\r\n', '\n')
        .replace(/[^\P{C}\n\u200d]/gu, '')
        .replace(/\n{3,}/g, '\n\n')
        .trim(),
    )
    .refine(body => body !== '', 'says nothing')
    .refine(body => linksIn(body) <= LIMITS.readerCommentLinks, `has more than ${LIMITS.readerCommentLinks} links`),
})
export type WriteReaderComment = z.infer<typeof WriteReaderComment>

export const DecideReaderComment = z.strictObject({ state: z.enum(READER_COMMENT_STATES) })
export type DecideReaderComment = z.infer<typeof DecideReaderComment>

const total = z.number().int().min(0).max(LIMITS.engagementTotal)

/** All that a channel has counted for a post until then; what it does not count is left out. */
const EngagementTotals = z
  .strictObject({ views: total.optional(), reactions: total.optional(), comments: total.optional() })
  .refine(totals => Object.keys(totals).length > 0, 'names nothing that was counted')
export type EngagementTotals = z.infer<typeof EngagementTotals>

/** Message of another server, as Standard Webhooks wants it. */
export const EngagementCounted = z.strictObject({
  type: z.literal('engagement.counted'),
  /** When it was counted: an older count never replaces a newer one. */
  timestamp: z.iso.datetime({ offset: true }),
  data: z.strictObject({ postId: PostId, totals: EngagementTotals }),
})
export type EngagementCounted = z.infer<typeof EngagementCounted>

export const CreateIncomingWebhook = z.strictObject({ channelId: ChannelId })
export type CreateIncomingWebhook = z.infer<typeof CreateIncomingWebhook>

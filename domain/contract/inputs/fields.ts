/** What people send about what goes with a text. Unknown fields are refused. */
import { z } from 'zod'
import { tidyTag } from '../../text/post-fields.ts'
import { toSlug } from '../../text/slug.ts'
import { ChannelId } from '../ids.ts'
import { LIMITS } from '../limits.ts'
import { ImageIdText } from './images.ts'

const Tag = z.string().max(200).transform(tidyTag).pipe(z.string().min(1, 'is empty'))

/** What is left out stays as it is. */
export const ChangeFields = z
  .strictObject({
    /** All of them. */
    tags: z.array(Tag).max(LIMITS.tagsPerPost, `a post has at most ${LIMITS.tagsPerPost} tags`).optional(),
    /** The last part of the public address, as long as the post is not out; null lets it follow the title. */
    slug: z
      .string()
      .max(200)
      .transform(slug => toSlug(slug, ''))
      .pipe(z.string().min(1, 'has no letter or digit that an address can have'))
      .nullable()
      .optional(),
    /** A picture that was added before; null takes it off. */
    cover: ImageIdText.nullable().optional(),
    /** What it shows. */
    coverAlt: z.string().max(LIMITS.altChars).optional(),
    /** Own texts of channels that take little, by the channel's id; null lets one follow the post again. */
    texts: z.record(ChannelId, z.string().max(LIMITS.channelTextChars).nullable()).optional(),
  })
  .refine(fields => Object.values(fields).some(value => value !== undefined), 'give tags, slug, cover or texts')
export type ChangeFields = z.infer<typeof ChangeFields>

export const BeginChannelText = z.strictObject({ channelId: ChannelId })

/** What people send about who may see a post. Unknown fields are refused. */
import { z } from 'zod'
import { CreateThread, WriteComment } from './comments.ts'
import { DisplayName } from './people.ts'

export const POST_ACCESS = ['workspace', 'private'] as const
/** `workspace`: everybody in it, as their role says · `private`: who began the post, and the people named. */
export type PostAccess = (typeof POST_ACCESS)[number]

export const ACCESS_LEVELS = ['view', 'comment', 'edit'] as const
/** What somebody named may do; `edit` leaves publishers and admins what their role allows. */
export type AccessLevel = (typeof ACCESS_LEVELS)[number]

export const ChangeAccess = z.strictObject({ access: z.enum(POST_ACCESS) })
export const NamePerson = z.strictObject({ level: z.enum(ACCESS_LEVELS) })

export const SHARE_LEVELS = ['view', 'comment'] as const
/** What whoever has a link may do. */
export type ShareLevel = (typeof SHARE_LEVELS)[number]

export const CreateShareLink = z.strictObject({
  level: z.enum(SHARE_LEVELS).default('view'),
  /** ISO 8601 with offset or Z; left out or null, it lives until it is turned off. */
  expiresAt: z.iso
    .datetime({ offset: true })
    .transform(at => new Date(at))
    .nullish(),
})
export type CreateShareLink = z.infer<typeof CreateShareLink>

/** A guest's words, under the name they type. */
export const GuestThread = CreateThread.extend({ name: DisplayName })
export const GuestComment = WriteComment.extend({ name: DisplayName })

/** What people send about who may see a post. Unknown fields are refused. */
import { z } from 'zod'

export const POST_ACCESS = ['workspace', 'private'] as const
/** `workspace`: everybody in it, as their role says · `private`: who began the post, and the people named. */
export type PostAccess = (typeof POST_ACCESS)[number]

export const ACCESS_LEVELS = ['view', 'comment', 'edit'] as const
/** What somebody named may do; `edit` leaves publishers and admins what their role allows. */
export type AccessLevel = (typeof ACCESS_LEVELS)[number]

export const ChangeAccess = z.strictObject({ access: z.enum(POST_ACCESS) })
export const NamePerson = z.strictObject({ level: z.enum(ACCESS_LEVELS) })

/** What people decide about a workspace. Unknown fields are refused. */
import { z } from 'zod'
import { COMMENT_POLICIES } from '../engagement.ts'
import { LIMITS } from '../limits.ts'
import { TimeZone } from './posts.ts'

/**
 * What publishing does when the text has changed after it was approved: `warn` sends the approved text and says so,
 * `approve_again` refuses until somebody approves the new one.
 */
export const APPROVAL_POLICIES = ['warn', 'approve_again'] as const

/** Times of the week, by the clock of one zone. */
export const Slots = z.strictObject({
  timeZone: TimeZone,
  times: z
    .array(
      z.strictObject({
        /** 1 is Monday, 7 Sunday. */
        day: z.number().int().min(1).max(7),
        time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is not a time; write one like 09:00'),
      }),
    )
    .min(1, 'give at least one time')
    .max(LIMITS.slots)
    .refine(
      times => new Set(times.map(({ day, time }) => `${day} ${time}`)).size === times.length,
      'names a time twice',
    ),
})
export type Slots = z.infer<typeof Slots>

export const ChangeWorkspace = z
  .strictObject({
    name: z.string().trim().min(1).max(LIMITS.nameChars).optional(),
    approvalPolicy: z.enum(APPROVAL_POLICIES).optional(),
    /** How late a scheduled post may still go out by itself, after a time when nothing ran. */
    graceMinutes: z.number().int().min(0).max(LIMITS.graceMinutes).optional(),
    /** When a reader's comment is shown on the public site. */
    commentPolicy: z.enum(COMMENT_POLICIES).optional(),
    /** When posts like to go out; null for no such times. */
    slots: Slots.nullable().optional(),
  })
  .refine(changes => Object.keys(changes).length > 0, 'names nothing to change')
export type ChangeWorkspace = z.infer<typeof ChangeWorkspace>

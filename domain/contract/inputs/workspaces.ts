/** What people decide about a workspace. Unknown fields are refused. */
import { z } from 'zod'
import { COMMENT_POLICIES } from '../engagement.ts'
import { LIMITS } from '../limits.ts'

/**
 * What publishing does when the text has changed after it was approved: `warn` sends the approved text and says so,
 * `approve_again` refuses until somebody approves the new one.
 */
export const APPROVAL_POLICIES = ['warn', 'approve_again'] as const

export const ChangeWorkspace = z
  .strictObject({
    name: z.string().trim().min(1).max(LIMITS.nameChars).optional(),
    approvalPolicy: z.enum(APPROVAL_POLICIES).optional(),
    /** How late a scheduled post may still go out by itself, after a time when nothing ran. */
    graceMinutes: z.number().int().min(0).max(LIMITS.graceMinutes).optional(),
    /** When a reader's comment is shown on the public site. */
    commentPolicy: z.enum(COMMENT_POLICIES).optional(),
  })
  .refine(changes => Object.keys(changes).length > 0, 'names nothing to change')
export type ChangeWorkspace = z.infer<typeof ChangeWorkspace>
